// Likelihood ratio tests of Firth's estimates.
#pragma once

#include "inference/likelihood_tests.hpp"
#include "inference/maximized_objective.hpp"

namespace odds {

/// 2 (sup l* - sup l* under the hypotheses), l* the penalised likelihood, whose penalty stays that
/// of all columns (Heinze and Schemper 2002, Statistics in Medicine 21; R's logistftest). Refers to
/// the fit.
class PenalisedTests final : public HeldTests {
 public:
  /// Throws Error(usage) for another test, and what MaximizedObjective throws.
  PenalisedTests(const Fit& fit, const Table& table, TestMethod method, const Execution& execution);

  JointWald test(const LinearHypotheses& hypotheses, const LinearHypotheses& without) override;
  bool are_penalised() const override { return true; }

 private:
  struct Held {
    double value = 0.0;
    Index rank = 0;
  };

  Held held(const LinearHypotheses& hypotheses) const;

  MaximizedObjective objective_;
};

}  // namespace odds
