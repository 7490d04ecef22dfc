// Long texts.
#pragma once

#include <string>

namespace odds::test {

/// `text`, so many times.
inline std::string repeated(const std::string& text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

}  // namespace odds::test
