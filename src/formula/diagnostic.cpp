#include "formula/diagnostic.hpp"

#include "base/utf8.hpp"

#include <odds/error.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace odds {
namespace {

constexpr Index kWindow = 70;  // characters of the text that are shown

/// The characters of a text as a terminal may show them, and the one that holds a byte.
struct Characters {
  std::vector<std::string> shown;
  Index marked = 0;
};

Characters characters(std::string_view text, Index offset) {
  Characters result;
  const auto size = static_cast<Index>(text.size());
  for (Index at = 0; at < size;) {
    const CodePoint point = code_point_at(text, at);
    const Index length = std::max<Index>(point.length, 1);
    if (at + length <= offset) ++result.marked;
    const auto bytes = text.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(length));
    if (point.length == 0) {
      result.shown.emplace_back("?");
    } else {
      const bool hidden = is_obeyed(point.value) || is_joiner(point.value);
      result.shown.emplace_back(hidden ? " " : bytes);
    }
    at += length;
  }
  return result;
}

/// The text with a mark below it; nothing of a text without anything to show.
std::string excerpt(std::string_view text, Index offset) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return {};
  const Characters all = characters(text, offset);
  const auto size = static_cast<Index>(all.shown.size());
  const Index first =
      std::clamp<Index>(all.marked - kWindow / 2, 0, std::max<Index>(size - kWindow, 0));
  const Index last = std::min(size, first + kWindow);
  const std::string before = first > 0 ? "..." : "";
  std::string line = before;
  for (Index i = first; i < last; ++i) line += all.shown[static_cast<std::size_t>(i)];
  if (last < size) line += "...";
  const auto indent = before.size() + static_cast<std::size_t>(all.marked - first);
  return line + '\n' + std::string(indent, ' ') + '^';
}

}  // namespace

void fail_at(std::string_view text, Index offset, std::string what, std::string hint) {
  throw Error(ErrorKind::usage, {.what = std::move(what),
                                 .where = {},
                                 .hint = std::move(hint),
                                 .excerpt = excerpt(text, offset)});
}

}  // namespace odds
