#include "report/markdown_text.hpp"

#include "report/terminal_text.hpp"

namespace odds {

std::string markdown_text(std::string_view text, bool ascii) {
  constexpr std::string_view kMarkup = "\\`*_[]<>|";
  std::string result;
  for (const char c : printable(text, ascii)) {
    if (kMarkup.find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

}  // namespace odds
