#include "likelihood/firth.hpp"

#include "curve/sigmoid.hpp"
#include "math/scaled_cholesky.hpp"
#include "parallel/block_reduce.hpp"

#include <limits>
#include <tuple>
#include <utility>

namespace odds {
namespace {

/// A vector or a matrix in the making.
template <class Values>
struct Summed {
  Values values;
  Summed& operator+=(const Summed& other) {
    values += other.values;
    return *this;
  }
  auto fields() { return std::tie(values); }
};

/// The curve at each row of a block.
struct RowCurves {
  Vector d1;           ///< sigma'
  Vector information;  ///< d = w sigma'
  Vector half_less_p;  ///< a = 1/2 - p
};

RowCurves curves_of(const DesignRows& rows, VectorRef gamma) {
  const Vector eta = linear_predictor(rows, gamma);
  RowCurves curves{.d1 = Vector(eta.size()), .information = {}, .half_less_p = eta};
  for (Index i = 0; i < eta.size(); ++i) {
    const CurvePoint s = sigmoid(eta[i]);
    curves.d1[i] = s.d1;
    curves.half_less_p[i] = 0.5 * (s.complement - s.value);
  }
  curves.information = rows.weight.cwiseProduct(curves.d1);
  return curves;
}

/// z_i' Q z_i of each row; without factors by one matrix product, which is several times as fast.
Vector quadratic_forms(const DesignRows& rows, const Matrix& q) {
  if (rows.x.indicators.empty()) {
    const std::vector<Index>& columns = rows.x.dense_columns;
    const Matrix product = rows.x.dense_rows() * Matrix(q(columns, columns));
    return product.cwiseProduct(rows.x.dense_rows()).rowwise().sum();
  }
  Vector forms(rows.rows());
  std::vector<DesignEntry> entries;
  for (Index i = 0; i < rows.rows(); ++i) {
    read_row(rows.x, i, entries);
    forms[i] = quadratic_form(entries, q);
  }
  return forms;
}

}  // namespace

FirthLikelihood::FirthLikelihood(const ModelLikelihood& likelihood, const DesignReader& reader,
                                 const Execution& execution, std::vector<Index> kept)
    : restricted_(likelihood, kept),
      reader_(reader),
      execution_(execution),
      kept_(std::move(kept)) {}

Evaluation FirthLikelihood::evaluate(VectorRef point, VectorRef step, Order order) const {
  Evaluation result = restricted_.evaluate(point, step, Order::information);
  result.unit += 1.0;  // the penalty has no weights
  const ScaledCholesky factor(result.information);
  if (!factor.ok()) {
    result.value = -std::numeric_limits<double>::infinity();
    return result;
  }
  result.value += 0.5 * factor.log_determinant();
  if (order >= Order::gradient) result.gradient += penalty_score(point, factor.inverse().core);
  return result;
}

MatrixProduct FirthLikelihood::curvature(VectorRef point) const {
  const Matrix information =
      restricted_.evaluate(point, Vector(), Order::information).information.core;
  const Matrix inverse = ScaledCholesky(information).inverse().core;
  const Matrix of_rows = information + leverage_gram(point, inverse);
  return [this, at = Vector(point), inverse, of_rows](VectorRef direction) -> Vector {
    const Matrix change = inverse * information_change(at, direction) * inverse;
    return of_rows * direction + 2.0 * penalty_score(at, change);
  };
}

Vector FirthLikelihood::penalty_score(VectorRef point, const Matrix& q) const {
  const Vector gamma = embed(point);
  const Matrix form = embed_matrix(q);
  const Summed<Vector> none{Vector::Zero(gamma.size())};
  const Summed<Vector> sum = sum_over_blocks(reader_, execution_, none, [&](DesignRows& rows) {
    const RowCurves curves = curves_of(rows, gamma);
    const Vector leverage = curves.information.cwiseProduct(quadratic_forms(rows, form));
    Summed<Vector> part = none;
    add_transposed_product(rows.x, leverage.cwiseProduct(curves.half_less_p), part.values);
    return part;
  });
  return sum.values(kept_);
}

template <class RowWeights>
Matrix FirthLikelihood::sum_of_squares(const RowWeights& weights) const {
  const Index p = reader_.plan().columns();
  const Summed<Matrix> none{Matrix::Zero(p, p)};
  const Summed<Matrix> sum = sum_over_blocks(reader_, execution_, none, [&](DesignRows& rows) {
    Summed<Matrix> part = none;
    Matrix scratch;
    add_weighted_gram(rows.x, weights(rows), scratch, part.values);
    return part;
  });
  return Matrix(sum.values.selfadjointView<Eigen::Lower>())(kept_, kept_);
}

Matrix FirthLikelihood::leverage_gram(VectorRef point, const Matrix& inverse_information) const {
  const Vector gamma = embed(point);
  const Matrix inverse = embed_matrix(inverse_information);
  return sum_of_squares([&](const DesignRows& rows) {
    const RowCurves curves = curves_of(rows, gamma);
    const Vector leverage = curves.information.cwiseProduct(quadratic_forms(rows, inverse));
    return Vector(leverage.array() * (3.0 * curves.d1.array() - 0.5));
  });
}

Matrix FirthLikelihood::information_change(VectorRef point, VectorRef direction) const {
  const Vector gamma = embed(point);
  const Vector change = embed(direction);
  return sum_of_squares([&](const DesignRows& rows) {
    const RowCurves curves = curves_of(rows, gamma);
    Vector along = Vector::Zero(rows.rows());
    add_linear_predictor(rows.x, change, along);
    return Vector(along.array() * curves.information.array() * curves.half_less_p.array());
  });
}

Vector FirthLikelihood::embed(VectorRef part) const {
  Vector whole = Vector::Zero(reader_.plan().columns());
  whole(kept_) = part;
  return whole;
}

Matrix FirthLikelihood::embed_matrix(const Matrix& part) const {
  const Index p = reader_.plan().columns();
  Matrix whole = Matrix::Zero(p, p);
  whole(kept_, kept_) = part;
  return whole;
}

}  // namespace odds
