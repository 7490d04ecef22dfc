#include "data/csv/checked_text.hpp"

#include "base/failure.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

namespace odds {

CheckedText::CheckedText(const InputBytes& bytes, const TextFormat& format, const ReadPlan& plan)
    : bytes_(bytes),
      format_(format),
      plan_(plan),
      quotes_(format.delimiter, format.comment),
      start_(plan.begin),
      offset_(plan.begin) {
  if (plan.begin == 0) skip_byte_order_marks();
}

// Tools that join files leave several. The line reader would drop one of those left here.
void CheckedText::skip_byte_order_marks() {
  char next[3];
  while (bytes_.read(start_, next, 3) == 3 && std::string_view(next, 3) == kByteOrderMark) {
    start_ += 3;
  }
  offset_ = start_;
}

Index CheckedText::read(char* to, Index size) {
  if (ended_) return 0;
  if (flaw_ != Flaw::none) fail_at_flaw();
  const Index wanted = std::min({size, plan_.piece, plan_.limit - offset_});
  const Index got = bytes_.read(offset_, to, wanted);
  if (got <= 0) return finish(to);
  const Index good = good_bytes(to, got);
  if (good == 0) fail_at_flaw();
  if (format_.lone_returns) std::replace(to, to + good, '\r', '\n');
  last_ = to[good - 1];
  quotes_.mark(to, good);
  offset_ += good;
  return good;
}

Index CheckedText::finish(char* to) {
  ended_ = true;
  const bool whole = offset_ < plan_.limit;
  if (whole) {
    bytes_.check_unchanged();
    if (utf8_.open_bytes() > 0) {
      flaw_ = Flaw::encoding;
      flaw_at_ = offset_ - utf8_.open_bytes();
      fail_at_flaw();
    }
    if (quotes_.open()) {
      fail(start_ + quotes_.opened_at(), "the quote that opens on this line is never closed",
           "close it, or double every quote that is part of a quoted text");
    }
  }
  if (last_ == '\n' && !quotes_.open()) return 0;
  *to = '\n';
  return 1;
}

// How many bytes come before the first flaw, if there is any.
Index CheckedText::good_bytes(const char* text, Index size) {
  const void* const zero = std::memchr(text, '\0', static_cast<std::size_t>(size));
  const Index before_zero = zero == nullptr ? size : static_cast<const char*>(zero) - text;
  const Index bad = utf8_.feed(text, before_zero);
  if (bad < 0 && zero == nullptr) return size;
  flaw_ = bad >= 0 ? Flaw::encoding : Flaw::zero;
  flaw_at_ = offset_ + (bad >= 0 ? bad - utf8_.open_bytes() : before_zero);
  return std::max(Index{0}, flaw_at_ - offset_);
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

void CheckedText::fail_at_flaw() const {
  const Index byte = byte_in_line(flaw_at_);
  if (flaw_ == Flaw::zero) {
    fail(flaw_at_, fmt::format("byte {} of the line is NUL, which no text contains", byte),
         "if the file is UTF-16, convert it with iconv -f utf-16 -t utf-8");
  }
  char first = 0;
  bytes_.read(flaw_at_, &first, 1);
  fail(flaw_at_,
       fmt::format("byte {} of the line, 0x{:02X}, begins no UTF-8 character", byte,
                   static_cast<unsigned char>(first)),
       "convert the file, for example with iconv -f latin1 -t utf-8");
}

}  // namespace odds
