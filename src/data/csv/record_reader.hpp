// Reads the records of a delimited text one after another, from any record on.
#pragma once

#include "data/csv/checked_text.hpp"
#include "data/input/input_bytes.hpp"

#include <odds/types.hpp>

#include <string_view>
#include <vector>

namespace odds {

/// Bytes behind the end of every record that may be read though they mean nothing.
inline constexpr Index kRecordPadding = 24;

/// Throws the Error(data) of a record that is too long to be one; it begins on `line`.
[[noreturn]] void throw_record_too_long(const std::string& file, Index line);

/// The records from one place of an input on. A record may span several lines of the file: each
/// break inside quotes is a kQuotedBreak in it. Where blanks delimit fields, they are squeezed.
///
/// The text passes through one small buffer that stays in the cache. io::LineReader, which finds
/// the header, would take 48 MB for each range of a file and look at its bytes one by one: a third
/// of the time of a whole reading.
class RecordReader {
 public:
  /// `plan.begin` is where a record begins, on `line` of the file. About `plan.limit` bytes are
  /// read at once, then little more than each further record needs. `memory` is the buffer; one
  /// that served before need not be obtained again.
  RecordReader(const InputBytes& bytes, const TextFormat& format, const ReadPlan& plan, Index line,
               std::vector<char>& memory);

  /// Sets `record` to the next record, without its line end; false: there is none. The text stays
  /// valid until the next call. The byte behind it is '\n' or '\r'; kRecordPadding bytes behind it
  /// can be read.
  ///
  /// Throws what CheckedText::read throws, once all records before have been returned, and
  /// Error(data) for a record of more than 16 777 215 bytes.
  bool next(std::string_view& record);

  /// The line of the file in which the current record begins; the first is 1.
  Index line() const { return line_; }

  /// Where in the input the next record begins, and on which line.
  Index next_offset() const { return offset_ + begin_; }
  Index next_line() const { return next_line_; }

 private:
  bool refill();
  void take(const char* stop, std::string_view& record);

  const std::string& name_;
  CheckedText text_;
  Index piece_;
  Index limit_;
  bool squeezes_;              // blanks
  std::vector<char>& memory_;  // text up to end_, then at least kRecordPadding bytes
  Index offset_;               // of the buffer in the input
  Index begin_ = 0;            // of the next record in the buffer
  Index searched_ = 0;         // no line end between begin_ and here
  Index end_ = 0;
  Index line_ = 0;
  Index next_line_;
};

}  // namespace odds
