#include "solve/quasi_newton.hpp"

#include "math/scaled_cholesky.hpp"
#include "solve/maximize.hpp"
#include "support/forwarding_objective.hpp"
#include "support/random_data.hpp"

#include <doctest/doctest.h>

#include <utility>

namespace odds {
namespace {

using test::DenseObjective;

/// Counts the evaluations, none of which may ask for an information matrix.
class ScoresOnly final : public test::ForwardingObjective {
 public:
  using ForwardingObjective::ForwardingObjective;
  Evaluation evaluate(VectorRef point, VectorRef step, Order order) const override {
    CHECK(order == Order::gradient);
    ++scores;
    return ForwardingObjective::evaluate(point, step, order);
  }
  mutable int scores = 0;
};

Matrix information_at_zero(const Objective& objective) {
  const Vector zero = Vector::Zero(objective.dimension());
  return objective.evaluate(zero, Vector(), Order::information).information.core;
}

TEST_CASE("scores alone lead next to the maximum, where one Newton step remains") {
  for (const double signal : {0.1, 0.5, 1.0}) {
    CAPTURE(signal);
    const DenseObjective data(test::random_data({.rows = 2000, .columns = 6, .signal = signal}));
    const ScoresOnly objective(data);
    const auto near = start_by_scores(objective, Vector::Zero(6), information_at_zero(data));
    REQUIRE(near);
    CHECK(objective.scores <= 10);
    const Maximum truth = maximize(data, Vector::Zero(6));
    CHECK((*near - truth.point).lpNorm<Eigen::Infinity>() < 1e-6);
    const Maximum from_near = maximize(data, *near);
    CHECK(from_near.iterations() == 1);
    CHECK(from_near.existence == Existence::proved);
    CHECK((from_near.point - truth.point).lpNorm<Eigen::Infinity>() < 1e-14);
  }
}

TEST_CASE("an information that is not quite right is corrected by the scores") {
  const DenseObjective data(test::random_data({.rows = 2000, .columns = 6, .signal = 0.5}));
  const Maximum truth = maximize(data, Vector::Zero(6));
  Matrix rough = 1.3 * information_at_zero(data);
  rough.diagonal() *= 1.3;
  const ScoresOnly objective(data);
  const auto near = start_by_scores(objective, Vector::Zero(6), rough);
  REQUIRE(near);
  CHECK((*near - truth.point).lpNorm<Eigen::Infinity>() < 1e-6);

  // The maximum of the quadratic that the rough information describes is not corrected by itself:
  // repeating its steps as often comes nowhere near.
  const ScaledCholesky factor(rough);
  Vector repeated = Vector::Zero(6);
  for (int step = 0; step < objective.scores; ++step) {
    repeated += factor.solve(data.evaluate(repeated, Vector(), Order::gradient).gradient);
  }
  CHECK((repeated - truth.point).lpNorm<Eigen::Infinity>() >
        10.0 * (*near - truth.point).lpNorm<Eigen::Infinity>());
}

TEST_CASE("what is known of the start is not evaluated again") {
  const DenseObjective data(test::random_data({.rows = 2000, .columns = 6, .signal = 0.5}));
  const Vector zero = Vector::Zero(6);
  const ScoresOnly objective(data);
  const auto expected = start_by_scores(objective, zero, information_at_zero(data));
  const int scores = std::exchange(objective.scores, 0);
  const Evaluation known = data.evaluate(zero, Vector(), Order::gradient);
  CHECK(start_by_scores(objective, zero, information_at_zero(data), known) == expected);
  CHECK(objective.scores == scores - 1);
}

TEST_CASE("no point where there is no maximum, no way up or no information") {
  const DenseObjective separated({.x = Matrix{{1, -2}, {1, -1}, {1, 1}, {1, 2}},
                                  .y = Vector{{0, 0, 1, 1}},
                                  .weight = {},
                                  .offset = {}});
  CHECK_FALSE(start_by_scores(separated, Vector::Zero(2), information_at_zero(separated)));
  const DenseObjective data(test::random_data({}));
  const Matrix information = information_at_zero(data);
  CHECK_FALSE(start_by_scores(data, Vector::Zero(4), 1e-3 * information));  // far too long steps
  CHECK_FALSE(start_by_scores(data, Vector::Zero(4), Matrix::Zero(4, 4)));
}

}  // namespace
}  // namespace odds
