// Likelihood ratio and score tests of conditional fits of matched sets.
#pragma once

#include "design/centring.hpp"
#include "inference/fitted_sets.hpp"
#include "inference/likelihood_tests.hpp"
#include "solve/constrained_objective.hpp"

namespace odds {

/// With l the conditional likelihood, b where it is largest under the hypotheses R b = c, U its
/// score and I its information there:
///
/// | test             | statistic                                                            |
/// |------------------|----------------------------------------------------------------------|
/// | likelihood ratio | 2 (sup l - sup l under the hypotheses)                               |
/// | score            | U' I^-1 U; with a robust variance d' (R I^-1 M I^-1 R')^- d, with    |
/// |                  | d = R I^-1 U and M the sum of the products of the sets' scores at b  |
///
/// Those of all slopes are the tests of R's clogit. Refers to the fit and the execution.
class ConditionalTests final : public HeldTests {
 public:
  /// Throws as LikelihoodTests and FittedSets do.
  ConditionalTests(const Fit& fit, const Table& table, TestMethod method,
                   const Execution& execution);

  JointWald test(const LinearHypotheses& hypotheses, const LinearHypotheses& without) override;

 private:
  JointWald ratio(const LinearHypotheses& hypotheses) const;
  JointWald score(const LinearHypotheses& hypotheses, const LinearHypotheses& without) const;
  AffineSpace space_of(const LinearHypotheses& hypotheses) const;
  Matrix on_kept(const LinearHypotheses& hypotheses) const;

  const Fit& fit_;
  TestMethod method_;
  FittedSets sets_;
  SparseMatrix map_;  // the formula's coefficients, from the working ones
};

}  // namespace odds
