#include "likelihood/curve.hpp"

#include "support/execution.hpp"
#include "support/laid_out.hpp"

#include <odds/memory_table.hpp>

#include <Eigen/Cholesky>
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

namespace odds {
namespace {

const Asymptotes kCurve{.guess = 0.1, .lapse = 0.05};

/// A small table with a factor, grouped trials and a twice-used column.
MemoryTable curve_table() {
  MemoryTable result;
  result.add("k", {1, 0, 3, 2, 4, 1, 2, 5});
  result.add("n", {4, 2, 5, 4, 6, 3, 3, 5});
  result.add("x", {-1.5, -1.0, -0.2, 0.1, 0.4, 0.9, 1.3, 2.0});
  result.add("g", std::vector<std::string>{"a", "b", "a", "c", "b", "c", "a", "b"});
  result.add("twice", {-3.0, -2.0, -0.4, 0.2, 0.8, 1.8, 2.6, 4.0});
  return result;
}

struct OnCurve {
  OnCurve(const std::string& formula, std::vector<Index> kept)
      : data(curve_table()),
        laid_out(data, formula),
        plain(laid_out.reader(), test::kExecution),
        curve(plain, laid_out.reader(), test::kExecution, std::move(kept)) {}

  MemoryTable data;
  test::LaidOut laid_out;
  LogisticLikelihood plain;
  CurveLikelihood curve;
};

/// Score and information against central differences; error about 1e-10.
void check_derivatives(const Objective& objective, const Vector& point) {
  constexpr double kStep = 1e-5;
  const Evaluation here = objective.evaluate(point, Vector(), Order::information);
  for (Index j = 0; j < point.size(); ++j) {
    CAPTURE(j);
    const Vector change = kStep * Vector::Unit(point.size(), j);
    const Evaluation above = objective.evaluate(point + change, Vector(), Order::gradient);
    const Evaluation below = objective.evaluate(point - change, Vector(), Order::gradient);
    CHECK(here.gradient[j] ==
          doctest::Approx((above.value - below.value) / (2.0 * kStep)).epsilon(1e-7));
    const Vector curvature = (below.gradient - above.gradient) / (2.0 * kStep);
    CHECK((here.information.core.col(j) - curvature).cwiseAbs().maxCoeff() < 1e-7);
  }
}

TEST_CASE("score and observed information are derivatives, aliased columns left out") {
  const OnCurve problem("k/n ~ x + twice + g", {0, 1, 3, 4});
  const Vector point{{0.2, 1.4, 0.3, 0.1}};
  const CurveLikelihood fixed = problem.curve.with(kCurve);
  REQUIRE(fixed.is_observed(point));
  check_derivatives(fixed, point);
}

TEST_CASE("the same with the guess rate as the last unknown") {
  const OnCurve problem("k/n ~ x", {0, 1});
  const Vector point{{0.4, 1.4, 0.15}};
  const CurveLikelihood joint = problem.curve.with_unknown_guess(0.02);
  REQUIRE(joint.dimension() == 3);
  REQUIRE(joint.is_observed(point));
  check_derivatives(joint, point);
}

TEST_CASE("where the observed information is not positive definite the expected one stands in") {
  const OnCurve problem("k/n ~ x", {0, 1});
  const CurveLikelihood fixed = problem.curve.with({.guess = 0.3, .lapse = 0.0});
  const Vector far{{-9.0, -2.0}};
  CHECK_FALSE(fixed.is_observed(far));
  const Evaluation there = fixed.evaluate(far, Vector(), Order::information);
  CHECK(Eigen::LLT<Matrix>(there.information.core).info() == Eigen::Success);
}

TEST_CASE("asymptotes of 0 give the plain likelihood") {
  const OnCurve problem("k/n ~ x + g", {0, 1, 2, 3});
  const Vector point{{0.2, -0.4, 0.3, 0.1}};
  const Vector step{{0.1, 0.1, -0.2, 0.0}};
  const Evaluation plain = problem.plain.evaluate(point, step, Order::information);
  const Evaluation curve = problem.curve.evaluate(point, step, Order::information);
  CHECK(curve.value == doctest::Approx(plain.value).epsilon(1e-15));
  CHECK((curve.gradient - plain.gradient).cwiseAbs().maxCoeff() < 1e-14);
  CHECK((curve.information.core - plain.information.core).cwiseAbs().maxCoeff() < 1e-14);
  CHECK(curve.reach == plain.reach);
  CHECK(curve.saturated == plain.saturated);
}

TEST_CASE("a guess rate outside its bounds has no likelihood") {
  const OnCurve problem("k/n ~ x", {0, 1});
  const CurveLikelihood joint = problem.curve.with_unknown_guess(0.2);
  for (const double guess : {-1e-9, 0.8, 2.0, std::nan("")}) {
    CAPTURE(guess);
    const Vector point{{0.0, 1.0, guess}};
    CHECK(joint.evaluate(point, Vector(), Order::information).value ==
          -std::numeric_limits<double>::infinity());
  }
  CHECK(std::isfinite(joint.evaluate(Vector{{0.0, 1.0, 0.0}}, Vector(), Order::value).value));
}

TEST_CASE("the score of the guess rate is the derivative in it") {
  const OnCurve problem("k/n ~ x", {0, 1});
  const Vector coefficients{{0.4, 1.4}};
  const Vector joint_point{{0.4, 1.4, 0.1}};
  const Evaluation joint =
      problem.curve.with_unknown_guess(0.05).evaluate(joint_point, Vector(), Order::gradient);
  CHECK(problem.curve.with(kCurve).guess_score(coefficients) == joint.gradient[2]);
}

}  // namespace
}  // namespace odds
