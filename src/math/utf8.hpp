// Code points of UTF-8 text.
#pragma once

#include <odds/types.hpp>

#include <string_view>

namespace odds {

struct CodePoint {
  char32_t value = 0;
  Index length = 0;  ///< in bytes; 0: the bytes are no UTF-8
};

/// The code point that begins at byte `offset` < text.size(). Overlong forms, surrogates and
/// values above U+10FFFF are no UTF-8 (RFC 3629).
CodePoint code_point_at(std::string_view text, Index offset);

}  // namespace odds
