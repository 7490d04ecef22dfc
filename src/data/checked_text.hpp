// Reads an input as text that is checked and ready to be split into records at '\n'.
#pragma once

#include "data/input_bytes.hpp"
#include "data/quote_marker.hpp"
#include "data/sha256.hpp"
#include "data/utf8.hpp"

#include <odds/types.hpp>

#include <limits>
#include <string>

namespace odds {

/// What must be known of a delimited text before it can be split into records.
struct TextFormat {
  char delimiter = ',';
  bool lone_returns = false;  ///< records end with '\r' alone (old Macintosh files)
};

/// How much of an input is read, and what else happens to its bytes on the way.
struct ReadPlan {
  /// Bytes to read. Text that is cut off here is not complained about.
  Index limit = std::numeric_limits<Index>::max();
  Index piece = Index{1} << 18;  ///< bytes treated at a time; small enough to stay in the cache
  Sha256* hash = nullptr;        ///< gets every byte as it is in the input
};

/// The text of an input, without byte order marks at its start, always ending with '\n', with
/// kQuotedBreak for every line break inside quotes.
class CheckedText {
 public:
  CheckedText(const InputBytes& bytes, const TextFormat& format, const ReadPlan& plan);

  /// Fills `to` with the next `size` bytes; fewer only at the end of the text.
  ///
  /// Throws Error(data), with the line, for a NUL byte and for bytes that are no UTF-8, both with
  /// their place in the line, and for a quote that is never closed; Error(system) when reading
  /// fails or the file has changed since it was opened.
  Index read(char* to, Index size);

  bool has_quoted_breaks() const { return quotes_.has_breaks(); }

 private:
  void skip_byte_order_marks();
  Index read_piece(char* to, Index size);
  Index finish(char* to);
  void check_characters(const char* text, Index size);
  char line_end() const { return format_.lone_returns ? '\r' : '\n'; }
  Index byte_in_line(Index offset) const;
  [[noreturn]] void fail(Index offset, std::string what, std::string hint) const;
  [[noreturn]] void fail_encoding(Index offset) const;

  const InputBytes& bytes_;
  TextFormat format_;
  ReadPlan plan_;
  QuoteMarker quotes_;
  Utf8Checker utf8_;
  Index start_ = 0;   // behind the byte order marks
  Index offset_ = 0;  // in the input
  char last_ = '\n';
  bool ended_ = false;
};

}  // namespace odds
