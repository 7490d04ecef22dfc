// The point where an iteration ended, with what the fit makes of it.
#pragma once

#include "math/arrow_matrix.hpp"
#include "math/linear_algebra.hpp"
#include "solve/objective.hpp"

#include <odds/optimizer.hpp>

#include <functional>
#include <vector>

namespace odds {

/// Why there is no maximum: `direction` never lowers the likelihood and raises it on `rows` rows.
struct Separation {
  SeparationKind kind = SeparationKind::none;
  Vector direction;  ///< in the coordinates of the point; empty without separation
  Index rows = 0;    ///< rows that the direction decides
};

/// Is told of every iteration as it is recorded, the start first.
using IterationObserver = std::function<void(const IterationRecord&)>;

/// The point an iteration ended at. Read `termination` first.
struct Maximum {
  Termination termination = Termination::iteration_cap;
  Existence existence = Existence::undetermined;
  Separation separation;

  Vector point;                         ///< p
  double value = 0.0;                   ///< log-likelihood at the point
  Vector gradient;                      ///< p
  ArrowMatrix information;              ///< p x p, minus the Hessian at the point, unless ..
  bool information_is_observed = true;  ///< .. it is Evaluation::expected, standing in for that
  double decrement = 0.0;  ///< gain in log-likelihood that a further Newton step would promise
  double condition = 0.0;  ///< of the information scaled to unit diagonal; see MaximumSummary
  std::vector<IterationRecord> history;  ///< the start first

  /// Adds an iteration that led `step` far to the point of `here`, the start being the first, and
  /// tells the observer, if there is one.
  void record(const Evaluation& here, double step, const IterationObserver& observer);

  bool converged() const { return termination == Termination::converged; }
  int iterations() const { return history.empty() ? 0 : history.back().iteration; }
};

/// The part of it that results have.
MaximumSummary summary_of(const Maximum& maximum);

}  // namespace odds
