// Checks that a stream of bytes is UTF-8.
#pragma once

#include <odds/types.hpp>

namespace odds {

/// A checker of UTF-8 as RFC 3629 defines it (no overlong forms, no surrogates, nothing above
/// U+10FFFF) that takes its text in pieces of any size.
class Utf8Checker {
 public:
  /// The position in [0, size) of the first byte that cannot follow what came before; -1: none.
  /// The sequence that is no character begins open_bytes() bytes before it, if need be in an
  /// earlier piece.
  Index feed(const char* text, Index size);

  /// How many bytes of a character that is not whole come last, before the byte that feed()
  /// refused if there is one; 0 to 3.
  Index open_bytes() const { return missing_bytes_ == 0 ? 0 : length_ - missing_bytes_; }

 private:
  bool accept(unsigned char byte);
  bool begin_character(unsigned char byte);

  int length_ = 0;         // of the character that began last and is not ASCII
  int missing_bytes_ = 0;  // of it
  unsigned char low_ = 0x80;
  unsigned char high_ = 0xBF;  // the next byte must lie in [low_, high_]
};

}  // namespace odds
