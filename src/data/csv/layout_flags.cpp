#include "base/failure.hpp"
#include "base/number_text.hpp"
#include "data/csv/csv_layout.hpp"

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

// Tells the lines to skip so that the layout is one that is `wanted`, a few less or more than are
// skipped already; empty: there is no such number.
std::string skip_hint(const InputBytes& bytes, CsvOptions options,
                      const std::function<bool(const CsvLayout&)>& wanted) {
  const Index skipped = options.skip;
  options.skip = std::max(skipped - kMostLines, Index{0});
  for (; options.skip <= skipped + kMostLines; ++options.skip) {
    if (options.skip == skipped) continue;
    const auto layout = layout_with(bytes, options);
    if (!layout && options.skip > skipped) return {};
    if (!layout || !wanted(*layout)) continue;
    return fmt::format("the header seems to come {}: pass --skip {}",
                       options.skip < skipped ? "earlier" : "further down", options.skip);
  }
  return {};
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
  // A line of data may hold the name as a value, beside numbers.
  return skip_hint(bytes, options, [&](const CsvLayout& layout) {
    return has_name(layout) && std::ranges::none_of(layout.names, [](const std::string& each) {
             return parse_number(each).has_value();
           });
  });
}

std::string flag_for_width(const InputBytes& bytes, const CsvOptions& options, Index fields) {
  return skip_hint(bytes, options, [&](const CsvLayout& layout) {
    return static_cast<Index>(layout.names.size()) == fields;
  });
}

}  // namespace odds
