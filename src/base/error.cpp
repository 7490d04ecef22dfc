#include "base/number_text.hpp"

#include <odds/error.hpp>

#include <utility>

namespace odds {
namespace {

std::string message(const Error::Text& text) {
  const std::string place = text.where.text();
  return place.empty() ? text.what : place + ": " + text.what;
}

}  // namespace

std::string Place::text() const {
  std::string result = file;
  if (line > 0) result += (file.empty() ? "line " : ":") + std::to_string(line);
  if (!column.empty()) result += (result.empty() ? "column \"" : ", column \"") + column + '"';
  return result;
}

Error::Error(ErrorKind kind, Text text)
    : std::runtime_error(message(text)), kind_(kind), text_(std::move(text)) {}

OptionError::OptionError(std::string name, double value, std::string range, std::string hint)
    : Error(ErrorKind::usage,
            {.what = name + " = " + shortest_text(value) + " is out of range: it must be " + range,
             .where = {},
             .hint = std::move(hint),
             .excerpt = {}}),
      name_(std::move(name)),
      value_(value),
      range_(std::move(range)) {}

void check_option(const char* name, double value, const char* range, bool holds) {
  if (!holds) throw OptionError(name, value, range);
}

}  // namespace odds
