// Rows of tests: of a question, and of several together.
#pragma once

#include "inference/hypothesis_reader.hpp"
#include "inference/joint_wald.hpp"
#include "inference/likelihood_tests.hpp"
#include "inference/sup_t.hpp"

#include <odds/hypothesis.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace odds {

/// The p-value of z, or t with finite `degrees`, for an alternative.
double p_value_for(double z, Alternative alternative, double degrees);

/// A row without an estimate.
HypothesisRow joint_hypothesis(HypothesisRow::Kind kind, TestMethod method, const std::string& name,
                               const ReferredTest& test);

/// Refers to the covariance, and to the tests of the likelihood if there are some.
class HypothesisTester {
 public:
  /// `likelihood`: tests terms and equations by `method`; null, for Wald's tests: is not needed.
  explicit HypothesisTester(const EstimateCovariance& covariance,
                            TestMethod method = TestMethod::wald, HeldTests* likelihood = nullptr)
      : covariance_(covariance), method_(method), likelihood_(likelihood) {}

  /// Of a combination: its estimate and Wald's test.
  HypothesisRow estimate_row(const Question& question, double level) const;

  /// Of a term or an equation, by the method. Throws Error(usage) for an inequality, unless by
  /// Wald's.
  HypothesisRow test_row(const Question& question, double level) const;

  /// The distribution of the largest of their statistics, all of which have estimates.
  SupT largest_of(const std::vector<Question>& questions, std::uint64_t seed) const;

  /// Of all of them together, by the method. Throws Error(usage) where they contradict one another.
  HypothesisRow joint_row(const std::vector<Question>& questions) const;

 private:
  HypothesisRow row_of(const LinearHypotheses& hypotheses, const LinearHypotheses& without,
                       RowKind kind, const std::string& name) const;
  JointWald test_of(const LinearHypotheses& hypotheses, const LinearHypotheses& without) const;

  /// What of the hypotheses is uncorrelated with the others: with the covariance of the estimates,
  /// Wald's test of it is that of them in the model where the others hold.
  LinearHypotheses apart_from(const LinearHypotheses& hypotheses,
                              const LinearHypotheses& others) const;
  LinearHypotheses hypotheses_of(const std::vector<Question>& questions) const;

  const EstimateCovariance& covariance_;
  TestMethod method_;
  HeldTests* likelihood_;
};

}  // namespace odds
