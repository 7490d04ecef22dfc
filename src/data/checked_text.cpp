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
  skip_byte_order_marks();
}

// Tools that join files leave several. The line reader would drop one of those left here.
void CheckedText::skip_byte_order_marks() {
  char next[3];
  while (bytes_.read(start_, next, 3) == 3 && std::string_view(next, 3) == kByteOrderMark) {
    if (plan_.hash != nullptr) plan_.hash->add(next, 3);
    start_ += 3;
  }
  offset_ = start_;
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
    if (utf8_.open_bytes() > 0) fail_encoding(offset_ - utf8_.open_bytes());
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
    fail(at, fmt::format("byte {} of the line is NUL, which no text contains", byte_in_line(at)),
         "if the file is UTF-16, convert it with iconv -f utf-16 -t utf-8");
  }
  if (const Index bad = utf8_.feed(text, size); bad >= 0) {
    fail_encoding(offset_ + bad - utf8_.open_bytes());
  }
}

/// The place of a byte in its line as the input has it; the first is 1.
Index CheckedText::byte_in_line(Index offset) const {
  char bytes[4096];
  for (Index end = offset; end > 0;) {
    const Index begin = std::max(Index{0}, end - Index{sizeof bytes});
    const Index got = bytes_.read(begin, bytes, end - begin);
    const auto last = std::string_view(bytes, static_cast<std::size_t>(got)).rfind(line_end());
    if (last != std::string_view::npos) return offset - begin - static_cast<Index>(last);
    end = begin;
  }
  return offset + 1;
}

// The line is counted only now: no good file pays for it.
void CheckedText::fail(Index offset, std::string what, std::string hint) const {
  const Index line = 1 + bytes_.count(line_end(), offset);
  throw_data(place_in(bytes_.name(), line), std::move(what), std::move(hint));
}

/// `offset` is where a sequence begins that is no character.
void CheckedText::fail_encoding(Index offset) const {
  char first = 0;
  bytes_.read(offset, &first, 1);
  fail(offset,
       fmt::format("byte {} of the line, 0x{:02X}, begins no UTF-8 character", byte_in_line(offset),
                   static_cast<unsigned char>(first)),
       "convert the file, for example with iconv -f latin1 -t utf-8");
}

}  // namespace odds
