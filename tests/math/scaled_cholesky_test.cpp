#include "math/scaled_cholesky.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>

namespace odds {
namespace {

/// [4 2; 2 3]: determinant 8, inverse [3 -2; -2 4] / 8; scaled: off-diagonal 1 / sqrt(3).
const Matrix kSmall = Matrix{{4.0, 2.0}, {2.0, 3.0}};

TEST_CASE("a 2 x 2 system has its solution") {
  const ScaledCholesky factor(kSmall);
  REQUIRE(factor.ok());
  const Vector solution = factor.solve(Vector{{8.0, 8.0}});
  CHECK(solution[0] == doctest::Approx(1.0).epsilon(1e-15));
  CHECK(solution[1] == doctest::Approx(2.0).epsilon(1e-15));
}

TEST_CASE("the inverse is right and exactly symmetric") {
  const Matrix inverse = ScaledCholesky(kSmall).inverse().core;
  CHECK(inverse(0, 0) == doctest::Approx(3.0 / 8.0).epsilon(1e-15));
  CHECK(inverse(0, 1) == doctest::Approx(-2.0 / 8.0).epsilon(1e-15));
  CHECK(inverse(1, 1) == doctest::Approx(4.0 / 8.0).epsilon(1e-15));
  CHECK(inverse(0, 1) == inverse(1, 0));
}

TEST_CASE("the determinant is that of the matrix, not of the scaled one") {
  CHECK(ScaledCholesky(kSmall).log_determinant() == doctest::Approx(std::log(8.0)).epsilon(1e-15));
}

TEST_CASE("a whitened vector has the length that the inverse gives it") {
  const Vector b{{1.0, -2.0}};
  const double expected = (3.0 + 8.0 + 16.0) / 8.0;  // b' [3 -2; -2 4] b / 8
  CHECK(ScaledCholesky(kSmall).whiten(b).squaredNorm() == doctest::Approx(expected).epsilon(1e-15));
}

TEST_CASE("the condition number is that of the matrix scaled to unit diagonal") {
  const double off_diagonal = 1.0 / std::sqrt(3.0);
  const double expected = (1.0 + off_diagonal) / (1.0 - off_diagonal);
  const Vector units{{1e-6, 1e9}};
  for (const Matrix& matrix : {kSmall, Matrix(units.asDiagonal() * kSmall * units.asDiagonal())}) {
    const ScaledCholesky factor(matrix);
    CHECK(factor.condition() == doctest::Approx(expected).epsilon(1e-14));
    // For 2 x 2 the condition numbers in the 1-norm and the 2-norm agree, and the estimate is
    // exact.
    CHECK(factor.reciprocal_condition() == doctest::Approx(1.0 / expected).epsilon(1e-14));
  }
}

TEST_CASE("above 200 columns the condition number is estimated to within a factor of p") {
  std::mt19937_64 bits(1);
  std::normal_distribution<double> normal;
  const Index p = 210;
  const Matrix x = Matrix::NullaryExpr(600, p, [&] { return normal(bits); });
  const Matrix gram = x.transpose() * x;
  const double estimate = ScaledCholesky(gram).condition();
  const double exact = ScaledCholesky(gram.topLeftCorner(200, 200)).condition();
  CHECK(estimate > exact / 10.0);
  CHECK(estimate < exact * static_cast<double>(p));
}

TEST_CASE("a matrix that is not positive definite is refused") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const Matrix& matrix : {Matrix{{1.0, 2.0}, {2.0, 1.0}}, Matrix{{1.0, 0.0}, {0.0, 0.0}},
                               Matrix{{1.0, 0.0}, {0.0, -1.0}}, Matrix{{1.0, nan}, {nan, 1.0}},
                               Matrix{{nan, 0.0}, {0.0, 1.0}}}) {
    CAPTURE(matrix);
    const ScaledCholesky factor(matrix);
    CHECK_FALSE(factor.ok());
    CHECK(factor.reciprocal_condition() == 0.0);
    CHECK(factor.condition() == std::numeric_limits<double>::infinity());
  }
}

TEST_CASE("a matrix without rows is positive definite") {
  const ScaledCholesky factor(Matrix(0, 0));
  CHECK(factor.ok());
  CHECK(factor.condition() == 1.0);
  CHECK(factor.solve(Vector()).size() == 0);
}

}  // namespace
}  // namespace odds
