#include "solve/constrained_objective.hpp"

#include "solve/maximize.hpp"
#include "support/random_data.hpp"

#include <Eigen/QR>
#include <doctest/doctest.h>

#include <cmath>

namespace odds {
namespace {

const Matrix kConstraints{{1.0, 0.5, -2.0, 0.0, 1.0}, {0.0, 3.0, 1.0, -1.0, 0.0}};
const Vector kValues{{0.7, -0.2}};

test::DenseObjective full_objective() {
  return test::DenseObjective(
      test::random_data({.rows = 80, .columns = 5, .signal = 0.5, .seed = 7}));
}

TEST_CASE("a space of solutions meets its constraints, and its basis is orthonormal") {
  const AffineSpace space = solutions_of(kConstraints, kValues);
  CHECK(space.rank == 2);
  CHECK_FALSE(space.is_empty);
  CHECK((kConstraints * space.origin - kValues).norm() < 1e-14);
  CHECK((kConstraints * space.basis).norm() < 1e-14);
  CHECK((space.basis.transpose() * space.basis - Matrix::Identity(3, 3)).norm() < 1e-14);
  CHECK((space.basis.transpose() * space.origin).norm() < 1e-14);  // the shortest
}

TEST_CASE("constraints that follow from others add nothing, or leave no solution") {
  Matrix rows(3, 5);
  rows << kConstraints, kConstraints.row(0) - 2.0 * kConstraints.row(1);
  const AffineSpace space = solutions_of(rows, Vector{{0.7, -0.2, 1.1}});
  CHECK(space.rank == 2);
  CHECK(space.basis.cols() == 3);
  CHECK_FALSE(space.is_empty);
  CHECK(solutions_of(rows, Vector{{0.7, -0.2, 1.2}}).is_empty);
}

TEST_CASE("as many constraints as coefficients leave one point") {
  const AffineSpace space = solutions_of(Matrix::Identity(2, 2), Vector{{3.0, -1.0}});
  CHECK(space.basis.cols() == 0);
  CHECK((space.origin - Vector{{3.0, -1.0}}).norm() < 1e-15);
}

TEST_CASE("score and information of a constrained objective are those along its space") {
  const test::DenseObjective full = full_objective();
  const ConstrainedObjective constrained(full, solutions_of(kConstraints, kValues));
  CHECK(constrained.dimension() == 3);
  const Vector theta{{0.3, -0.4, 0.1}};
  const Evaluation here = constrained.evaluate(theta, Vector(), Order::information);
  CHECK(here.value == full.evaluate(constrained.embed(theta), Vector(), Order::value).value);
  const double h = 1e-5;
  for (Index j = 0; j < 3; ++j) {
    const auto at = [&](double step) {
      return constrained.evaluate(theta + step * Vector::Unit(3, j), Vector(), Order::gradient);
    };
    // Error h^2 / 6 of the third derivative, some tens; rounding 1e-14 over h.
    CHECK(std::abs((at(h).value - at(-h).value) / (2.0 * h) - here.gradient[j]) < 1e-8);
    const Vector bend = (at(-h).gradient - at(h).gradient) / (2.0 * h);
    CHECK((bend - here.information.core.col(j)).norm() < 1e-8);
  }
}

TEST_CASE("at the constrained maximum the score is a combination of the constraints") {
  const test::DenseObjective full = full_objective();
  const ConstrainedObjective constrained(full, solutions_of(kConstraints, kValues));
  const Maximum maximum = maximize(constrained, constrained.project(Vector::Zero(5)));
  REQUIRE(maximum.converged());
  const Vector point = constrained.embed(maximum.point);
  CHECK((kConstraints * point - kValues).norm() < 1e-13);
  const Vector score = full.evaluate(point, Vector(), Order::gradient).gradient;
  const Vector multipliers = kConstraints.transpose().colPivHouseholderQr().solve(score);
  CHECK(multipliers.norm() > 0.1);
  CHECK((score - kConstraints.transpose() * multipliers).norm() < 1e-10);
}

}  // namespace
}  // namespace odds
