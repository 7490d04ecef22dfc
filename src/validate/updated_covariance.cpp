#include "validate/updated_covariance.hpp"

#include "base/special_values.hpp"
#include "likelihood/model_likelihood.hpp"
#include "math/span_of.hpp"
#include "model/model.hpp"
#include "model/working_coordinates.hpp"
#include "parallel/add_fields.hpp"
#include "parallel/block_reduce.hpp"

#include <odds/eigen.hpp>

#include <Eigen/LU>

#include <algorithm>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace odds {
namespace {

/// Sums over rows at a + b eta, with r the residual of a row and w its observed information.
struct ScoreDerivatives {
  Matrix by_coefficients;  ///< p x 2: of -w b x, and of (r - w b eta) x
  Matrix information;      ///< 2 x 2, on (a, b)

  ScoreDerivatives& operator+=(const ScoreDerivatives& other) { return add_fields(*this, other); }
  auto fields() { return std::tie(by_coefficients, information); }
};

/// The derivatives of the score of (a, b), in the working coefficients and in (a, b) itself.
ScoreDerivatives score_derivatives(const DesignReader& reader, const Model& model,
                                   const CalibrationFit& step, const Execution& execution) {
  const ResponseCurve curve = model.curve.known();
  const ScoreDerivatives none{.by_coefficients = Matrix::Zero(model.plan.core_columns(), 2),
                              .information = Matrix::Zero(2, 2)};
  const auto kernel = [&](DesignRows& rows) {
    const Vector eta = linear_predictor(rows, model.coefficients);
    const Vector moved = (step.intercept + step.slope * eta.array()).matrix();
    BlockTerms terms;
    curve.add_up({.eta = span_of(moved),
                  .y = span_of(rows.share),
                  .weight = span_of(std::as_const(rows.weight)),
                  .frequency = {}},
                 Information::observed, terms);
    const Vector& w = terms.observed.by_eta;
    const Vector shift = -step.slope * w;
    const Vector stretch = terms.residual + shift.cwiseProduct(eta);
    ScoreDerivatives sums = none;
    add_transposed_product(rows.x, shift, sums.by_coefficients.col(0));
    add_transposed_product(rows.x, stretch, sums.by_coefficients.col(1));
    const double cross = w.dot(eta);
    sums.information << w.sum(), cross, cross, w.dot(eta.cwiseAbs2());
    return sums;
  };
  return sum_over_blocks(reader, execution, none, kernel, "updating");
}

/// The derivatives of (a, b) in the coefficients, 2 x k, from those of its score, k x 2.
Matrix step_derivatives(const Matrix& score, const Matrix& information, bool with_slope) {
  if (with_slope) return information.inverse() * score.transpose();
  Matrix derivatives = Matrix::Zero(2, score.rows());
  derivatives.row(0) = score.col(0).transpose() / information(0, 0);
  return derivatives;
}

/// The covariance of (a, b).
Matrix step_covariance(const CalibrationFit& step) {
  Matrix covariance(2, 2);
  covariance << step.intercept_variance, step.covariance, step.covariance, step.slope_variance;
  return covariance;
}

}  // namespace

Index intercept_column(const Fit& fit) {
  const auto found = std::ranges::find(fit.names(), "(Intercept)");
  return found == fit.names().end() ? -1 : found - fit.names().begin();
}

std::vector<double> updated_coefficients(const Fit& fit, const CalibrationFit& step) {
  std::vector<double> coefficients = fit.coefficients();
  for (double& value : coefficients) value *= step.slope;
  coefficients[static_cast<std::size_t>(intercept_column(fit))] += step.intercept;
  return coefficients;
}

SymmetricMatrix updated_covariance(const Fit& fit, const DesignReader& reader,
                                   const CalibrationFit& step, const Execution& execution) {
  const Model& model = fit.model();
  const WorkingCoordinates workings(model);
  const std::vector<Index>& kept = workings.kept();
  const auto k = static_cast<Index>(kept.size());
  const ScoreDerivatives score = score_derivatives(reader, model, step, execution);
  const Matrix of_kept = workings.gradient_map() * Matrix(score.by_coefficients(kept, Eigen::all));

  Matrix directions = Matrix::Zero(k, 2);  // G
  const auto intercept = std::ranges::lower_bound(kept, intercept_column(fit)) - kept.begin();
  directions(intercept, 0) = 1.0;
  directions.col(1) = as_eigen(std::span<const double>(fit.coefficients()))(kept);
  const Matrix inverse = step_covariance(step);
  const Matrix derivative =  // D
      step.slope * Matrix::Identity(k, k) +
      directions * step_derivatives(of_kept, score.information, step.slope_variance > 0.0);
  const Matrix before = as_eigen(fit.covariance())(kept, kept);
  const Matrix total =
      derivative * before * derivative.transpose() + directions * inverse * directions.transpose();

  const auto p = static_cast<Index>(fit.names().size());
  Matrix all = Matrix::Constant(p, p, kNaN);
  all(kept, kept) = 0.5 * (total + total.transpose());
  return to_symmetric(all);
}

}  // namespace odds
