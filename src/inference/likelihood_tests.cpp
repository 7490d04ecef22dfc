#include "inference/likelihood_tests.hpp"

#include "base/failure.hpp"
#include "inference/held_supremum.hpp"
#include "inference/set_variance.hpp"
#include "math/scaled_cholesky.hpp"
#include "model/coordinates.hpp"
#include "model/fit_parts.hpp"
#include "solve/constrained_objective.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace odds {
namespace {

/// What neither test has.
void require_own_estimates(const Fit& fit, const std::string& test) {
  const std::string no_test = "there is no " + test;
  if (reduces_bias(fit.method())) {
    refuse(no_test + " of bias-reduced estimates: they are no maximum of the likelihood",
           "leave --test out, for Wald's test");
  }
  if (!fit.coefficients_label().empty() || !fit.covariance_label().empty()) {
    refuse(no_test + " with a given covariance or given coefficients",
           "leave --test out, for Wald's test");
  }
  if (!fit.model().curve.is_log_concave()) {
    refuse(no_test + " on a curve with asymptotes: under a hypothesis its maximum is a local one",
           "leave --test out, for Wald's test");
  }
  if (fit.eliminated() > 0) {
    refuse(no_test + " where a factor with very many levels is eliminated",
           "leave --test out, for Wald's test");
  }
}

/// A score has a variance where the hypothesis holds, where no resamples were drawn.
void require_no_resamples(const Fit& fit) {
  if (!is_resampled(fit.variance())) return;
  refuse(fmt::format("there is no score test with the variance {}", fit.variance_choice().text()),
         "leave --test out, for Wald's test");
}

/// Nor where the estimates are infinite, of which only likelihoods have a limit.
void require_finite_estimates(const Fit& fit) {
  if (!fit.model().recession) return;
  refuse(
      "there is no score test at the limit of separated data: the information of decided rows "
      "is 0 there",
      "--test lr compares the suprema of the likelihood");
}

/// What a likelihood ratio needs beside that.
void require_likelihood(const Fit& fit) {
  const char* hint = "--test score and Wald's test have the variance of the fit";
  if (fit.pseudo_likelihood()) {
    refuse(
        "there is no likelihood ratio of a pseudo-likelihood: sampling weights and fractions have "
        "no likelihood",
        hint);
  }
  if (fit.variance() != Variance::model) {
    refuse(fmt::format("there is no likelihood ratio with the variance {}: where rows vary "
                       "otherwise than the model says, twice its logarithm is no chi-square",
                       fit.variance_choice().text()),
           hint);
  }
}

}  // namespace

const Fit& testable(const Fit& fit, TestMethod method) {
  const bool is_score = method == TestMethod::score;
  require_own_estimates(fit, is_score ? "score test" : "likelihood ratio test");
  if (is_score) {
    require_no_resamples(fit);
    require_finite_estimates(fit);
  } else {
    require_likelihood(fit);
  }
  return fit;
}

LinearHypotheses LinearHypotheses::joined(const LinearHypotheses& others) const {
  if (differences.size() == 0) return others;
  LinearHypotheses both{.weights = {weights.rows() + others.weights.rows(), weights.cols()},
                        .values = Vector(values.size() + others.values.size()),
                        .differences = Vector(differences.size() + others.differences.size())};
  both.weights.topRows(weights.rows()) = weights;
  both.weights.bottomRows(others.weights.rows()) = others.weights;
  both.values << values, others.values;
  both.differences << differences, others.differences;
  return both;
}

LikelihoodTests::LikelihoodTests(const Fit& fit, const Table& table, TestMethod method,
                                 const Execution& execution)
    : fit_(testable(fit, method)),
      execution_(execution),
      method_(method),
      rows_(fit, table, execution, fit.variance_choice().clusters),
      profile_(rows_),
      map_(estimate_map(fit.model().plan, fit.model().dependencies)) {}

Matrix LikelihoodTests::on_kept(const EstimateCovariance::Weights& weights) const {
  const Matrix all = Matrix(weights * EstimateCovariance::Weights(map_));
  return all(Eigen::all, rows_.kept());
}

JointWald LikelihoodTests::test(const LinearHypotheses& hypotheses,
                                const LinearHypotheses& without) {
  if (method_ == TestMethod::score) return score(hypotheses, without);
  if (without.differences.size() == 0) return ratio(hypotheses);
  const JointWald less = ratio(without);
  const JointWald all = ratio(without.joined(hypotheses));
  return {.chi2 = std::max(0.0, all.chi2 - less.chi2), .degrees = all.degrees - less.degrees};
}

JointWald LikelihoodTests::ratio(const LinearHypotheses& hypotheses) {
  const Matrix rows = on_kept(hypotheses.weights);
  if (fit_.model().recession) return ratio_at_limit(rows, hypotheses.values);
  const Vector values = rows * rows_.maximum() - hypotheses.differences;
  ProfileLikelihood profile = profile_;
  return {.chi2 = std::max(0.0, profile.deviance(rows, values)) / fit_.model().factor,
          .degrees = solutions_of(rows, values).rank};
}

JointWald LikelihoodTests::ratio_at_limit(const Matrix& rows, const Vector& values) const {
  const HeldSupremum held = supremum_under(rows_.likelihood(), solutions_of(rows, values));
  return {.chi2 = std::max(0.0, 2.0 * (fit_.maximum().value - held.value)),
          .degrees = held.degrees_lost};
}

Vector LikelihoodTests::maximum_under(const LinearHypotheses& hypotheses) {
  const Matrix rows = on_kept(hypotheses.weights);
  ProfileLikelihood profile = profile_;
  profile.deviance(rows, rows * rows_.maximum() - hypotheses.differences);
  return profile.point();
}

/// The kept columns but those of terms that are left out, if these are 0 without them: unless a
/// term that stays holds a power of theirs.
std::optional<std::vector<Index>> LikelihoodTests::kept_without(
    const LinearHypotheses& hypotheses) const {
  if (hypotheses.differences.size() == 0) return rows_.kept();
  std::vector<Index> left;
  const Matrix weights(hypotheses.weights);
  const Matrix rows = on_kept(hypotheses.weights);
  for (std::size_t k = 0; k < rows_.kept().size(); ++k) {
    const Index column = rows_.kept()[k];
    if (!weights.col(column).isZero(0.0)) continue;
    left.push_back(column);
    if (!rows.col(static_cast<Index>(k)).isZero(0.0)) return std::nullopt;
  }
  return left;
}

// With H the inverse information and V the covariance of the model there, R H U is how far one
// step of scoring goes in the direction of the hypotheses, and R V R' its covariance.
JointWald LikelihoodTests::score(const LinearHypotheses& hypotheses,
                                 const LinearHypotheses& without) {
  Model model = fit_.model();
  model.coefficients(rows_.kept()) = maximum_under(without.joined(hypotheses));
  const std::optional<std::vector<Index>> columns = kept_without(without);
  if (columns) return score_on_columns(hypotheses, *columns, std::move(model));
  if (fit_.variance() == Variance::model) return score_on_basis(hypotheses, without, model);
  refuse(
      fmt::format("there is no score test of type 2 with the variance {} where a term that stays "
                  "holds a power of those that are left out",
                  fit_.variance_choice().text()),
      "fit a model without the higher terms, and test there");
}

JointWald LikelihoodTests::score_on_basis(const LinearHypotheses& hypotheses,
                                          const LinearHypotheses& without,
                                          const Model& model) const {
  const Matrix basis = solutions_of(on_kept(without.weights), without.values).basis;
  const ModelLikelihood likelihood(rows_.reader(), execution_, model.curve.known());
  const Matrix information =
      likelihood.expected_information(model.coefficients).restricted(rows_.kept()).core;
  const ScaledCholesky factor(ArrowMatrix(Matrix(basis.transpose() * information * basis)));
  if (!factor.ok()) return {};
  const Vector gradient =
      likelihood.evaluate(model.coefficients, Vector(), Order::gradient).gradient(rows_.kept());
  const Matrix rows = on_kept(hypotheses.weights) * basis;
  const Vector step = rows * factor.solve(basis.transpose() * gradient);
  return joint_wald(step, model.factor * rows * factor.inverse().core * rows.transpose());
}

JointWald LikelihoodTests::score_on_columns(const LinearHypotheses& hypotheses,
                                            const std::vector<Index>& left, Model model) const {
  for (const Index column : rows_.kept()) {
    if (std::ranges::find(left, column) != left.end()) continue;
    model.dependencies.push_back(
        {.column = column, .weights = Vector::Zero(model.plan.columns()), .gap = 0.0});
  }
  const ModelLikelihood likelihood(rows_.reader(), execution_, model.curve.known());
  const ScaledCholesky information(
      likelihood.expected_information(model.coefficients).restricted(left));
  if (!information.ok()) return {};
  const Vector gradient =
      likelihood.evaluate(model.coefficients, Vector(), Order::gradient).gradient(left);
  const Matrix rows =
      Matrix(hypotheses.weights * EstimateCovariance::Weights(map_))(Eigen::all, left);
  const Vector step = rows * information.solve(gradient);
  model.covariance = information.inverse().embedded(left, model.plan.core_columns());
  model.covariance.scale(model.factor);
  model.bread.reset();
  if (fit_.variance() != Variance::model) {
    FitParts parts = fit_.parts();
    set_variance(rows_.reader(), fit_.variance_choice(), execution_, parts, model);
  }
  const Matrix of_left = model.covariance.core(left, left);
  return joint_wald(step, rows * of_left * rows.transpose());
}

}  // namespace odds
