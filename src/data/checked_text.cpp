#include "data/checked_text.hpp"

#include "data/failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

namespace odds {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

CheckedText::CheckedText(const InputBytes& bytes, const TextFormat& format, const ReadPlan& plan)
    : bytes_(bytes), format_(format), plan_(plan), quotes_(format.delimiter) {
  skip_byte_order_mark();
}

void CheckedText::skip_byte_order_mark() {
  char first[3];
  if (bytes_.read(0, first, 3) != 3 || std::string_view(first, 3) != kByteOrderMark) return;
  if (plan_.hash != nullptr) plan_.hash->add(first, 3);
  start_ = offset_ = 3;
}

Index CheckedText::read(char* to, Index size) {
  Index filled = 0;
  while (filled < size && !ended_) {
    filled += read_piece(to + filled, std::min(size - filled, plan_.piece));
  }
  return filled;
}

Index CheckedText::read_piece(char* to, Index size) {
  const Index got = bytes_.read(offset_, to, std::min(size, plan_.limit - offset_));
  if (got <= 0) return finish(to);
  if (plan_.hash != nullptr) plan_.hash->add(to, got);
  check_characters(to, got);
  if (format_.lone_returns) std::replace(to, to + got, '\r', '\n');
  last_ = to[got - 1];
  quotes_.mark(to, got);
  offset_ += got;
  return got;
}

Index CheckedText::finish(char* to) {
  ended_ = true;
  const bool whole = offset_ < plan_.limit;
  if (whole) {
    bytes_.check_unchanged();
    if (!utf8_.complete()) fail(offset_, "the text ends within a UTF-8 character", {});
    if (quotes_.open()) {
      fail(start_ + quotes_.opened_at(), "the quote that opens on this line is never closed",
           "close it, or double every quote that is part of a quoted text");
    }
  }
  if (last_ == '\n' && !quotes_.open()) return 0;
  *to = '\n';
  return 1;
}

void CheckedText::check_characters(const char* text, Index size) {
  if (const void* zero = std::memchr(text, '\0', static_cast<std::size_t>(size))) {
    const Index at = offset_ + (static_cast<const char*>(zero) - text);
    fail(at, fmt::format("byte {} is NUL, which no text contains", at),
         "if the file is UTF-16, convert it with iconv -f utf-16 -t utf-8");
  }
  if (const Index bad = utf8_.feed(text, size); bad >= 0) {
    const Index at = offset_ + bad;
    fail(at,
         fmt::format("byte {} (0x{:02X}) is not UTF-8", at, static_cast<unsigned char>(text[bad])),
         "convert the file, for example with iconv -f latin1 -t utf-8");
  }
}

// The line is counted only now: no good file pays for it.
void CheckedText::fail(Index offset, std::string what, std::string hint) const {
  const Index line = 1 + bytes_.count(format_.lone_returns ? '\r' : '\n', offset);
  throw_data(place_in(bytes_.name(), line), std::move(what), std::move(hint));
}

}  // namespace odds
