#include "diagnose/collinearity.hpp"

#include "design/term_columns.hpp"
#include "diagnose/diagnosable.hpp"
#include "math/scaled_cholesky.hpp"
#include "model/coordinates.hpp"

#include <odds/error.hpp>

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <Eigen/SVD>

#include <cmath>
#include <optional>
#include <utility>

namespace odds {
namespace {

/// The inverse information of the columns that have a finite coefficient.
struct InverseInformation {
  std::vector<Index> columns;
  Matrix working;                  ///< k x k; the inverse information of the working columns
  Matrix to_original;              ///< k x k
  std::optional<Index> intercept;  ///< its place among the columns

  Matrix original() const { return to_original * working * to_original.transpose(); }
};

InverseInformation information_of(const Model& model) {
  const Matrix inverse = model.information_inverse().core / model.factor;
  InverseInformation result;
  for (const Index j : kept_columns(model)) {
    if (!(inverse(j, j) > 0.0)) continue;  // infinite at the limit of separated data
    if (model.plan.names[static_cast<std::size_t>(j)] == "(Intercept)") {
      result.intercept = static_cast<Index>(result.columns.size());
    }
    result.columns.push_back(j);
  }
  const Matrix map = estimate_map(model.plan, model.dependencies);
  result.working = inverse(result.columns, result.columns);
  result.to_original = map(result.columns, result.columns);
  return result;
}

double log_determinant(const Matrix& matrix) { return ScaledCholesky(matrix).log_determinant(); }

/// C without the intercept, and its inverse: the information of the slopes.
struct Slopes {
  std::vector<Index> columns;  ///< of the design
  Matrix covariance;
  Matrix information;

  double inflation(const std::vector<Index>& places) const {
    if (places.size() == 1) {
      return covariance(places[0], places[0]) * information(places[0], places[0]);
    }
    return std::exp(log_determinant(covariance(places, places)) +
                    log_determinant(information(places, places)));
  }
};

Slopes slopes_of(const InverseInformation& all) {
  std::vector<Index> places;
  Slopes slopes;
  for (std::size_t j = 0; j < all.columns.size(); ++j) {
    if (all.intercept == static_cast<Index>(j)) continue;
    places.push_back(static_cast<Index>(j));
    slopes.columns.push_back(all.columns[j]);
  }
  if (places.empty()) return slopes;
  slopes.covariance = all.original()(places, places);
  const ScaledCholesky factor(slopes.covariance);
  if (!factor.ok()) {
    throw Error(ErrorKind::model, {.what = "the covariance is singular to rounding: nothing can be "
                                           "said of collinearity",
                                   .where = {},
                                   .hint = "leave out a column that others nearly make up",
                                   .excerpt = {}});
  }
  slopes.information = factor.inverse().core;
  return slopes;
}

std::vector<Index> places_in(const Slopes& slopes, const TermColumns& term) {
  std::vector<Index> places;
  for (std::size_t j = 0; j < slopes.columns.size(); ++j) {
    const Index column = slopes.columns[j] - term.first_column;
    if (column >= 0 && column < term.columns) places.push_back(static_cast<Index>(j));
  }
  return places;
}

std::vector<TermInflation> term_inflations(const Model& model, const Slopes& slopes) {
  std::vector<TermInflation> terms;
  for (const TermColumns& term : term_columns(model.roles.formula, model.plan)) {
    const std::vector<Index> places = places_in(slopes, term);
    if (places.empty()) continue;
    TermInflation inflation{.term = term.name,
                            .degrees = static_cast<Index>(places.size()),
                            .gvif = slopes.inflation(places),
                            .factor = 1.0,
                            .columns = {}};
    inflation.factor = std::pow(inflation.gvif, 0.5 / static_cast<double>(inflation.degrees));
    for (const Index place : places) {
      const Index column = slopes.columns[static_cast<std::size_t>(place)];
      inflation.columns.push_back({.column = model.plan.names[static_cast<std::size_t>(column)],
                                   .vif = slopes.inflation({place})});
    }
    terms.push_back(std::move(inflation));
  }
  return terms;
}

/// A factor M of the information, M' M, whose columns are those of W^(1/2) X but for a rotation.
/// The information itself would have squared the condition.
Matrix factor_of(const InverseInformation& all) {
  const Vector scale = all.working.diagonal().cwiseSqrt().cwiseInverse();
  const Eigen::LLT<Matrix> factor(scale.asDiagonal() * all.working * scale.asDiagonal());
  const Matrix to_working = all.to_original.partialPivLu().inverse();
  return factor.matrixL().solve(Matrix(scale.asDiagonal() * to_working));
}

std::vector<ConditionIndex> condition_indices(const InverseInformation& all) {
  Matrix factor = factor_of(all);
  for (Index j = 0; j < factor.cols(); ++j) factor.col(j).normalize();
  const Eigen::JacobiSVD<Matrix> svd(factor, Eigen::ComputeThinU | Eigen::ComputeThinV);
  const Vector& singular = svd.singularValues();
  const Matrix parts =
      (svd.matrixV() * singular.cwiseInverse().asDiagonal()).cwiseAbs2();  // column, direction
  const Vector whole = parts.rowwise().sum();
  std::vector<ConditionIndex> indices;
  for (Index k = 0; k < singular.size(); ++k) {
    indices.push_back(
        {.index = singular[0] / singular[k], .shares = to_std(parts.col(k).cwiseQuotient(whole))});
  }
  return indices;
}

}  // namespace

Collinearity collinearity_of(const Model& model, bool conditions) {
  const InverseInformation all = information_of(model);
  Collinearity result;
  result.has_intercept = all.intercept.has_value();
  for (const Index j : all.columns) {
    result.columns.push_back(model.plan.names[static_cast<std::size_t>(j)]);
  }
  if (all.columns.empty()) return result;
  result.terms = term_inflations(model, slopes_of(all));
  if (conditions) result.conditions = condition_indices(all);
  return result;
}

Collinearity collinearity(const Fit& fit) {
  return collinearity_of(diagnosable(fit).model(), true);
}

}  // namespace odds
