#include "comparison/column_identity.hpp"

#include "formula/expression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace odds {
namespace {

/// Parts of a product, each a text.
using Parts = std::vector<std::string>;

/// Names may have any character but this one, which no table has in a header.
constexpr char kBetween = '\n';

Parts numeric_parts(const DesignPlan& plan, const DesignTerm& term) {
  Parts parts;
  for (const NumericPart& part : term.numeric) {
    const Expression& value = plan.expressions[static_cast<std::size_t>(part.expression)];
    parts.push_back(fmt::format("{}{}^{}", spelling(value), kBetween, part.power));
  }
  return parts;
}

/// The products with each level of `use` that has a column, in the place of those without it.
std::vector<Parts> with_levels(const DesignPlan& plan, const FactorUse& use,
                               const std::vector<Parts>& products) {
  const DesignVariable& variable = plan.variable(use.variable);
  std::vector<Parts> result;
  for (std::size_t level = 0; level < variable.levels.size(); ++level) {
    if (use.column(static_cast<Index>(level)) < 0) continue;
    for (const Parts& product : products) {
      result.push_back(product);
      result.back().push_back(variable.name + kBetween + "[" + variable.levels[level]);
    }
  }
  return result;
}

}  // namespace

std::vector<std::string> column_identities(const DesignPlan& plan) {
  std::vector<std::string> identities;
  for (const DesignTerm& term : plan.terms) {
    std::vector<Parts> products = {numeric_parts(plan, term)};
    for (const FactorUse& use : term.factors) products = with_levels(plan, use, products);
    for (Parts& product : products) {
      std::ranges::sort(product);
      std::string identity;
      for (const std::string& part : product) (identity += part) += kBetween;
      identities.push_back(std::move(identity));
    }
  }
  return identities;
}

}  // namespace odds
