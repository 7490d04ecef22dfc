// Marks the line breaks that lie inside quoted fields, so that lines can be split without a parser.
#pragma once

#include <odds/types.hpp>

namespace odds {

/// Stands for '\n' inside a quoted field. No UTF-8 text contains this byte.
inline constexpr char kQuotedBreak = '\xFF';

/// Follows the quotes of a delimited text that arrives in pieces of any size.
///
/// A quote opens a field only as its first character, blanks aside; inside, a doubled quote stands
/// for one quote (RFC 4180). A quote anywhere else is text, and so are all in a line of comment.
class QuoteMarker {
 public:
  /// `comment` begins lines of comment, blanks aside; NUL: there are none.
  explicit QuoteMarker(char delimiter, char comment = '\0')
      : delimiter_(delimiter),
        comment_(comment),
        state_(comment == '\0' ? State::outside : State::line_start) {}

  /// Replaces every '\n' inside quotes by kQuotedBreak.
  void mark(char* text, Index size);

  /// Whether the text so far ends inside a quoted field.
  bool open() const { return state_ == State::inside; }

  /// Position in the whole text of the quote that opened last.
  Index opened_at() const { return opened_at_; }

  /// Whether any break was replaced so far.
  bool has_breaks() const { return has_breaks_; }

 private:
  /// Lines matter only where some may be comments.
  enum class State { outside, inside, after_quote, line_start, comment };

  char* step(char* begin, char* text, char* end);
  char* begin_line(char* text, char* end);
  char* pass_comment(char* text, char* end);
  char* leave_quotes(char* text, char* end);
  char* enter_quotes(char* begin, char* text, char* end);
  bool is_skipped(char byte) const;
  char last_before(const char* begin, const char* end) const;

  char delimiter_;
  char comment_;
  State state_;
  char previous_ = '\n';  // the last byte of the pieces before, skipped blanks aside
  Index position_ = 0;    // of the piece in the whole text
  Index opened_at_ = 0;
  bool has_breaks_ = false;
};

}  // namespace odds
