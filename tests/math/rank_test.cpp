#include "math/rank.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

namespace odds {
namespace {

Matrix random_columns(Index rows, Index columns, unsigned seed) {
  std::mt19937_64 bits(seed);
  std::normal_distribution<double> normal;
  return Matrix::NullaryExpr(rows, columns, [&] { return normal(bits); });
}

Aliasing aliasing_of(const Matrix& x) { return find_aliasing(x.transpose() * x); }

/// How far a dropped column is from what its weights say, relative to its own size.
double misfit(const Matrix& x, const Aliasing& aliasing, const Aliasing::Dropped& dropped) {
  const Vector told = x(Eigen::all, aliasing.kept) * dropped.weights;
  return (x.col(dropped.column) - told).norm() / x.col(dropped.column).norm();
}

TEST_CASE("independent columns are all kept") {
  const Aliasing aliasing = aliasing_of(random_columns(50, 4, 1));
  CHECK(aliasing.kept == std::vector<Index>{0, 1, 2, 3});
  CHECK(aliasing.dropped.empty());
}

TEST_CASE("of two equal columns the first is kept, and the weight names it") {
  Matrix x = random_columns(50, 3, 2);
  x.col(2) = 2.0 * x.col(0);
  const Aliasing aliasing = aliasing_of(x);
  REQUIRE(aliasing.kept == std::vector<Index>{0, 1});
  REQUIRE(aliasing.dropped.size() == 1);
  CHECK(aliasing.dropped[0].column == 2);
  // The weights solve a well-conditioned system of two equations: a few roundings.
  CHECK(aliasing.dropped[0].weights[0] == doctest::Approx(2.0).epsilon(1e-13));
  CHECK(std::abs(aliasing.dropped[0].weights[1]) < 1e-13);
}

TEST_CASE("all levels of a factor next to an intercept lose one column") {
  Matrix x = Matrix::Zero(9, 4);
  x.col(0).setOnes();
  for (Index i = 0; i < 9; ++i) x(i, 1 + i % 3) = 1.0;
  const Aliasing aliasing = aliasing_of(x);
  CHECK(aliasing.kept == std::vector<Index>{0, 1, 2});
  REQUIRE(aliasing.dropped.size() == 1);
  CHECK(misfit(x, aliasing, aliasing.dropped[0]) < 1e-14);
}

TEST_CASE("a dropped column has no weight on columns after it") {
  Matrix x = random_columns(50, 5, 3);
  x.col(1) = -3.0 * x.col(0);
  x.col(4) = x.col(0) + x.col(2) - 0.5 * x.col(3);
  const Aliasing aliasing = aliasing_of(x);
  REQUIRE(aliasing.kept == std::vector<Index>{0, 2, 3});
  REQUIRE(aliasing.dropped.size() == 2);
  REQUIRE(aliasing.dropped[0].weights.size() == 3);
  CHECK(aliasing.dropped[0].weights[1] == 0.0);
  CHECK(aliasing.dropped[0].weights[2] == 0.0);
  CHECK(misfit(x, aliasing, aliasing.dropped[0]) < 1e-14);
  CHECK(misfit(x, aliasing, aliasing.dropped[1]) < 1e-13);
}

TEST_CASE("a column of zeros is dropped with zero weights") {
  Matrix x = random_columns(20, 3, 4);
  x.col(1).setZero();
  const Aliasing aliasing = aliasing_of(x);
  CHECK(aliasing.kept == std::vector<Index>{0, 2});
  REQUIRE(aliasing.dropped.size() == 1);
  CHECK(aliasing.dropped[0].column == 1);
  CHECK(aliasing.dropped[0].weights == Vector::Zero(2));
}

TEST_CASE("without columns, or with zeros only, nothing is kept") {
  CHECK(find_aliasing(Matrix(0, 0)).kept.empty());
  const Aliasing zeros = find_aliasing(Matrix::Zero(2, 2));
  CHECK(zeros.kept.empty());
  CHECK(zeros.dropped.size() == 2);
}

TEST_CASE("a correlation of 1 - 1e-7 is no dependency") {
  Matrix x = random_columns(200, 3, 5);
  const double correlation = 1.0 - 1e-7;
  x.col(2) = correlation * x.col(1) + std::sqrt(1.0 - correlation * correlation) * x.col(2);
  CHECK(aliasing_of(x).dropped.empty());
}

TEST_CASE("the units of the columns do not matter") {
  Matrix x = random_columns(60, 5, 6);
  x.col(3) = x.col(0) - x.col(1) + 2.0 * x.col(2);
  x = x * Vector{{1e-8, 1e8, 1.0, 1e6, 1e-100}}.asDiagonal();
  const Aliasing aliasing = aliasing_of(x);
  CHECK(aliasing.kept == std::vector<Index>{0, 1, 2, 4});
  REQUIRE(aliasing.dropped.size() == 1);
  CHECK(misfit(x, aliasing, aliasing.dropped[0]) < 1e-13);
}

TEST_CASE("exact combinations of any integer columns are found") {
  std::mt19937_64 bits(7);
  for (int set = 0; set < 500; ++set) {
    CAPTURE(set);
    Matrix x = Matrix::NullaryExpr(30, 6, [&] { return static_cast<double>(bits() % 7) - 3.0; });
    const auto made = static_cast<Index>(1 + bits() % 5);
    x.col(made).setZero();
    for (Index j = 0; j < made; ++j) {
      x.col(made) += (static_cast<double>(bits() % 5) - 2.0) * x.col(j);
    }
    const Aliasing aliasing = aliasing_of(x);
    REQUIRE(aliasing.dropped.size() == 1);
    REQUIRE(aliasing.dropped[0].column == made);
  }
}

}  // namespace
}  // namespace odds
