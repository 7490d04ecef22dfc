// Reference values: mpmath with 40 digits. Two margins by the integral of the bivariate density,
// more of them in a plane by the integral over the angle.
#include "effects/margins/joint.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace odds {
namespace {

/// Digits that the quantiles have.
constexpr double kQuantile = 1e-12;

CombinedCovariance of(const Matrix& matrix) {
  return {.unit = Vector::Ones(matrix.rows()), .matrix = matrix, .root = {}};
}

CombinedCovariance of_root(const Matrix& root) {
  return {.unit = Vector::Ones(root.rows()), .matrix = root * root.transpose(), .root = root};
}

SimultaneousWidth width(const CombinedCovariance& covariance, double level,
                        std::uint64_t seed = 1) {
  std::vector<Index> all(static_cast<std::size_t>(covariance.unit.size()));
  std::iota(all.begin(), all.end(), 0);
  return simultaneous_width(covariance, all, level, seed);
}

Matrix pair(double rho) { return Matrix{{4.0, 2.0 * 3.0 * rho}, {2.0 * 3.0 * rho, 9.0}}; }

/// Directions in the plane as a root.
Matrix plane(const std::vector<double>& angles) {
  Matrix root(static_cast<Index>(angles.size()), 2);
  for (Index j = 0; j < root.rows(); ++j) {
    const double angle = angles[static_cast<std::size_t>(j)];
    root.row(j) << std::cos(angle), std::sin(angle);
  }
  return root;
}

TEST_CASE("one margin has the normal quantile, and so have all that follow from one") {
  const SimultaneousWidth one = width(of(Matrix::Constant(1, 1, 0.25)), 0.95);
  CHECK(one.critical_value == doctest::Approx(1.9599639845400539).epsilon(1e-15));
  CHECK(one.rank == 1);
  const SimultaneousWidth same = width(of_root(Vector{{1.0, -2.0, 3.0, 0.5}}), 0.95, 7);
  CHECK(same.critical_value == one.critical_value);
  CHECK(same.rank == 1);
}

TEST_CASE("with degrees of freedom the quantiles are those of t") {
  // qt(.975, 6); two by the double integral over the chi and one of the two (scipy).
  CombinedCovariance one = of(Matrix::Constant(1, 1, 0.25));
  one.degrees = 6.0;
  CHECK(width(one, 0.95).critical_value == doctest::Approx(2.446911851144969).epsilon(1e-12));
  CombinedCovariance two = of(pair(0.5));
  two.degrees = 6.0;
  CHECK(width(two, 0.95).critical_value == doctest::Approx(2.8627501462003417).epsilon(1e-8));
  two.degrees = 1e9;  // next to normal
  CHECK(width(two, 0.95).critical_value ==
        doctest::Approx(width(of(pair(0.5)), 0.95).critical_value).epsilon(1e-8));
}

TEST_CASE("two margins have a numerical quantile") {
  const struct {
    double level, rho, expected;
  } cases[] = {{0.95, 0.5, 2.212127746578618},  {0.95, 0.0, 2.236476644557792},
               {0.95, -0.9, 2.108143069889797}, {0.99, 0.3, 2.802925929824258},
               {0.9, 0.999, 1.662433753202057}, {0.999, 0.7, 3.464128427773244}};
  for (const auto& each : cases) {
    CAPTURE(each.level);
    CAPTURE(each.rho);
    const SimultaneousWidth two = width(of(pair(each.rho)), each.level, 99);
    CHECK(std::abs(two.critical_value - each.expected) < kQuantile * each.expected);
    CHECK(two.rank == 2);
  }
}

TEST_CASE("two margins of correlation 1 or -1 are one") {
  for (const double rho : {1.0, -1.0}) {
    const SimultaneousWidth two = width(of(pair(rho)), 0.95);
    CHECK(std::abs(two.critical_value - 1.9599639845400539) < 1e-14);
    CHECK(two.rank == 1);
  }
  // Next to it the quantile is next to it.
  CHECK(std::abs(width(of(pair(1.0 - 1e-12)), 0.95).critical_value - 1.96) < 1e-4);
}

TEST_CASE("any number of margins that follow from two have a numerical quantile") {
  const std::vector<double> angles = {0.0, 0.7, 1.9};
  CHECK(std::abs(width(of_root(plane(angles)), 0.95).critical_value - 2.331172827611723) <
        3.0 * kQuantile);
  CHECK(std::abs(width(of(plane(angles) * plane(angles).transpose()), 0.999).critical_value -
                 3.571609748061454) < 4.0 * kQuantile);
  // Opposite directions and copies change nothing; all directions are Scheffe's band.
  std::vector<double> more = angles;
  more.insert(more.end(), {0.7 + std::numbers::pi, 1.9, -std::numbers::pi});
  CHECK(std::abs(width(of_root(plane(more)), 0.95).critical_value - 2.331172827611723) <
        3.0 * kQuantile);
  std::vector<double> dense;
  for (int i = 0; i < 4000; ++i) dense.push_back(std::numbers::pi * i / 4000.0);
  CHECK(width(of_root(plane(dense)), 0.95).critical_value ==
        doctest::Approx(std::sqrt(-2.0 * std::log(0.05))).epsilon(1e-6));
}

TEST_CASE("independent margins come near the quantile that is known for them") {
  // sqrt(2) erfinv(0.95^(1 / m)); 20 000 directions are good to about 0.005.
  const SimultaneousWidth three = width(of(Matrix::Identity(3, 3)), 0.95);
  CHECK(std::abs(three.critical_value - 2.3877378870708) < 0.01);
  CHECK(three.rank == 3);
  const SimultaneousWidth ten = width(of(Matrix::Identity(10, 10)), 0.95);
  CHECK(std::abs(ten.critical_value - 2.7996252193011) < 0.01);
  CHECK(ten.rank == 10);
  CHECK(width(of(Matrix::Identity(10, 10)), 0.95).critical_value == ten.critical_value);
  CHECK(width(of(Matrix::Identity(10, 10)), 0.95, 2).critical_value != ten.critical_value);
}

TEST_CASE("many margins of few coefficients have the rank of these, with a root and without") {
  Matrix root(60, 4);
  for (Index i = 0; i < 60; ++i) {
    for (Index j = 0; j < 4; ++j)
      root(i, j) = std::sin(0.7 * static_cast<double>((1 + i) * (1 + j)));
  }
  const CombinedCovariance known = of_root(root);
  const CombinedCovariance unknown = of(root * root.transpose());
  const SimultaneousWidth thin = width(known, 0.95);
  const SimultaneousWidth dense = width(unknown, 0.95);
  CHECK(thin.rank == 4);
  CHECK(dense.rank == 4);
  CHECK(std::abs(thin.critical_value - dense.critical_value) < 0.01);
  std::vector<Index> own = {3, 8, 20, 21, 44, 59};
  for (const CombinedCovariance* each : {&known, &unknown}) {
    const Matrix factor = correlation_factor(*each, own);
    const Vector scale = each->matrix.diagonal()(own).cwiseSqrt().cwiseInverse();
    const Matrix expected = scale.asDiagonal() * each->matrix(own, own) * scale.asDiagonal();
    CHECK((factor * factor.transpose() - expected).cwiseAbs().maxCoeff() < 1e-13);
    const Matrix products = factor.transpose() * factor;
    CHECK((products - Matrix(products.diagonal().asDiagonal())).cwiseAbs().maxCoeff() < 1e-13);
  }
}

TEST_CASE("a joint test counts what is independent, whatever the units of the contrasts") {
  MarginPlan plan;
  plan.effects.resize(1);
  plan.combinations.resize(3);
  for (Combination& combination : plan.combinations) combination.effect = 0;
  // Two independent estimates 1 (variance 4) and 3 (variance 1), and the sum of both.
  const Matrix covariance{{4.0, 0.0, 4.0}, {0.0, 1.0, 1.0}, {4.0, 1.0, 5.0}};
  const Vector values{{1.0, 3.0, 4.0}};
  const std::vector<JointTest> all = joint_tests(plan, values, of(covariance), {0, 1, 2});
  REQUIRE(all.size() == 1);
  CHECK(all[0].df == 2);
  CHECK(all[0].statistic == doctest::Approx(0.25 + 9.0).epsilon(1e-12));
  CombinedCovariance tiny = of(covariance);
  tiny.unit[1] = 0x1p-900;
  const Vector small = values.cwiseProduct(tiny.unit);
  CHECK(joint_tests(plan, small, tiny, {0, 1}).front().statistic ==
        doctest::Approx(9.25).epsilon(1e-12));
  CHECK(joint_tests(plan, values, of(covariance), {1}).front().df == 1);
  CHECK(joint_tests(plan, values, of(covariance), {}).empty());
}

}  // namespace
}  // namespace odds
