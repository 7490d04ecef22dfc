#include "math/arrow_inverse.hpp"
#include "math/rank.hpp"
#include "math/scaled_cholesky.hpp"
#include "support/random_data.hpp"

#include <Eigen/Eigenvalues>
#include <doctest/doctest.h>

namespace odds {
namespace {

constexpr Index kCore = 4;
constexpr Index kLevels = 9;

/// Rows with numbers and one level each, or none; as a design with an indicator for each level.
Matrix random_design(test::Random& random) {
  constexpr Index kRows = 60;
  Matrix x = Matrix::Zero(kRows, kCore + kLevels);
  for (Index i = 0; i < kRows; ++i) {
    x(i, 0) = 1.0;
    for (Index j = 1; j < kCore; ++j) x(i, j) = random.whole(-9, 9);
    const Index level = i % (kLevels + 1);
    if (level < kLevels) x(i, kCore + level) = 1.0;
  }
  return x;
}

Matrix dense(const ArrowMatrix& arrow) {
  Matrix all = Matrix::Zero(arrow.dimension(), arrow.dimension());
  const Index k = arrow.core_size();
  all.topLeftCorner(k, k) = arrow.core;
  all.topRightCorner(k, arrow.levels()) = arrow.border;
  all.bottomLeftCorner(arrow.levels(), k) = arrow.border.transpose();
  all.bottomRightCorner(arrow.levels(), arrow.levels()) = arrow.diagonal.asDiagonal();
  return all;
}

ArrowMatrix arrow_of(const Matrix& gram) {
  return {gram.topLeftCorner(kCore, kCore), gram.topRightCorner(kCore, kLevels),
          gram.diagonal().tail(kLevels)};
}

struct Problem {
  Matrix x;
  Matrix gram;
  ArrowMatrix arrow;
};

Problem random_problem(test::Random& random) {
  Problem problem{.x = random_design(random), .gram = {}, .arrow = {}};
  problem.gram = problem.x.transpose() * problem.x;
  problem.arrow = arrow_of(problem.gram);
  return problem;
}

}  // namespace

TEST_CASE("an arrow matrix is the matrix that it stands for") {
  test::Random random(51);
  const Problem problem = random_problem(random);
  REQUIRE(dense(problem.arrow) == problem.gram);
  const Vector v = Vector::LinSpaced(kCore + kLevels, -2.0, 3.0);
  CHECK((problem.arrow * v).isApprox(problem.gram * v, 1e-14));
  CHECK(dense(2.0 * problem.arrow) == 2.0 * problem.gram);
  CHECK(problem.arrow.full_diagonal() == problem.gram.diagonal());
  const std::vector<Index> kept = {0, 2, 4, 7, 12};
  CHECK(dense(problem.arrow.restricted(kept)) == problem.gram(kept, kept));
}

TEST_CASE("factorisation by the Schur complement solves, inverts and measures as the dense one") {
  test::Random random(52);
  for (int repeat = 0; repeat < 20; ++repeat) {
    CAPTURE(repeat);
    const Problem problem = random_problem(random);
    const ScaledCholesky factor(problem.arrow);
    const ScaledCholesky plain(problem.gram);
    REQUIRE(factor.ok());
    const Vector b = problem.x.transpose() * Vector::LinSpaced(problem.x.rows(), -1.0, 1.0);
    CHECK(factor.solve(b).isApprox(plain.solve(b), 1e-11));
    CHECK(factor.whiten(b).squaredNorm() == doctest::Approx(b.dot(plain.solve(b))).epsilon(1e-11));
    CHECK(factor.log_determinant() == doctest::Approx(plain.log_determinant()).epsilon(1e-12));
    const double condition = plain.condition();
    CHECK(factor.condition() >= 0.999 * condition);
    CHECK(factor.condition() <= 4.001 * condition);
    CHECK(factor.reciprocal_condition() == 1.0 / factor.condition());
  }
}

TEST_CASE("the inverse in parts gives what the dense inverse gives") {
  test::Random random(53);
  const Problem problem = random_problem(random);
  const ArrowInverse inverse = ScaledCholesky(problem.arrow).inverse();
  const Matrix truth = problem.gram.inverse();
  CHECK(inverse.core.isApprox(truth.topLeftCorner(kCore, kCore), 1e-11));
  Matrix jacobian(2, kCore + kLevels);
  for (Index i = 0; i < jacobian.size(); ++i) jacobian.data()[i] = random.whole(-5, 5);
  jacobian.col(kCore + 3).setZero();
  ArrowJacobian parts{.core = jacobian.leftCols(kCore),
                      .levels = LevelSums({0, 1, 2, 4, 5, 6, 7, 8}, 2)};
  for (std::size_t l = 0; l < parts.levels.keys.size(); ++l) {
    parts.levels.values.col(static_cast<Index>(l)) = jacobian.col(kCore + parts.levels.keys[l]);
  }
  CHECK(inverse.sandwich(parts).isApprox(jacobian * truth * jacobian.transpose(), 1e-10));
}

TEST_CASE("a matrix that is not positive definite is not factorised") {
  ArrowMatrix singular(Matrix::Ones(1, 1), Matrix::Ones(1, 1), Vector::Ones(1));
  CHECK_FALSE(ScaledCholesky(singular).ok());
  CHECK(ScaledCholesky(singular).reciprocal_condition() == 0.0);
  singular.diagonal[0] = 0.0;
  CHECK_FALSE(ScaledCholesky(singular).ok());
}

TEST_CASE("levels alone, without any other column") {
  const ArrowMatrix diagonal(Matrix(0, 0), Matrix(0, 3), Vector::LinSpaced(3, 1.0, 3.0));
  const ScaledCholesky factor(diagonal);
  REQUIRE(factor.ok());
  CHECK(factor.solve(Vector::Ones(3)).isApprox(Vector(diagonal.diagonal.cwiseInverse()), 1e-15));
  CHECK(factor.condition() <= 4.0);
}

TEST_CASE("what is constant within levels is a combination of them") {
  test::Random random(54);
  Problem problem = random_problem(random);
  for (Index i = 0; i < problem.x.rows(); ++i) {  // by level; 2 where there is none
    const Index level = i % (kLevels + 1);
    problem.x(i, 2) = level < kLevels ? 2.0 + static_cast<double>(level * level) : 2.0;
  }
  const ArrowMatrix arrow = arrow_of(problem.x.transpose() * problem.x);
  const Aliasing aliasing = find_aliasing(arrow);
  REQUIRE(aliasing.dropped.size() == 1);
  CHECK(aliasing.dropped.front().column == 2);
  CHECK(aliasing.kept.size() == kCore + kLevels - 1);
  const Matrix kept = problem.x(Eigen::all, aliasing.kept);
  CHECK((kept * aliasing.dropped.front().weights).isApprox(problem.x.col(2), 1e-10));
  CHECK(find_aliasing(random_problem(random).arrow).dropped.empty());
}

}  // namespace odds
