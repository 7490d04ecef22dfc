#include "data/csv/quote_marker.hpp"

#include <cstring>

namespace odds {

namespace {

char* find(char* text, char* end, char byte) {
  void* const found = std::memchr(text, byte, static_cast<std::size_t>(end - text));
  return found == nullptr ? end : static_cast<char*>(found);
}

}  // namespace

char* QuoteMarker::leave_quotes(char* text, char* end) {
  char* const quote = find(text, end, '"');
  for (char* p = find(text, quote, '\n'); p != quote; p = find(p, quote, '\n')) {
    *p = kQuotedBreak;
    has_breaks_ = true;
  }
  if (quote == end) return end;
  state_ = State::after_quote;
  return quote + 1;
}

// Blanks, unless they delimit fields.
bool QuoteMarker::is_skipped(char byte) const {
  return (byte == ' ' || byte == '\t') && byte != delimiter_ && delimiter_ != ' ';
}

// The last byte before `end` that is not skipped, in the piece that begins at `begin` or before it.
char QuoteMarker::last_before(const char* begin, const char* end) const {
  while (end != begin && is_skipped(end[-1])) --end;
  return end == begin ? previous_ : end[-1];
}

char* QuoteMarker::enter_quotes(char* begin, char* text, char* end) {
  if (comment_ != '\0') {
    char* const line_end = find(text, end, '\n');
    if (line_end != end) end = line_end + 1;
  }
  char* const quote = find(text, end, '"');
  if (quote == end) {
    if (comment_ != '\0' && end[-1] == '\n') state_ = State::line_start;
    return end;
  }
  const char before = last_before(begin, quote);
  const bool blank_delimits = delimiter_ == ' ' && before == '\t';
  if (before == delimiter_ || before == '\n' || blank_delimits) {
    state_ = State::inside;
    opened_at_ = position_ + (quote - begin);
  }
  return quote + 1;
}

char* QuoteMarker::begin_line(char* text, char* end) {
  while (text != end && (*text == ' ' || *text == '\t')) ++text;
  if (text != end) state_ = *text == comment_ ? State::comment : State::outside;
  return text;
}

char* QuoteMarker::pass_comment(char* text, char* end) {
  char* const line_end = find(text, end, '\n');
  if (line_end == end) return end;
  state_ = State::line_start;
  return line_end + 1;
}

char* QuoteMarker::step(char* begin, char* text, char* end) {
  switch (state_) {
    case State::inside:
      return leave_quotes(text, end);
    case State::after_quote:
      state_ = *text == '"' ? State::inside : State::outside;
      return state_ == State::inside ? text + 1 : text;
    case State::line_start:
      return begin_line(text, end);
    case State::comment:
      return pass_comment(text, end);
    case State::outside:
      break;
  }
  return enter_quotes(begin, text, end);
}

void QuoteMarker::mark(char* text, Index size) {
  if (size == 0) return;
  char* const end = text + size;
  for (char* p = text; p != end;) p = step(text, p, end);
  previous_ = last_before(text, end);
  position_ += size;
}

}  // namespace odds
