#include "inference/penalised_tests.hpp"

#include "base/failure.hpp"
#include "inference/held_supremum.hpp"
#include "solve/constrained_objective.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace odds {
namespace {

const Fit& with_ratios_alone(const Fit& fit, TestMethod method) {
  if (method == TestMethod::likelihood_ratio) return fit;
  refuse("there is no score test of Firth's penalised fit",
         "--test lr is the ratio of penalised likelihoods; without --test it is Wald's test");
}

}  // namespace

PenalisedTests::PenalisedTests(const Fit& fit, const Table& table, TestMethod method,
                               const Execution& execution)
    : objective_(with_ratios_alone(fit, method), table, execution) {}

PenalisedTests::Held PenalisedTests::held(const LinearHypotheses& hypotheses) const {
  const Index k = hypotheses.values.size();
  const Objective& objective = objective_.objective();
  if (k == 0) {
    return {.value = objective.evaluate(objective_.maximum(), Vector(), Order::value).value};
  }
  Matrix rows(k, objective_.maximum().size());
  for (Index i = 0; i < k; ++i) {
    const Vector weights = hypotheses.weights.row(i).transpose();
    rows.row(i) = objective_.form({weights.data(), static_cast<std::size_t>(weights.size())});
  }
  const HeldSupremum supremum =
      supremum_under(objective, solutions_of(rows, hypotheses.values), objective_.maximum());
  return {.value = supremum.value, .rank = supremum.degrees_lost};
}

JointWald PenalisedTests::test(const LinearHypotheses& hypotheses,
                               const LinearHypotheses& without) {
  const Held less = held(without);
  const Held all = held(without.joined(hypotheses));
  return {.chi2 = std::max(0.0, 2.0 * (less.value - all.value)), .degrees = all.rank - less.rank};
}

}  // namespace odds
