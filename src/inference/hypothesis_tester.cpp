#include "inference/hypothesis_tester.hpp"

#include "base/failure.hpp"
#include "base/special_values.hpp"
#include "math/correlation_factor.hpp"
#include "math/distributions.hpp"
#include "solve/constrained_objective.hpp"

#include <odds/inference.hpp>

#include <Eigen/QR>
#include <fmt/format.h>

#include <cmath>

namespace odds {
namespace {

void require_agreement(const LinearHypotheses& hypotheses) {
  if (!solutions_of(Matrix(hypotheses.weights), hypotheses.values).is_empty) return;
  refuse("the hypotheses contradict one another: no coefficients fulfil them all",
         "test each by itself");
}

/// An infinite estimate, which Wald's test has nothing to say of.
HypothesisRow without_numbers(HypothesisRow row) {
  row.std_error = row.statistic = row.p_value = row.conf_low = row.conf_high = kNaN;
  row.df = 0;
  return row;
}

}  // namespace

double p_value_for(double z, Alternative alternative, double degrees) {
  const double both = wald_p_value(z, degrees);
  if (alternative == Alternative::two_sided || std::isnan(z)) return both;
  const bool along = (alternative == Alternative::greater) == (z > 0.0);
  return along ? 0.5 * both : 1.0 - 0.5 * both;
}

HypothesisRow joint_hypothesis(HypothesisRow::Kind kind, TestMethod method, const std::string& name,
                               const ReferredTest& test) {
  HypothesisRow row;
  static_cast<EstimateRow&>(row) = {kNaN, kNaN, test.statistic,  test.p_value,
                                    kNaN, kNaN, test.denominator};
  row.kind = kind;
  row.method = method;
  row.hypothesis = name;
  row.df = test.degrees;
  return row;
}

HypothesisRow HypothesisTester::estimate_row(const Question& question, double level) const {
  const CoefficientFunction& combination = question.parts.front();
  const EstimateCovariance::Weights weights = covariance_.weights(question.parts);
  const double degrees = covariance_.degrees_of(weights);
  HypothesisRow row;
  static_cast<EstimateRow&>(row) =
      wald_row(combination.value, std::sqrt(covariance_.of(weights)(0, 0)), level, degrees);
  row.kind = question.kind;
  row.hypothesis = question.text;
  row.null = question.null;
  row.alternative = question.alternative;
  if (!std::isfinite(row.estimate)) return without_numbers(row);
  row.statistic = (row.estimate - row.null) / row.std_error;
  row.p_value = p_value_for(row.statistic, row.alternative, degrees);
  return row;
}

HypothesisRow HypothesisTester::test_row(const Question& question, double level) const {
  const bool is_term = question.kind == RowKind::term;
  if (!is_term && method_ == TestMethod::wald) return estimate_row(question, level);
  if (question.alternative != Alternative::two_sided) {
    refuse(fmt::format("\"{}\" is one-sided, which Wald's test alone can be", question.text),
           "leave --test out, or write an equation");
  }
  LinearHypotheses asked = hypotheses_of({question});
  const LinearHypotheses left_out = hypotheses_of(question.without);
  if (method_ == TestMethod::wald) asked = apart_from(asked, left_out);
  HypothesisRow tested = row_of(asked, left_out, question.kind, question.text);
  if (is_term) return tested;
  HypothesisRow row = estimate_row(question, level);
  row.method = method_;
  row.penalised = tested.penalised;
  row.df = tested.df;
  row.statistic = tested.statistic;
  row.p_value = tested.p_value;
  return row;
}

HypothesisRow HypothesisTester::joint_row(const std::vector<Question>& questions) const {
  const LinearHypotheses hypotheses = hypotheses_of(questions);
  require_agreement(hypotheses);
  return row_of(hypotheses, hypotheses_of({}), RowKind::joint, "all of them");
}

SupT HypothesisTester::largest_of(const std::vector<Question>& questions,
                                  std::uint64_t seed) const {
  const EstimateCovariance::Weights weights = hypotheses_of(questions).weights;
  const Matrix covariance = covariance_.of(weights);
  const Vector sizes = covariance.diagonal().cwiseSqrt();
  if (!(sizes.array() > 0.0).all()) {
    refuse("sup-t needs a standard error of every combination",
           "--adjust holm needs p-values alone");
  }
  const Vector unit = sizes.cwiseInverse();
  const Matrix correlation = unit.asDiagonal() * covariance * unit.asDiagonal();
  return SupT::of(orthogonal_factor(pivoted_root(correlation)), covariance_.degrees_of(weights),
                  seed);
}

HypothesisRow HypothesisTester::row_of(const LinearHypotheses& hypotheses,
                                       const LinearHypotheses& without, RowKind kind,
                                       const std::string& name) const {
  const ReferredTest test =
      refer(test_of(hypotheses, without), covariance_.reference_of(hypotheses.weights));
  HypothesisRow row = joint_hypothesis(kind, method_, name, test);
  row.penalised = likelihood_ != nullptr && likelihood_->are_penalised();
  return row;
}

JointWald HypothesisTester::test_of(const LinearHypotheses& hypotheses,
                                    const LinearHypotheses& without) const {
  if (hypotheses.differences.size() == 0) return {};
  if (method_ != TestMethod::wald) return likelihood_->test(hypotheses, without);
  if (!hypotheses.differences.allFinite()) return {};  // at the limit of separated data
  return joint_wald(hypotheses.differences, covariance_.of(hypotheses.weights));
}

LinearHypotheses HypothesisTester::apart_from(const LinearHypotheses& hypotheses,
                                              const LinearHypotheses& others) const {
  const Index k = hypotheses.differences.size();
  const Index m = others.differences.size();
  if (k == 0 || m == 0) return hypotheses;
  const Matrix covariance = covariance_.of(hypotheses.joined(others).weights);
  const Matrix slopes = covariance.bottomRightCorner(m, m)
                            .completeOrthogonalDecomposition()
                            .solve(covariance.bottomLeftCorner(m, k))
                            .transpose();
  const Matrix weights = Matrix(hypotheses.weights) - slopes * Matrix(others.weights);
  return {.weights = weights.sparseView(),
          .values = hypotheses.values - slopes * others.values,
          .differences = hypotheses.differences - slopes * others.differences};
}

LinearHypotheses HypothesisTester::hypotheses_of(const std::vector<Question>& questions) const {
  std::vector<CoefficientFunction> parts;
  std::vector<double> values;
  std::vector<double> differences;
  for (const Question& question : questions) {
    for (const CoefficientFunction& part : question.parts) {
      parts.push_back(part);
      values.push_back(question.null - part.constant);
      differences.push_back(part.value - question.null);
    }
  }
  return {.weights = covariance_.weights(parts),
          .values = Vector::Map(values.data(), static_cast<Index>(values.size())),
          .differences = Vector::Map(differences.data(), static_cast<Index>(differences.size()))};
}

}  // namespace odds
