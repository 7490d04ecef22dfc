#include "base/utf8_checker.hpp"

#include <cstdint>
#include <cstring>

namespace odds {

namespace {

constexpr Index kStride = 32;
constexpr std::uint64_t kHighBits = 0x8080808080808080U;

bool all_ascii(const char* text) {
  std::uint64_t words[kStride / 8];
  std::memcpy(words, text, sizeof words);
  return ((words[0] | words[1] | words[2] | words[3]) & kHighBits) == 0;
}

}  // namespace

bool Utf8Checker::begin_character(unsigned char byte) {
  if (byte < 0xC2 || byte > 0xF4) return false;
  length_ = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
  missing_bytes_ = length_ - 1;
  // The second byte excludes overlong forms, surrogates and values above U+10FFFF.
  if (byte == 0xE0) low_ = 0xA0;
  if (byte == 0xED) high_ = 0x9F;
  if (byte == 0xF0) low_ = 0x90;
  if (byte == 0xF4) high_ = 0x8F;
  return true;
}

bool Utf8Checker::accept(unsigned char byte) {
  if (missing_bytes_ == 0) return byte < 0x80 || begin_character(byte);
  if (byte < low_ || byte > high_) return false;
  --missing_bytes_;
  low_ = 0x80;
  high_ = 0xBF;
  return true;
}

Index Utf8Checker::feed(const char* text, Index size) {
  for (Index i = 0; i < size;) {
    if (missing_bytes_ == 0 && i + kStride <= size && all_ascii(text + i)) {
      i += kStride;
    } else if (accept(static_cast<unsigned char>(text[i]))) {
      ++i;
    } else {
      return i;
    }
  }
  return -1;
}

}  // namespace odds
