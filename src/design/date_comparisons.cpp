#include "design/date_comparisons.hpp"

#include "data/types/calendar.hpp"
#include "formula/expression.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace odds {
namespace {

bool holds_dates(const Column& column) {
  if (column.type == ColumnType::number) return column.form.dates;
  const auto is_date = [](const std::string& level) { return days_of(level).has_value(); };
  return column.levels.empty() || std::ranges::any_of(column.levels, is_date);
}

void check_dates_of(const Expression& expression, const std::vector<Column>& columns) {
  for (const std::string& name : compared_dates(expression)) {
    const auto column = std::ranges::find(columns, name, &Column::name);
    if (column == columns.end() || holds_dates(*column)) continue;
    const bool numbers = column->type == ColumnType::number;
    throw Error(ErrorKind::usage,
                {.what = fmt::format("\"{}\" is compared with a date, and holds {}", name,
                                     numbers ? "numbers" : "no ISO dates"),
                 .where = {},
                 .hint = numbers ? "compare numbers with a number, without quotes"
                                 : "dates are ordered if the file writes them as 2021-04-30",
                 .excerpt = {}});
  }
}

}  // namespace

void check_compared_dates(const DataRoles& roles, const std::vector<Column>& columns) {
  if (roles.use_response) {
    check_dates_of(roles.formula.response.first, columns);
    check_dates_of(roles.formula.response.second, columns);
  }
  for (const Term& term : roles.formula.terms) {
    for (const Factor& factor : term.factors) check_dates_of(factor.expression, columns);
  }
  if (roles.where) check_dates_of(*roles.where, columns);
  if (roles.within) check_dates_of(*roles.within, columns);
}

}  // namespace odds
