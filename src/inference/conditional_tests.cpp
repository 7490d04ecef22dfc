#include "inference/conditional_tests.hpp"

#include "inference/held_supremum.hpp"
#include "math/scaled_cholesky.hpp"
#include "model/coordinates.hpp"
#include "solve/constrained_objective.hpp"

#include <algorithm>

namespace odds {
namespace {

/// Of the sums over sets, what Stata multiplies them by.
double factor_of(Variance variance, Index sets) {
  const auto n = static_cast<double>(sets);
  return variance == Variance::stata ? n / (n - 1.0) : 1.0;
}

}  // namespace

ConditionalTests::ConditionalTests(const Fit& fit, const Table& table, TestMethod method,
                                   const Execution& execution)
    : fit_(testable(fit, method)),
      method_(method),
      sets_(fit, table, execution),
      map_(estimate_map(fit.model().plan, fit.model().dependencies)) {}

JointWald ConditionalTests::test(const LinearHypotheses& hypotheses,
                                 const LinearHypotheses& without) {
  if (method_ == TestMethod::score) return score(hypotheses, without);
  if (without.values.size() == 0) return ratio(hypotheses);
  const JointWald less = ratio(without);
  const JointWald all = ratio(without.joined(hypotheses));
  return {.chi2 = std::max(0.0, all.chi2 - less.chi2), .degrees = all.degrees - less.degrees};
}

Matrix ConditionalTests::on_kept(const LinearHypotheses& hypotheses) const {
  const Matrix all = Matrix(hypotheses.weights * EstimateCovariance::Weights(map_));
  return all(Eigen::all, sets_.kept());
}

AffineSpace ConditionalTests::space_of(const LinearHypotheses& hypotheses) const {
  return solutions_of(on_kept(hypotheses), hypotheses.values);
}

JointWald ConditionalTests::ratio(const LinearHypotheses& hypotheses) const {
  const HeldSupremum held =
      supremum_under(sets_.likelihood(), space_of(hypotheses), sets_.maximum());
  return {.chi2 = std::max(0.0, 2.0 * (fit_.maximum().value - held.value)),
          .degrees = held.degrees_lost};
}

// Within the model without some terms everything is on the basis of the coefficients that are left.
JointWald ConditionalTests::score(const LinearHypotheses& hypotheses,
                                  const LinearHypotheses& without) const {
  const ConditionalLikelihood& likelihood = sets_.likelihood();
  const bool is_whole = without.values.size() == 0;
  const Index p = likelihood.dimension();
  const Matrix basis = is_whole ? Matrix::Identity(p, p) : space_of(without).basis;
  const Vector point =
      supremum_under(likelihood, space_of(without.joined(hypotheses)), sets_.maximum()).point;
  const Evaluation here = likelihood.evaluate(point, Vector(), Order::information);
  const ScaledCholesky information(
      ArrowMatrix(Matrix(basis.transpose() * here.information.core * basis)));
  if (!information.ok()) return {};
  const Matrix inverse = information.inverse().core;
  const Matrix rows = on_kept(hypotheses) * basis;
  const Vector step = rows * inverse * basis.transpose() * here.gradient;
  Matrix covariance = inverse;
  if (fit_.variance() != Variance::model) {
    const Matrix meat = basis.transpose() * likelihood.score_products(point) * basis;
    covariance = factor_of(fit_.variance(), fit_.matched_sets().sets) * inverse * meat * inverse;
  }
  return joint_wald(step, rows * covariance * rows.transpose());
}

}  // namespace odds
