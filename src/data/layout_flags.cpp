#include "data/csv_layout.hpp"
#include "data/failure.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>

namespace odds {

namespace {

constexpr Index kMostLines = 20;  // of a title

// The layout with other options; none if there is no table then.
std::optional<CsvLayout> layout_with(const InputBytes& bytes, const CsvOptions& options) {
  try {
    return find_layout(bytes, options);
  } catch (const Error&) {
    return std::nullopt;
  }
}

// The lines to skip so that the layout is one that is `wanted`, beyond those skipped already; 0:
// there is no such number.
Index lines_to_skip(const InputBytes& bytes, CsvOptions options,
                    const std::function<bool(const CsvLayout&)>& wanted) {
  for (Index lines = 1; lines <= kMostLines; ++lines) {
    ++options.skip;
    const auto layout = layout_with(bytes, options);
    if (!layout) return 0;
    if (wanted(*layout)) return options.skip;
  }
  return 0;
}

std::string skip_hint(Index lines) {
  return fmt::format("the header seems to come further down: pass --skip {}", lines);
}

}  // namespace

std::string flag_for_header(const InputBytes& bytes, const CsvOptions& options,
                            const std::string& name) {
  const auto has_name = [&](const CsvLayout& layout) {
    return std::ranges::find(layout.names, name) != layout.names.end();
  };
  CsvOptions other = options;
  if (options.comment == '\0') {
    for (const char comment : {'#', '%'}) {
      other.comment = comment;
      const auto layout = layout_with(bytes, other);
      if (!layout || !has_name(*layout)) continue;
      return fmt::format("lines that begin with {0} look like comments: pass --comment '{0}'",
                         comment);
    }
  }
  other = options;
  other.delimiter = ' ';
  if (const auto layout = layout_with(bytes, other); layout && has_name(*layout)) {
    return "if blanks separate the fields, pass --delim blank";
  }
  const Index lines = lines_to_skip(bytes, options, has_name);
  return lines > 0 ? skip_hint(lines) : "";
}

std::string flag_for_width(const InputBytes& bytes, const CsvOptions& options, Index fields) {
  const Index lines = lines_to_skip(bytes, options, [&](const CsvLayout& layout) {
    return static_cast<Index>(layout.names.size()) == fields;
  });
  return lines > 0 ? skip_hint(lines) : "";
}

}  // namespace odds
