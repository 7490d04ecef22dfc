#include "solve/maximize.hpp"

#include "solve/gradient_descent.hpp"
#include "solve/newton.hpp"
#include "solve/separation.hpp"

#include <optional>
#include <utility>

namespace odds {
namespace {

template <class Method>
Maximum run(Method method) {
  while (method.running()) method.step();
  return std::move(method).result();
}

/// What the iteration left open about the existence of the maximum.
void settle_existence(const SeparationRows& rows, Maximum& maximum) {
  if (maximum.existence == Existence::undetermined) {
    const std::optional<Separation> found = find_separating_column(rows);
    if (!found) return;
    maximum.existence = Existence::separated;
    maximum.termination = Termination::separated;
    maximum.separation = *found;
  }
  if (maximum.existence == Existence::separated) {
    maximum.separation = extend_separation(rows, maximum.separation);
  }
}

}  // namespace

Maximum maximize(const Objective& objective, Vector start, const OptimizerOptions& options,
                 const IterationObserver& observer) {
  options.validate();
  Maximum maximum = options.solver == Solver::gradient_descent
                        ? run(GradientDescent(objective, std::move(start), options, observer))
                        : run(Newton(objective, std::move(start), options, observer));
  if (const SeparationRows* rows = objective.separation_rows()) settle_existence(*rows, maximum);
  return maximum;
}

}  // namespace odds
