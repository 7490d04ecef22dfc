// Marks the line breaks that lie inside quoted fields, so that lines can be split without a parser.
#pragma once

#include <odds/types.hpp>

namespace odds {

/// Stands for '\n' inside a quoted field. No UTF-8 text contains this byte.
inline constexpr char kQuotedBreak = '\xFF';

/// Follows the quotes of a delimited text that arrives in pieces of any size.
///
/// A quote opens a field only as its first character; inside, a doubled quote stands for one quote
/// (RFC 4180). A quote anywhere else is text.
class QuoteMarker {
 public:
  explicit QuoteMarker(char delimiter) : delimiter_(delimiter) {}

  /// Replaces every '\n' inside quotes by kQuotedBreak.
  void mark(char* text, Index size);

  /// Whether the text so far ends inside a quoted field.
  bool open() const { return state_ == State::inside; }

  /// Position in the whole text of the quote that opened last.
  Index opened_at() const { return opened_at_; }

  /// Whether any break was replaced so far.
  bool has_breaks() const { return has_breaks_; }

 private:
  enum class State { outside, inside, after_quote };

  char* leave_quotes(char* text, char* end);
  char* enter_quotes(char* begin, char* text, char* end);

  char delimiter_;
  State state_ = State::outside;
  char previous_ = '\n';  // the last byte of the piece before
  Index position_ = 0;    // of the piece in the whole text
  Index opened_at_ = 0;
  bool has_breaks_ = false;
};

}  // namespace odds
