#include "fit/level_separation.hpp"

#include "design/centring.hpp"
#include "solve/separation.hpp"

namespace odds {
namespace {

/// Adds `sign` times the indicator of a level, on the plan's columns. That of the base is 1 less
/// those of all other levels.
void add_indicator(const DesignPlan& plan, Index level, double sign, Vector& direction) {
  const FactorUse& use = plan.terms.back().factors.front();
  const Index column = use.column(level);
  if (column >= 0) {
    direction[plan.core_columns() + column] += sign;
    return;
  }
  for (const Index one : columns_of_unity(plan)) direction[one] += sign;
  direction.tail(plan.eliminated).array() -= sign;
}

}  // namespace

std::optional<Separation> find_level_separation(const SeparationRows& rows, const DesignPlan& plan,
                                                const OutcomeTable& outcomes,
                                                const std::vector<Index>& kept) {
  const Index variable = plan.terms.back().factors.front().variable;
  const std::vector<SeparatedLevel> separated =
      separated_levels(outcomes.variables[static_cast<std::size_t>(variable)]);
  if (separated.empty()) return std::nullopt;
  Vector direction = Vector::Zero(plan.columns());
  for (const SeparatedLevel& level : separated) {
    add_indicator(plan, level.level, level.events ? 1.0 : -1.0, direction);
  }
  return proved_separation(rows, direction(kept));
}

}  // namespace odds
