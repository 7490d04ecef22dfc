// Reads an input as text that is checked and ready to be split into records at '\n'.
#pragma once

#include "base/utf8_checker.hpp"
#include "data/csv/quote_marker.hpp"
#include "data/input/input_bytes.hpp"

#include <odds/types.hpp>

#include <limits>
#include <string>

namespace odds {

/// The format of a delimited text, which must be known before it can be split into records.
struct TextFormat {
  char delimiter = ',';       ///< a space stands for runs of spaces and tabs
  bool lone_returns = false;  ///< records end with '\r' alone (old Macintosh files)
  char comment = '\0';        ///< begins lines that are no records; NUL: there are none
  Index begin = 0;            ///< of the table in the input, behind lines that are skipped
  Index first_line = 1;       ///< of the input, on which it begins
};

/// Which part of an input is read, and how.
struct ReadPlan {
  Index begin = 0;  ///< the first byte; the beginning of a record
  /// Where reading ends. Text that is cut off here is not complained about.
  Index limit = std::numeric_limits<Index>::max();
  Index piece = Index{1} << 18;  ///< bytes treated at a time; small enough to stay in the cache
};

/// The text of an input, without byte order marks at its start, always ending with '\n', with
/// kQuotedBreak for every line break inside quotes. Byte for byte as long as the input.
class CheckedText {
 public:
  CheckedText(const InputBytes& bytes, const TextFormat& format, const ReadPlan& plan);

  /// Copies the next bytes of the text to `to`: at least one, at most `size`; 0 at its end.
  ///
  /// Throws Error(data), with the line, for a NUL byte and for bytes that are no UTF-8, both with
  /// their place in the line, and for a quote that is never closed; Error(system) when reading
  /// fails or the file has changed since it was opened. All text before a byte in error is
  /// returned first, so that what is wrong further up can be told first.
  Index read(char* to, Index size);

  /// The place in the input of the first byte of the text.
  Index begin() const { return start_; }

  bool has_quoted_breaks() const { return quotes_.has_breaks(); }

 private:
  /// A flaw of the text at some byte of the input.
  enum class Flaw { none, zero, encoding };

  void skip_byte_order_marks();
  Index finish(char* to);
  Index good_bytes(const char* text, Index size);
  char line_end() const { return format_.lone_returns ? '\r' : '\n'; }
  Index byte_in_line(Index offset) const;
  [[noreturn]] void fail(Index offset, std::string what, std::string hint) const;
  [[noreturn]] void fail_at_flaw() const;

  const InputBytes& bytes_;
  TextFormat format_;
  ReadPlan plan_;
  QuoteMarker quotes_;
  Utf8Checker utf8_;
  Index start_;   // behind the byte order marks
  Index offset_;  // in the input
  Flaw flaw_ = Flaw::none;
  Index flaw_at_ = 0;  // in the input
  char last_ = '\n';
  bool ended_ = false;
};

}  // namespace odds
