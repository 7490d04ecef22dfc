#include "diagnose/extra_columns.hpp"

#include <cmath>

namespace odds {

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

}  // namespace odds
