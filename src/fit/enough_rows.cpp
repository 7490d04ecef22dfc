#include "fit/enough_rows.hpp"

#include "formula/quote.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace odds {
namespace {

[[noreturn]] void fail_for_columns(std::string what, std::string hint) {
  throw Error(ErrorKind::model,
              {.what = std::move(what), .where = {}, .hint = std::move(hint), .excerpt = {}});
}

/// `signup has 249 levels, which are texts`: up to three factors with most of the coefficients.
std::string largest_factors(const DesignPlan& plan) {
  constexpr std::size_t kMostNamed = 3;
  constexpr std::size_t kFew = 3;  // levels that are nobody's trouble
  std::vector<const DesignVariable*> factors;
  for (const DesignVariable& variable : plan.variables) {
    if (variable.levels.size() > kFew) factors.push_back(&variable);
  }
  std::ranges::stable_sort(factors, std::ranges::greater(),
                           [](const DesignVariable* factor) { return factor->levels.size(); });
  if (factors.size() > kMostNamed) factors.resize(kMostNamed);
  std::string named;
  for (const DesignVariable* factor : factors) {
    const bool texts = factor->type == ColumnType::factor;
    named +=
        fmt::format("{}{} has {} levels{}", named.empty() ? "" : ", ", quote_name(factor->name),
                    factor->levels.size(), texts ? ", which are texts" : "");
  }
  return named;
}

std::string way_to_fewer_coefficients(const DesignPlan& plan) {
  const std::string factors = largest_factors(plan);
  if (factors.empty()) return "use fewer terms";
  return factors +
         ": leave such a column out of the formula; if it should hold numbers, look with "
         "`odds describe` at the cells that are none";
}

}  // namespace

void require_enough_rows(const DesignPlan& plan, Index rows) {
  if (plan.columns() == 0) fail_for_columns("the formula has no columns to estimate", {});
  if (rows >= plan.columns()) return;
  fail_for_columns(fmt::format("{} row{} cannot determine {} coefficients", rows,
                               rows == 1 ? "" : "s", plan.columns()),
                   way_to_fewer_coefficients(plan));
}

}  // namespace odds
