#include "data/csv/table_start.hpp"

#include "base/failure.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace odds {

namespace {

// What follows the next line end; -1: no line ends any more.
Index behind_line(const InputBytes& bytes, Index offset, char line_end) {
  const Index found = bytes.find(line_end, offset, bytes.size());
  return found < 0 ? -1 : found + 1;
}

TableStart behind_lines(const InputBytes& bytes, Index lines, char line_end) {
  TableStart start;
  for (Index line = 0; line < lines; ++line) {
    const Index next = behind_line(bytes, start.offset, line_end);
    if (next < 0 || next == bytes.size()) {
      throw_usage(place_in(bytes.name()), fmt::format("--skip {} leaves nothing: the file has {}",
                                                      lines, counted(line + 1, "line")));
    }
    start.offset = next;
    ++start.line;
  }
  return start;
}

// The separator that a line names, with or without quotes around it: `sep=;`.
std::optional<char> named_delimiter(std::string_view line) {
  while (line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
  if (line.ends_with('\r')) line.remove_suffix(1);
  const bool quoted = line.size() > 1 && line.front() == '"' && line.back() == '"';
  if (quoted) line = line.substr(1, line.size() - 2);
  constexpr std::string_view kKey = "sep=";
  if (line.size() != kKey.size() + 1) return std::nullopt;
  const bool named = std::ranges::equal(kKey, line.substr(0, kKey.size()), [](char a, char b) {
    return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
  });
  return named ? std::optional(line.back()) : std::nullopt;
}

// The beginning of the line at `offset`, as far as such a line is long.
std::string line_at(const InputBytes& bytes, Index offset, char line_end) {
  char head[32];
  const auto size = static_cast<std::size_t>(bytes.read(offset, head, Index{sizeof head}));
  const std::string_view text(head, size);
  return std::string(text.substr(0, text.find(line_end)));
}

}  // namespace

TableStart find_start(const InputBytes& bytes, Index lines, bool lone_returns) {
  const char line_end = lone_returns ? '\r' : '\n';
  TableStart start = behind_lines(bytes, lines, line_end);
  const auto delimiter = named_delimiter(line_at(bytes, start.offset, line_end));
  if (!delimiter) return start;
  constexpr std::string_view kDelimiters = ",;\t| ";
  if (kDelimiters.find(*delimiter) == std::string_view::npos) {
    throw_data(
        place_in(bytes.name(), start.line),
        fmt::format("the line says that \"{}\" separates the fields, which no table here can "
                    "have",
                    shown({&*delimiter, 1})),
        "separate them by one of , ; tab | or blanks");
  }
  start.delimiter = *delimiter;
  start.offset = std::max(behind_line(bytes, start.offset, line_end), start.offset);
  ++start.line;
  return start;
}

}  // namespace odds
