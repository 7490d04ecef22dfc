#include "comparison/same_rows.hpp"

#include "formula/expression.hpp"
#include "model/model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <vector>

namespace odds {
namespace {

using Kind = RowsMatch::Kind;

/// Sums of the same numbers in another order differ by rounding only.
constexpr double kRounding = 1e-10;

bool are_near(double a, double b, double size) { return std::abs(a - b) <= kRounding * size; }

/// The columns of which a missing cell left rows out.
std::set<std::string> incomplete_columns(const Fit& fit) {
  std::set<std::string> columns;
  for (const DroppedRows& dropped : fit.rows().dropped) {
    if (dropped.cause == DropCause::missing && dropped.rows > 0) columns.insert(dropped.column);
  }
  return columns;
}

Index rows_dropped(const Fit& fit, DropCause cause) {
  Index rows = 0;
  for (const DroppedRows& dropped : fit.rows().dropped) {
    if (dropped.cause == cause) rows += dropped.rows;
  }
  return rows;
}

/// What the rows of both fits must meet: their filters, and cells in the columns that have gaps.
std::set<std::string> conditions_of(const Fit& a, const Fit& b) {
  std::set<std::string> conditions;
  for (const Fit* fit : {&a, &b}) {
    const std::optional<Expression>& filter = fit->model().roles.where;
    if (filter) conditions.insert(spelling(*filter));
    for (const std::string& column : incomplete_columns(*fit)) {
      conditions.insert(fmt::format("!missing({})", spelling(variable_expression(column))));
    }
  }
  return conditions;
}

/// `fit both to the same rows, as in --where '!missing(age)'`
std::string hint_for(const Fit& a, const Fit& b) {
  const std::set<std::string> conditions = conditions_of(a, b);
  const std::string text = conditions.size() == 1
                               ? *conditions.begin()
                               : fmt::format("({})", fmt::join(conditions, ") & ("));
  if (conditions.empty() || text.find('\'') != std::string::npos) {
    return "fit both to the same rows of the same file";
  }
  return fmt::format("fit both to the same rows, as in --where '{}'", text);
}

/// `184 (5 without age)`
std::string used_text(const Fit& fit) {
  std::string causes;
  for (const DroppedRows& dropped : fit.rows().dropped) {
    if (dropped.rows == 0) continue;
    causes += fmt::format("{}{} {}{}", causes.empty() ? " (left out: " : ", ", dropped.rows,
                          cause_name(dropped.cause),
                          dropped.column.empty() ? "" : " in " + dropped.column);
  }
  return fmt::format("{}{}", fit.rows().used, causes.empty() ? causes : causes + ")");
}

std::optional<std::string> difference_of_counts(const Fit& a, const Fit& b) {
  if (a.rows().used != b.rows().used) {
    return fmt::format("they were fitted to different rows, {} and {}", used_text(a), used_text(b));
  }
  const double events = a.response().events + b.response().events;
  const double nonevents = a.response().nonevents + b.response().nonevents;
  if (!are_near(a.response().events, b.response().events, events) ||
      !are_near(a.response().nonevents, b.response().nonevents, nonevents)) {
    return fmt::format(
        "they were fitted to different rows, with {:.10g} events and {:.10g} non-events, and "
        "{:.10g} and {:.10g}",
        a.response().events, a.response().nonevents, b.response().events, b.response().nonevents);
  }
  return std::nullopt;
}

bool has_same_values(const DesignVariable& a, const DesignVariable& b) {
  if (a.type != b.type) return true;  // read in another way: nothing can be said
  if (!a.level_rows.empty() && !b.level_rows.empty() && a.levels == b.levels) {
    return a.level_rows == b.level_rows;
  }
  const double size = std::max(std::abs(a.moments.mean), a.moments.std_dev);
  return a.type != ColumnType::number || a.moments.count == 0.0 || b.moments.count == 0.0 ||
         (are_near(a.moments.mean, b.moments.mean, size) &&
          are_near(a.moments.std_dev, b.moments.std_dev, a.moments.std_dev) &&
          a.moments.min == b.moments.min && a.moments.max == b.moments.max);
}

std::optional<std::string> difference_of_variables(const Fit& a, const Fit& b) {
  for (const DesignVariable& variable : a.model().plan.variables) {
    const auto other = b.model().plan.find_variable(variable.name);
    if (!other || has_same_values(variable, b.model().plan.variable(*other))) continue;
    return fmt::format("they were fitted to different rows, in which {} has different values",
                       variable.name);
  }
  return std::nullopt;
}

/// Rows that only one of the fits leaves out have other causes in the other one.
std::optional<std::string> doubt(const Fit& a, const Fit& b) {
  if (a.sha256().empty() || b.sha256().empty()) return "the file of one of them is not known";
  const std::optional<Expression>& filter = a.model().roles.where;
  const bool same_filter = filter == b.model().roles.where;
  if (!same_filter &&
      (rows_dropped(a, DropCause::filter) > 0 || rows_dropped(b, DropCause::filter) > 0)) {
    return "they have different filters";
  }
  const std::set<std::string> columns = incomplete_columns(a);
  if (columns != incomplete_columns(b)) return "different columns have missing cells";
  for (const std::string& column : columns) {
    const std::vector<std::string> used = a.model().roles.complete();
    const std::vector<std::string> others = b.model().roles.complete();
    if (std::ranges::find(used, column) == used.end() ||
        std::ranges::find(others, column) == others.end()) {
      return "different columns have missing cells";
    }
  }
  for (const DropCause cause : {DropCause::separated_level, DropCause::infinite_term}) {
    if (rows_dropped(a, cause) + rows_dropped(b, cause) > 0) {
      return fmt::format("rows were left out for {}", cause_name(cause));
    }
  }
  return std::nullopt;
}

}  // namespace

RowsMatch match_rows(const Fit& a, const Fit& b, bool on_data) {
  const auto other = [&](std::string reason) {
    return RowsMatch{.kind = Kind::other, .reason = std::move(reason), .hint = hint_for(a, b)};
  };
  if (auto reason = difference_of_counts(a, b)) return other(*reason);
  if (auto reason = difference_of_variables(a, b)) return other(*reason);
  if (on_data) return {};
  const bool known = !a.sha256().empty() && !b.sha256().empty();
  if (known && a.sha256() != b.sha256()) {
    return {
        .kind = Kind::other,
        .reason = fmt::format("they were fitted to different files, {} and {}", a.file(), b.file()),
        .hint = "if one file has the rows of both fits, give it behind the models"};
  }
  if (auto reason = doubt(a, b)) return {.kind = Kind::unsure, .reason = *reason, .hint = {}};
  return {};
}

}  // namespace odds
