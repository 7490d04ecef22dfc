#include "base/list_text.hpp"

#include "base/failure.hpp"

#include <fmt/format.h>

namespace odds {

std::vector<ListPart> parts_of_list(const std::string& text) {
  std::vector<ListPart> parts;
  if (text.empty()) return parts;
  bool quoted = false;
  parts.emplace_back();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    ListPart& part = parts.back();
    const bool doubled = quoted && text.compare(i, 2, "``") == 0;
    if (doubled) {
      part.text += c;
      ++i;
    } else if (c == '`') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      parts.emplace_back();
    } else {
      if (c == '=' && !quoted && !part.equals) part.equals = part.text.size();
      part.text += c;
    }
  }
  if (quoted) refuse(fmt::format("a back-tick is not closed in {}", text));
  return parts;
}

}  // namespace odds
