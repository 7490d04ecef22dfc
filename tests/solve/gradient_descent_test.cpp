#include "solve/gradient_descent.hpp"

#include "math/rank.hpp"
#include "solve/restricted_objective.hpp"
#include "support/forwarding_objective.hpp"
#include "support/random_data.hpp"
#include "support/sanitized.hpp"
#include "support/separation_oracle.hpp"

#include <doctest/doctest.h>

#include <optional>

namespace odds {
namespace {

using test::DenseData;
using test::DenseObjective;

const OptimizerOptions kDescent{.solver = Solver::gradient_descent};

Maximum descend(const Objective& objective, OptimizerOptions options = kDescent) {
  options.solver = Solver::gradient_descent;
  return maximize(objective, Vector::Zero(objective.dimension()), options);
}

/// Remembers the first point whose information is asked for: where the descent itself ended.
class EndOfDescent final : public test::ForwardingObjective {
 public:
  using ForwardingObjective::ForwardingObjective;

  Evaluation evaluate(VectorRef point, VectorRef step, Order order) const override {
    if (order == Order::information && !point_) point_ = point;
    return ForwardingObjective::evaluate(point, step, order);
  }

  Vector point() const { return point_.value(); }

 private:
  mutable std::optional<Vector> point_;
};

TEST_CASE("the descent by itself reaches Newton's maximum to eight digits") {
  for (const double signal : {0.3, 1.0}) {
    const DenseObjective data(
        test::random_data({.rows = 500, .columns = 5, .signal = signal, .seed = 2}));
    const EndOfDescent objective(data);
    const Maximum descent = descend(objective);
    const Maximum newton = maximize(data, Vector::Zero(5));
    CAPTURE(signal);
    REQUIRE(descent.iterations() < 64);  // else Newton's search for a proof asks first
    CHECK((objective.point() - newton.point).norm() < 1e-8 * newton.point.norm());
  }
}

TEST_CASE("after its last steps the descent is as good as Newton, information and all") {
  for (const double signal : {0.3, 1.0, 3.0, 10.0}) {
    const DenseObjective objective(
        test::random_data({.rows = 2000, .columns = 5, .signal = signal, .seed = 4}));
    const Maximum descent = descend(objective);
    const Maximum newton = maximize(objective, Vector::Zero(5));
    CAPTURE(signal);
    CHECK(descent.termination == Termination::converged);
    CHECK(descent.existence == Existence::proved);
    CHECK((descent.point - newton.point).norm() < 1e-13 * newton.point.norm());
    CHECK(descent.condition == doctest::Approx(newton.condition).epsilon(1e-10));
    CHECK(descent.iterations() < 400);
  }
}

TEST_CASE("collinear and badly scaled columns do not slow the descent down") {
  DenseData data = test::random_data({.rows = 500});
  const Maximum plain = descend(DenseObjective(data));
  data.x.col(3) = 1e6 * (data.x.col(2) + 1e-3 * data.x.col(3));
  const Maximum mixed = descend(DenseObjective(data));
  CHECK(mixed.converged());
  CHECK(mixed.iterations() <= plain.iterations() + 5);
  CHECK(mixed.value == doctest::Approx(plain.value).epsilon(1e-12));
}

TEST_CASE("no step is shorter than the one that the curvature bound makes safe") {
  const Maximum maximum = descend(
      DenseObjective(test::random_data({.rows = 2000, .columns = 5, .signal = 10.0, .seed = 4})));
  double longest = 0.0;
  for (const IterationRecord& record : maximum.history) {
    if (record.iteration > 0) CHECK(record.step >= 1.0);
    longest = std::max(longest, record.step);
  }
  CHECK(maximum.history.back().saturated > 0.8);
  CHECK(longest > 4.0);  // where sigma' is small, longer steps are safe
}

TEST_CASE("the descent tells overlap from separation as Newton does") {
  test::Random random(12);
  for (int set = 0; set < (test::kUnderAddressSanitizer ? 60 : 300); ++set) {
    const DenseData data = test::random_integer_data(random);
    const DenseObjective full(data);
    const Aliasing aliasing = find_aliasing(data.x.transpose() * data.x);
    const RestrictedObjective objective(full, aliasing.kept);
    const test::SeparationTruth truth =
        test::SeparationOracle(data.x(Eigen::all, aliasing.kept), data.y).decide();
    const Maximum maximum = descend(objective);
    CAPTURE(set);
    REQUIRE(maximum.separation.rows == truth.rows);
    REQUIRE(maximum.converged() == (truth.rows == 0));
    REQUIRE(maximum.existence == (truth.rows == 0 ? Existence::proved : Existence::separated));
  }
}

TEST_CASE("on separated data the descent ends early, where it is") {
  const DenseObjective objective({.x = Matrix{{1, -2}, {1, -1}, {1, 1}, {1, 2}},
                                  .y = Vector{{0, 0, 1, 1}},
                                  .weight = {},
                                  .offset = {}});
  const Maximum maximum = descend(objective);
  CHECK(maximum.termination == Termination::separated);
  CHECK(maximum.separation.kind == SeparationKind::complete);
  CHECK(maximum.iterations() <= 64);
  CHECK(maximum.value == maximum.history.back().log_likelihood);
  CHECK(maximum.information.core.rows() == 2);
}

TEST_CASE("the iteration cap holds and leaves a full description of the point") {
  const DenseObjective objective(test::random_data({}));
  const Maximum maximum = descend(objective, {.max_iterations = 3});
  CHECK(maximum.termination == Termination::iteration_cap);
  CHECK(maximum.iterations() == 3);
  CHECK(maximum.value == maximum.history.back().log_likelihood);
  CHECK(maximum.decrement > 0.0);
  CHECK(maximum.condition > 1.0);
}

TEST_CASE("exactly dependent columns end as no ascent") {
  DenseData data = test::random_data({});
  data.x.col(3) = data.x.col(2);
  CHECK(descend(DenseObjective(data)).termination == Termination::no_ascent);
}

}  // namespace
}  // namespace odds
