#include "likelihood/model_likelihood.hpp"
#include "solve/newton.hpp"
#include "solve/restricted_objective.hpp"
#include "support/execution.hpp"
#include "support/laid_out.hpp"
#include "support/trials_table.hpp"

#include <odds/memory_table.hpp>

#include <Eigen/Cholesky>
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace odds {
namespace {

const Asymptotes kCurve{.guess = 0.1, .lapse = 0.05};

const ResponseCurve kJoint{
    .link = Link::logit, .asymptotes = {.guess = 0.0, .lapse = 0.02}, .estimates_guess = true};

struct OnCurve {
  explicit OnCurve(const std::string& formula)
      : data(test::trials_table()),
        laid_out(data, formula),
        plain(laid_out.reader(), test::kExecution) {}

  MemoryTable data;
  test::LaidOut laid_out;
  ModelLikelihood plain;
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
    const double size = 1.0 + curvature.cwiseAbs().maxCoeff();
    CHECK((here.information.core.col(j) - curvature).cwiseAbs().maxCoeff() < 1e-7 * size);
  }
}

TEST_CASE("score and observed information are derivatives, aliased columns left out") {
  const OnCurve problem("k/n ~ x + twice + g");
  const Vector point{{0.2, 1.4, 0.3, 0.1}};
  for (const Link link : {Link::logit, Link::probit, Link::cloglog}) {
    for (const Asymptotes& asymptotes : {Asymptotes{}, kCurve}) {
      CAPTURE(link_name(link));
      CAPTURE(asymptotes.guess);
      const ModelLikelihood likelihood = problem.plain.on({.link = link, .asymptotes = asymptotes});
      check_derivatives(RestrictedObjective(likelihood, {0, 1, 3, 4}), point);
    }
  }
}

TEST_CASE("the same with the guess rate as the last unknown") {
  const OnCurve problem("k/n ~ x");
  const Vector point{{0.4, 1.4, 0.15}};
  for (const Link link : {Link::logit, Link::probit, Link::cloglog}) {
    CAPTURE(link_name(link));
    ResponseCurve curve = kJoint;
    curve.link = link;
    const ModelLikelihood joint = problem.plain.on(curve);
    REQUIRE(joint.dimension() == 3);
    check_derivatives(joint, point);
  }
}

TEST_CASE(
    "where observed shares are the probabilities the observed information is the expected one") {
  for (const Link link : {Link::logit, Link::probit, Link::cloglog}) {
    CAPTURE(link_name(link));
    const ResponseCurve curve{.link = link};
    const std::vector<double> x = {-1.5, -0.4, 0.2, 1.0};
    std::vector<double> p;
    for (const double value : x) p.push_back(curve.at(-0.7 * value).value);
    MemoryTable table;
    table.add("x", x);
    table.add("p", p);
    FitOptions options;
    options.fractional = true;
    const test::LaidOut design(table, "p ~ 0 + x", options);
    const ModelLikelihood likelihood(design.reader(), test::kExecution, curve);
    const Vector at = -0.7 * design.plan().centring.scale;
    const Matrix observed = likelihood.evaluate(at, Vector(), Order::information).information.core;
    CHECK(likelihood.expected_information(at).core.isApprox(observed, 1e-13));
  }
}

TEST_CASE("where the observed information is not positive definite the expected one stands in") {
  const OnCurve problem("k/n ~ x");
  const ModelLikelihood fixed =
      problem.plain.on({.link = Link::logit, .asymptotes = {.guess = 0.3, .lapse = 0.0}});
  const Vector far{{-9.0, -2.0}};
  const Evaluation there = fixed.evaluate(far, Vector(), Order::information);
  CHECK(Eigen::LLT<Matrix>(there.information.core).info() != Eigen::Success);
  CHECK(Eigen::LLT<Matrix>(there.expected.core).info() == Eigen::Success);
  OptimizerOptions one_step;
  one_step.max_iterations = 1;
  const IterationObserver nobody;
  Newton newton(fixed, far, one_step, nobody);
  newton.step();
  CHECK(std::move(newton).result().value > there.value);
}

TEST_CASE(
    "a curve of no asymptotes but an unknown guess rate of 0 gives the sigmoid's likelihood") {
  const OnCurve problem("k/n ~ x + g");
  const Vector point{{0.2, -0.4, 0.3, 0.1}};
  const Vector step{{0.1, 0.1, -0.2, 0.0}};
  Vector joint_point(5);
  joint_point << point, 0.0;
  Vector joint_step(5);
  joint_step << step, 0.0;
  const ResponseCurve curve{.link = Link::logit, .asymptotes = {}, .estimates_guess = true};
  const Evaluation plain = problem.plain.evaluate(point, step, Order::information);
  const Evaluation joint =
      problem.plain.on(curve).evaluate(joint_point, joint_step, Order::information);
  CHECK(joint.value == doctest::Approx(plain.value).epsilon(1e-15));
  CHECK((joint.gradient.head(4) - plain.gradient).cwiseAbs().maxCoeff() < 1e-14);
  CHECK(
      (joint.information.core.topLeftCorner(4, 4) - plain.information.core).cwiseAbs().maxCoeff() <
      1e-14);
  CHECK(joint.reach == plain.reach);
  CHECK(joint.saturated == plain.saturated);
}

TEST_CASE("a guess rate outside its bounds has no likelihood") {
  const OnCurve problem("k/n ~ x");
  ResponseCurve curve = kJoint;
  curve.asymptotes.lapse = 0.2;
  const ModelLikelihood joint = problem.plain.on(curve);
  for (const double guess : {-1e-9, 0.8, 2.0, std::nan("")}) {
    CAPTURE(guess);
    const Vector point{{0.0, 1.0, guess}};
    CHECK(joint.evaluate(point, Vector(), Order::information).value ==
          -std::numeric_limits<double>::infinity());
  }
  CHECK(std::isfinite(joint.evaluate(Vector{{0.0, 1.0, 0.0}}, Vector(), Order::value).value));
}

}  // namespace
}  // namespace odds
