#include "solve/conjugate_gradients.hpp"

#include <Eigen/LU>
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

/// Columns of a well-conditioned matrix: 4 on the diagonal, 1 beside it.
Matrix banded(Index p) {
  Matrix matrix = 4.0 * Matrix::Identity(p, p);
  matrix.diagonal(1).setOnes();
  matrix.diagonal(-1).setOnes();
  return matrix;
}

MatrixProduct product_with(const Matrix& matrix) {
  return [matrix](VectorRef direction) { return Vector(matrix * direction); };
}

TEST_CASE("the step solves the Newton equation the more closely, the smaller the score is") {
  const Matrix curvature = banded(12);
  const Matrix information = Vector::LinSpaced(12, 1.0, 5.0).asDiagonal();
  const Vector direction = Vector::LinSpaced(12, -1.0, 2.0);
  for (const double size : {1.0, 1e-3, 1e-6}) {
    CAPTURE(size);
    const Vector score = size * curvature * direction;
    const Vector step = conjugate_gradients(product_with(curvature), information, score);
    // What may be left of the score, in the norm in which it is measured; 3 for other norms.
    const double left = std::sqrt(score.dot(information.inverse() * score));
    const double limit = 3.0 * std::min(0.1, left);
    CHECK((step / size - direction).norm() < limit * direction.norm());
    CHECK(step.dot(score) > 0.0);
  }
}

TEST_CASE("where the information is the curvature one product is enough") {
  int products = 0;
  const Matrix curvature = banded(5);
  const auto counted = [&](VectorRef direction) {
    ++products;
    return Vector(curvature * direction);
  };
  const Vector score = Vector::Ones(5);
  const Vector step = conjugate_gradients(counted, curvature, score);
  CHECK((curvature * step - score).norm() < 1e-14);
  CHECK(products == 1);
}

TEST_CASE("without curvature along the first direction the step is that of Fisher scoring") {
  const Matrix information = Matrix::Identity(3, 3);
  const Vector score{{1.0, 2.0, -1.0}};
  const Matrix saddle = Vector{{1.0, -5.0, 1.0}}.asDiagonal();
  CHECK(conjugate_gradients(product_with(saddle), information, score) == score);
  CHECK(conjugate_gradients(product_with(0.0 * saddle), information, score) == score);
}

TEST_CASE("a score of 0 has no step") {
  const Vector step =
      conjugate_gradients(product_with(banded(3)), Matrix(banded(3)), Vector::Zero(3));
  CHECK(step == Vector::Zero(3));
}

}  // namespace
}  // namespace odds
