#include "data/quote_marker.hpp"

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

char* QuoteMarker::enter_quotes(char* begin, char* text, char* end) {
  char* const quote = find(text, end, '"');
  if (quote == end) return end;
  const char before = quote == begin ? previous_ : quote[-1];
  if (before == delimiter_ || before == '\n') {
    state_ = State::inside;
    opened_at_ = position_ + (quote - begin);
  }
  return quote + 1;
}

void QuoteMarker::mark(char* text, Index size) {
  if (size == 0) return;
  char* const end = text + size;
  for (char* p = text; p != end;) {
    switch (state_) {
      case State::outside:
        p = enter_quotes(text, p, end);
        break;
      case State::inside:
        p = leave_quotes(p, end);
        break;
      case State::after_quote:
        state_ = *p == '"' ? State::inside : State::outside;
        if (state_ == State::inside) ++p;
        break;
    }
  }
  previous_ = end[-1];
  position_ += size;
}

}  // namespace odds
