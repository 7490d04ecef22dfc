#include "report/markdown_text.hpp"

#include "report/terminal_text.hpp"

namespace odds {

namespace {

/// Whether the character at `at` takes part in markup: of CommonMark, or of what GitHub adds to it
/// (tables, text struck through, addresses that become links by themselves, mathematics).
bool is_markup(std::string_view text, std::size_t at) {
  constexpr std::string_view kAlways = "\\`*_[]<>|&$";
  const auto around = [&](std::size_t place) { return place < text.size() ? text[place] : ' '; };
  switch (text[at]) {
    case '#':
      return at == 0;
    case '~':
      return around(at - 1) != ' ' || around(at + 1) != ' ';
    case ':':
      return text.substr(at + 1).starts_with("//");
    case '.':
      return text.substr(0, at).ends_with("www");
    default:
      return kAlways.find(text[at]) != std::string_view::npos;
  }
}

}  // namespace

std::string markdown_text(std::string_view text, bool ascii) {
  const std::string shown = printable(text, ascii);
  std::string result;
  for (std::size_t at = 0; at < shown.size(); ++at) {
    if (is_markup(shown, at)) result += '\\';
    result += shown[at];
  }
  return result;
}

}  // namespace odds
