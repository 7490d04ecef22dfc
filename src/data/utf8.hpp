// Checks that a stream of bytes is UTF-8.
#pragma once

#include <odds/types.hpp>

namespace odds {

/// A checker of UTF-8 as RFC 3629 defines it (no overlong forms, no surrogates, nothing above
/// U+10FFFF) that takes its text in pieces of any size.
class Utf8Checker {
 public:
  /// The position in [0, size) of the first byte that cannot follow what came before; -1: none.
  Index feed(const char* text, Index size);

  /// Whether the text so far ends with a whole character.
  bool complete() const { return missing_bytes_ == 0; }

 private:
  bool accept(unsigned char byte);
  bool begin_character(unsigned char byte);

  int missing_bytes_ = 0;  // of the character that has begun
  unsigned char low_ = 0x80;
  unsigned char high_ = 0xBF;  // the next byte must lie in [low_, high_]
};

}  // namespace odds
