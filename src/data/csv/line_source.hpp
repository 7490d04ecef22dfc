// Splits an input into records.
#pragma once

#include "data/csv/checked_text.hpp"

#include <odds/types.hpp>

#include <memory>
#include <string_view>

namespace odds {

/// The records of a delimited text, in order. A record may span several lines of the file: each
/// break inside quotes is a kQuotedBreak in it. Where blanks delimit fields, they are squeezed.
///
/// Buffering and splitting at line ends, '\n' or "\r\n", are those of fast-cpp-csv-parser's
/// io::LineReader; it takes 48 MB of address space, of which only what the input fills is used.
class LineSource {
 public:
  LineSource(const InputBytes& bytes, const TextFormat& format, const ReadPlan& plan = {});
  ~LineSource();

  /// Sets `record` to the next record, without its line end; false: there is none. The text stays
  /// valid until the next call.
  ///
  /// Throws what CheckedText::read throws, up to 32 MB before the record in question is reached,
  /// and Error(data) for a record of more than 16 777 215 bytes.
  bool next(std::string_view& record);

  /// The line of the file in which the current record begins; the first is 1.
  Index line() const { return line_; }

 private:
  struct Reader;
  std::unique_ptr<Reader> reader_;
  Index line_ = 0;
  Index next_line_ = 1;
};

}  // namespace odds
