#include "diagnose/extra_columns.hpp"

#include "base/special_values.hpp"
#include "inference/robust_covariance.hpp"
#include "likelihood/model_likelihood.hpp"
#include "parallel/block_reduce.hpp"

#include <cmath>

namespace odds {
namespace {

/// The part of a column that is left when the design explains it: squares of rounding.
constexpr double kExplained = 1e-20;

/// What the design leaves of the columns of a block: Z - X projection.
Matrix unexplained(const DesignRows& rows, const Vector& eta, const Matrix& projection,
                   const ResponseCurve& curve) {
  Matrix columns = extra_columns(rows, eta, curve);
  for (Index k = 0; k < columns.cols(); ++k) {
    add_linear_predictor(rows.x, -projection.col(k), columns.col(k));
  }
  return columns;
}

}  // namespace

Index extra_column_count(const ResponseCurve& curve) {
  if (curve.has_asymptotes()) return 0;
  return curve.is_sigmoid() ? 3 : 1;
}

Matrix extra_columns(const DesignRows& rows, const Vector& eta, const ResponseCurve& curve) {
  Matrix columns = Matrix::Zero(eta.size(), extra_column_count(curve));
  if (columns.cols() == 0) return columns;
  for (Index i = 0; i < eta.size(); ++i) {
    if (rows.is_at_limit(i)) continue;
    const CurvePoint p = curve.at(eta[i]);
    const double by_derivative = p.d1 > 0.0 ? p.value * (p.complement / p.d1) : 0.0;
    columns(i, 0) = (p.complement - p.value) * by_derivative;
    if (columns.cols() == 3) columns(i, eta[i] >= 0.0 ? 1 : 2) = 0.5 * eta[i] * std::abs(eta[i]);
  }
  return columns;
}

Matrix extra_cross_products(const DesignRows& rows, const Matrix& columns, VectorRef information,
                            Index columns_of_design) {
  Matrix cross = Matrix::Zero(columns_of_design, columns.cols());
  for (Index k = 0; k < columns.cols(); ++k) {
    add_transposed_product(rows.x, information.cwiseProduct(columns.col(k)), cross.col(k));
  }
  return cross;
}

EfficientScore& EfficientScore::operator+=(const EfficientScore& other) {
  score += other.score;
  covariance += other.covariance;
  sizes += other.sizes;
  return *this;
}

EfficientScore efficient_score(const ModelRows& rows, const Matrix& cross) {
  const Model& model = rows.model;
  const Index p = cross.rows();
  const Index k = cross.cols();
  const Matrix inverse = model.information_inverse().core.topLeftCorner(p, p) / model.factor;
  const Matrix projection = inverse * cross;
  const EfficientScore none{
      .score = Vector::Zero(k), .covariance = Matrix::Zero(k, k), .sizes = Vector::Zero(k)};
  return sum_over_blocks(
      rows.reader, rows.execution, none,
      [&](DesignRows& block) {
        const Vector eta = linear_predictor(block, model.coefficients);
        const RowTerms terms = row_terms(block, model);
        const Matrix rest = unexplained(block, eta, projection, model.curve);
        const Matrix whole = extra_columns(block, eta, model.curve);
        const Vector& w = terms.information;
        return EfficientScore{.score = rest.transpose() * terms.residual,
                              .covariance = rest.transpose() * w.asDiagonal() * rest,
                              .sizes = whole.cwiseAbs2().transpose() * w};
      },
      "tests of fit");
}

JointWald EfficientScore::test(const std::vector<Index>& columns) const {
  std::vector<Index> left;
  for (const Index k : columns) {
    if (covariance(k, k) > kExplained * sizes[k]) left.push_back(k);
  }
  if (left.empty()) return {};
  return joint_wald(score(left), covariance(left, left));
}

double EfficientScore::z(Index column) const {
  if (!(covariance(column, column) > kExplained * sizes[column])) return kNaN;
  return score[column] / std::sqrt(covariance(column, column));
}

}  // namespace odds
