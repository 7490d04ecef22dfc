#include "report/csv_text.hpp"

#include "base/utf8.hpp"
#include "report/number_format.hpp"

#include <cmath>

namespace odds {

namespace {

/// Whether a spreadsheet takes a field that begins like this for a formula (OWASP, CSV Injection).
bool begins_formula(std::string_view text) {
  if (text.empty()) return false;
  constexpr std::u32string_view kFirst = U"=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";
  return kFirst.find(code_point_at(text, 0).value) != std::u32string_view::npos;
}

std::string quoted_if_needed(std::string_view text) {
  const bool blank_ends = !text.empty() && (text.front() == ' ' || text.back() == ' ');
  if (!blank_ends && text.find_first_of(",\"\r\n") == std::string_view::npos) {
    return std::string(text);
  }
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace

std::string csv_field(std::string_view text, const RenderOptions& options) {
  std::string field = options.terminal ? printable(text, options.ascii) : std::string(text);
  if (options.csv_safe && begins_formula(text)) field.insert(0, 1, '\'');
  return quoted_if_needed(field);
}

std::string csv_number(double value) {
  return std::isfinite(value) ? shortest(value) : std::string();
}

}  // namespace odds
