// Reports as strings, to look for lines in.
#pragma once

#include <odds/report.hpp>

#include <sstream>
#include <string>

namespace odds::test {

inline std::string rendered(const Report& report, Format format) {
  std::ostringstream out;
  render(report, format, {}, out);
  return out.str();
}

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace odds::test
