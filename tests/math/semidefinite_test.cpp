#include "math/semidefinite.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace odds {
namespace {

constexpr double kMargin = 1e-6;

Matrix equal_correlations(Index size, double correlation) {
  Matrix matrix = Matrix::Constant(size, size, correlation);
  matrix.diagonal().setOnes();
  return matrix;
}

// Equal correlations r of k variables have the eigenvalues 1 - r and 1 + (k - 1) r.
TEST_CASE("equal correlations are possible down to -1 / (k - 1)") {
  for (const Index size : {2, 3, 5, 40}) {
    CAPTURE(size);
    const double least = -1.0 / static_cast<double>(size - 1);
    CHECK(is_positive_semidefinite(equal_correlations(size, least), kMargin));
    CHECK_FALSE(is_positive_semidefinite(equal_correlations(size, 1.01 * least), kMargin));
    CHECK(is_positive_semidefinite(equal_correlations(size, 1.0), kMargin));
  }
}

TEST_CASE("units do not matter") {
  Matrix matrix = equal_correlations(3, -0.4);
  Matrix impossible = equal_correlations(3, -0.6);
  const Vector units = Vector{{1e-140, 1.0, 1e140}};
  CHECK(is_positive_semidefinite(units.asDiagonal() * matrix * units.asDiagonal(), kMargin));
  CHECK_FALSE(
      is_positive_semidefinite(units.asDiagonal() * impossible * units.asDiagonal(), kMargin));
}

TEST_CASE("a row of zeros is possible, a zero on the diagonal alone is not") {
  Matrix matrix = equal_correlations(3, 0.5);
  matrix.row(1).setZero();
  matrix.col(1).setZero();
  CHECK(is_positive_semidefinite(matrix, kMargin));
  matrix(0, 1) = matrix(1, 0) = 1e-300;
  CHECK_FALSE(is_positive_semidefinite(matrix, kMargin));
}

TEST_CASE("negative variances and what is not finite are impossible") {
  for (const double bad : {-1.0, -1e-300, std::numeric_limits<double>::quiet_NaN(),
                           std::numeric_limits<double>::infinity()}) {
    CAPTURE(bad);
    Matrix matrix = equal_correlations(3, 0.0);
    matrix(1, 1) = bad;
    CHECK_FALSE(is_positive_semidefinite(matrix, kMargin));
    matrix = equal_correlations(3, 0.0);
    matrix(0, 1) = matrix(1, 0) = bad < 0.0 ? -1.1 : bad;
    CHECK_FALSE(is_positive_semidefinite(matrix, kMargin));
  }
}

}  // namespace
}  // namespace odds
