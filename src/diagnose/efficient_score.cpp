#include "diagnose/efficient_score.hpp"

#include "base/special_values.hpp"
#include "diagnose/extra_columns.hpp"
#include "inference/robust_covariance.hpp"
#include "likelihood/model_likelihood.hpp"
#include "parallel/block_reduce.hpp"

#include <cmath>

namespace odds {
namespace {

/// The part of a column that is left when the design explains it: squares of rounding.
constexpr double kExplained = 1e-20;

/// What the design leaves of the columns of a block: Z - X projection.
Matrix unexplained(const DesignRows& rows, Matrix columns, const Matrix& projection) {
  for (Index k = 0; k < columns.cols(); ++k) {
    add_linear_predictor(rows.x, -projection.col(k), columns.col(k));
  }
  return columns;
}

}  // namespace

EfficientScore& EfficientScore::operator+=(const EfficientScore& other) {
  score += other.score;
  covariance += other.covariance;
  sizes += other.sizes;
  return *this;
}

Matrix design_products(const ModelRows& rows, Index columns, const FurtherColumns& further) {
  const Index p = rows.model.plan.columns();
  return sum_over_blocks(
      rows.reader, rows.execution, Matrix(Matrix::Zero(p, columns)),
      [&](DesignRows& block) {
        const Vector eta = linear_predictor(block, rows.model.coefficients);
        return extra_cross_products(block, further(block, eta),
                                    row_terms(block, rows.model).information, p);
      },
      "score tests");
}

EfficientScore efficient_score(const ModelRows& rows, const Matrix& cross,
                               const FurtherColumns& further) {
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
        const Matrix whole = further(block, eta);
        const Matrix rest = unexplained(block, whole, projection);
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
