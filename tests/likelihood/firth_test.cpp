#include "likelihood/firth.hpp"

#include "solve/constrained_objective.hpp"
#include "support/execution.hpp"
#include "support/laid_out.hpp"
#include "support/trials_table.hpp"

#include <odds/memory_table.hpp>

#include <Eigen/LU>
#include <doctest/doctest.h>

#include <cmath>

namespace odds {
namespace {

struct Penalised {
  Penalised(const std::string& formula, std::vector<Index> kept)
      : data(test::trials_table()),
        laid_out(data, formula),
        likelihood(laid_out.reader(), test::kExecution),
        firth(likelihood, laid_out.reader(), test::kExecution, std::move(kept)) {}

  MemoryTable data;
  test::LaidOut laid_out;
  ModelLikelihood likelihood;
  FirthLikelihood firth;
};

TEST_CASE("the penalty is half the log determinant of the information") {
  const Penalised problem("k/n ~ x + g", {0, 1, 2, 3});
  const Vector point{{0.2, -0.4, 0.3, 0.1}};
  const Evaluation plain = problem.likelihood.evaluate(point, Vector(), Order::information);
  const Evaluation penalised = problem.firth.evaluate(point, Vector(), Order::information);
  const double penalty = 0.5 * std::log(plain.information.core.determinant());
  CHECK(penalised.value - plain.value == doctest::Approx(penalty).epsilon(1e-13));
  CHECK(penalised.information.core == plain.information.core);
}

TEST_CASE("the score is the derivative of the penalised log-likelihood, aliased columns left out") {
  const Penalised problem("k/n ~ x + twice + g", {0, 1, 3, 4});
  const Vector point{{0.2, -0.4, 0.3, 0.1}};
  const Evaluation here = problem.firth.evaluate(point, Vector(), Order::gradient);
  constexpr double kStep =
      1e-5;  // error of the central difference: about 1e-10, and rounding 1e-10
  for (Index j = 0; j < point.size(); ++j) {
    CAPTURE(j);
    const Vector change = kStep * Vector::Unit(point.size(), j);
    const double above = problem.firth.evaluate(point + change, Vector(), Order::value).value;
    const double below = problem.firth.evaluate(point - change, Vector(), Order::value).value;
    CHECK(here.gradient[j] == doctest::Approx((above - below) / (2.0 * kStep)).epsilon(1e-8));
  }
}

TEST_CASE("the curvature is the derivative of the score") {
  const Penalised problem("k/n ~ x + twice + g", {0, 1, 3, 4});
  const Vector point{{0.2, -0.4, 0.3, 0.1}};
  const MatrixProduct curvature = problem.firth.curvature(point);
  REQUIRE(curvature);
  constexpr double kStep = 1e-5;
  for (const Vector& direction : {Vector{{1.0, 0.0, 0.0, 0.0}}, Vector{{-0.5, 2.0, 1.0, -1.0}}}) {
    const auto score = [&](double step) {
      const Vector there = point + step * direction;
      return problem.firth.evaluate(there, Vector(), Order::gradient).gradient;
    };
    const Vector fall = (score(-kStep) - score(kStep)) / (2.0 * kStep);
    CHECK((curvature(direction) - fall).norm() < 1e-8 * fall.norm());
  }
}

TEST_CASE("under constraints the curvature is that along the points that meet them") {
  const Penalised problem("k/n ~ x + g", {0, 1, 2, 3});
  const Matrix rows{{0.0, 0.0, 1.0, -1.0}};
  const ConstrainedObjective constrained(problem.firth, solutions_of(rows, Vector{{0.5}}));
  const Vector theta{{0.1, -0.3, 0.2}};
  const Vector direction{{1.0, -1.0, 0.5}};
  constexpr double kStep = 1e-5;
  const auto score = [&](double step) {
    const Vector there = theta + step * direction;
    return constrained.evaluate(there, Vector(), Order::gradient).gradient;
  };
  const Vector fall = (score(-kStep) - score(kStep)) / (2.0 * kStep);
  CHECK((constrained.curvature(theta)(direction) - fall).norm() < 1e-8 * fall.norm());

  const RestrictedObjective restricted(problem.firth, {0, 1});
  const Vector image =
      problem.firth.curvature(Vector{{0.3, 0.2, 0.0, 0.0}})(Vector{{1.0, 2.0, 0.0, 0.0}});
  const Vector part = restricted.curvature(Vector{{0.3, 0.2}})(Vector{{1.0, 2.0}});
  CHECK((part - image.head(2)).norm() < 1e-12 * image.norm());
}

TEST_CASE("where sigma' underflows the value is minus infinity") {
  const Penalised problem("k/n ~ x + g", {0, 1, 2, 3});
  const Vector far{{1e4, 0.0, 0.0, 0.0}};
  CHECK(std::isinf(problem.firth.evaluate(far, Vector(), Order::gradient).value));
}

}  // namespace
}  // namespace odds
