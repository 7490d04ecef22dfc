#include "solve/newton.hpp"

#include "math/rank.hpp"
#include "solve/restricted_objective.hpp"
#include "support/forwarding_objective.hpp"
#include "support/random_data.hpp"
#include "support/sanitized.hpp"
#include "support/separation_oracle.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace odds {
namespace {

using test::DenseData;
using test::DenseObjective;

Maximum newton(const Objective& objective, const OptimizerOptions& options = {}) {
  return maximize(objective, Vector::Zero(objective.dimension()), options);
}

/// A few units of rounding, for answers in closed form of well-conditioned problems.
doctest::Approx exactly(double value) { return doctest::Approx(value).scale(0).epsilon(1e-14); }

/// 30 of 40 where x = 1, 7 of 50 where x = 0.
const DenseData kTable = {.x = Matrix{{1, 1}, {1, 1}, {1, 0}, {1, 0}},
                          .y = Vector{{1, 0, 1, 0}},
                          .weight = Vector{{30, 10, 7, 43}},
                          .offset = {}};

TEST_CASE("a 2 x 2 table has the log odds ratio as its slope") {
  const Maximum maximum = newton(DenseObjective(kTable));
  CHECK(maximum.termination == Termination::converged);
  CHECK(maximum.existence == Existence::proved);
  CHECK(maximum.point[0] == exactly(std::log(7.0 / 43.0)));
  CHECK(maximum.point[1] == exactly(std::log(30.0 * 43.0 / (10.0 * 7.0))));
}

TEST_CASE("the information is that of the final point") {
  const Maximum maximum = newton(DenseObjective(kTable));
  const Matrix covariance = ScaledCholesky(maximum.information.core).inverse().core;
  // Woolf (1955): the variance of a log odds ratio is the sum of the reciprocal counts.
  CHECK(covariance(1, 1) == exactly(1.0 / 30 + 1.0 / 10 + 1.0 / 7 + 1.0 / 43));
  CHECK(covariance(0, 0) == exactly(1.0 / 7 + 1.0 / 43));
}

TEST_CASE("a table with shares and trials has the same maximum as one with counts") {
  const Maximum maximum = newton(DenseObjective({.x = Matrix{{1, 1}, {1, 0}},
                                                 .y = Vector{{30.0 / 40.0, 7.0 / 50.0}},
                                                 .weight = Vector{{40, 50}},
                                                 .offset = {}}));
  CHECK(maximum.existence == Existence::proved);  // n = p, but every group has both outcomes
  CHECK(maximum.point[1] == exactly(std::log(30.0 * 43.0 / (10.0 * 7.0))));
}

TEST_CASE("an intercept alone is the logit of the mean, less a common offset") {
  const DenseObjective objective({.x = Matrix::Ones(10, 1),
                                  .y = Vector{{1, 1, 1, 0, 0, 0, 0, 0, 0, 0}},
                                  .weight = {},
                                  .offset = Vector::Constant(10, 5.0)});
  CHECK(newton(objective).point[0] == exactly(std::log(0.3 / 0.7) - 5.0));
}

TEST_CASE("weights of 1e9 leave the estimates as they are") {
  DenseData heavy = kTable;
  heavy.weight *= 1e9;
  const Maximum maximum = newton(DenseObjective(heavy));
  CHECK(maximum.converged());
  CHECK(maximum.existence == Existence::proved);
  CHECK(maximum.point[1] == exactly(std::log(30.0 * 43.0 / (10.0 * 7.0))));
}

TEST_CASE("a problem without columns is at its maximum") {
  DenseData data = kTable;
  data.x = Matrix(4, 0);
  const Maximum maximum = newton(DenseObjective(data));
  CHECK(maximum.converged());
  CHECK(maximum.value == exactly(-90.0 * std::log(2.0)));
}

TEST_CASE("an ordinary problem takes one pass an iteration and ends at rounding level") {
  class Counting final : public test::ForwardingObjective {
   public:
    using ForwardingObjective::ForwardingObjective;
    Evaluation evaluate(VectorRef point, VectorRef step, Order order) const override {
      ++passes;
      return ForwardingObjective::evaluate(point, step, order);
    }
    mutable int passes = 0;
  };
  const DenseObjective data(test::random_data({.rows = 1000}));
  const Counting objective(data);
  const Maximum maximum = newton(objective);
  CHECK(maximum.converged());
  CHECK(objective.passes == maximum.iterations() + 1);
  CHECK(maximum.iterations() <= 8);
  CHECK(maximum.decrement < 1e-26);
  CHECK(maximum.gradient == data.evaluate(maximum.point, Vector(), Order::gradient).gradient);
}

TEST_CASE("the tolerance decides when the last steps come, not how good they are") {
  const DenseObjective objective(test::random_data({.rows = 1000}));
  const Vector strict = newton(objective, {.tolerance = 1e-14}).point;
  const Vector loose = newton(objective, {.tolerance = 1e-4}).point;
  CHECK((strict - loose).lpNorm<Eigen::Infinity>() < 1e-14);
  CHECK(newton(objective, {.tolerance = 1e-300}).converged());
}

TEST_CASE("columns that differ in size by 1e16, or nearly agree, cost no more than rounding") {
  DenseData data = test::random_data({.rows = 500});
  const Maximum plain = newton(DenseObjective(data));

  const Vector units{{1.0, 1e8, 1e-8, 1.0}};
  data.x = data.x * units.asDiagonal();
  const Maximum scaled = newton(DenseObjective(data));
  const Vector back = scaled.point.cwiseProduct(units);
  CHECK(scaled.existence == Existence::proved);
  CHECK(scaled.condition == doctest::Approx(plain.condition).epsilon(1e-10));
  CHECK((back - plain.point).lpNorm<Eigen::Infinity>() < 1e-14);
}

TEST_CASE("columns with correlation 1 - 1e-7 keep eight digits and more") {
  DenseData data = test::random_data({.rows = 500});
  const Maximum plain = newton(DenseObjective(data));
  // x3 becomes a mixture of x2 and x3: the estimates follow from those before.
  const double mix = std::sqrt(2e-7);
  data.x.col(3) = data.x.col(2) + mix * data.x.col(3);
  const Maximum mixed = newton(DenseObjective(data));
  CHECK(mixed.converged());
  CHECK(mixed.existence == Existence::proved);
  CHECK(mixed.condition > 1e6);
  // Rounding of the mixed column, 1e-16, is 1e-16 / mix = 3e-13 of what tells it from the other.
  CHECK(mixed.point[3] * mix == doctest::Approx(plain.point[3]).epsilon(1e-11));
  CHECK(mixed.point[2] + mixed.point[3] == doctest::Approx(plain.point[2]).epsilon(1e-8));
}

TEST_CASE("exactly dependent columns end as no ascent") {
  DenseData data = test::random_data({});
  data.x.col(3) = data.x.col(2);
  const Maximum maximum = newton(DenseObjective(data));
  CHECK(maximum.termination == Termination::no_ascent);
  CHECK(maximum.existence == Existence::undetermined);
}

TEST_CASE("from a start far out the step is halved until the log-likelihood rises enough") {
  const DenseObjective objective(test::random_data({}));
  const Maximum near = newton(objective);
  const Maximum far = maximize(objective, Vector::Constant(4, 3.0));
  REQUIRE(far.iterations() > 1);
  CHECK(far.history[1].step < 1.0);
  CHECK(far.converged());
  CHECK((far.point - near.point).lpNorm<Eigen::Infinity>() < 1e-14);
}

TEST_CASE("without halvings a step that does not ascend is the end") {
  const DenseObjective objective(test::random_data({}));
  const Maximum maximum = maximize(objective, Vector::Constant(4, 3.0), {.max_halvings = 0});
  CHECK(maximum.termination == Termination::no_ascent);
}

/// Asks for the value and slope of an objective of twice the curvature that it tells.
class HalfInformation final : public test::ForwardingObjective {
 public:
  using ForwardingObjective::ForwardingObjective;
  Evaluation evaluate(VectorRef point, VectorRef step, Order order) const override {
    Evaluation result = ForwardingObjective::evaluate(point, step, order);
    if (result.information.core.size() > 0) result.information.core /= 2.0;
    return result;
  }
};

TEST_CASE("steps that overshoot by their own length are cut") {
  const DenseObjective objective(test::random_data({}));
  const Maximum truth = newton(objective);
  const Maximum cut = newton(HalfInformation(objective), {.tolerance = 1e-24});
  CHECK(cut.converged());
  CHECK(cut.iterations() < 30);
  CHECK((cut.point - truth.point).lpNorm<Eigen::Infinity>() < 1e-11);
}

TEST_CASE("the iteration cap holds and says so") {
  const Maximum maximum = newton(DenseObjective(test::random_data({})), {.max_iterations = 2});
  CHECK(maximum.termination == Termination::iteration_cap);
  CHECK(maximum.iterations() == 2);
  CHECK(maximum.history.size() == 3);
}

TEST_CASE("overlap, quasi-complete and complete separation are told apart without a mistake") {
  test::Random random(11);
  int found[3] = {0, 0, 0};
  constexpr int kSets = test::kUnderAddressSanitizer ? 1200 : 6000;
  for (int set = 0; set < kSets; ++set) {
    const DenseData data = test::random_integer_data(random);
    const DenseObjective full(data);
    const Aliasing aliasing = find_aliasing(data.x.transpose() * data.x);
    const RestrictedObjective objective(full, aliasing.kept);
    const test::SeparationTruth truth =
        test::SeparationOracle(data.x(Eigen::all, aliasing.kept), data.y).decide();
    const Maximum maximum = newton(objective);
    CAPTURE(set);
    CAPTURE(truth.rows);
    if (truth.rows == 0) {
      REQUIRE(maximum.existence == Existence::proved);
      REQUIRE(maximum.termination == Termination::converged);
      REQUIRE(maximum.separation.kind == SeparationKind::none);
    } else {
      REQUIRE(maximum.existence == Existence::separated);
      REQUIRE(maximum.termination == Termination::separated);
      REQUIRE(maximum.separation.rows == truth.rows);
      REQUIRE((maximum.separation.kind == SeparationKind::complete) == truth.complete);
    }
    ++found[static_cast<int>(maximum.separation.kind)];
  }
  CHECK(found[0] > kSets / 12);  // that there was something to tell apart
  CHECK(found[1] > kSets / 12);
  CHECK(found[2] > kSets / 12);
}

TEST_CASE("neither weights nor offsets lead to a wrong statement about existence") {
  test::Random random(13);
  int undetermined = 0;
  for (int set = 0; set < (test::kUnderAddressSanitizer ? 400 : 2000); ++set) {
    DenseData data = test::random_integer_data(random);
    const Aliasing aliasing = find_aliasing(data.x.transpose() * data.x);
    data.x = Matrix(data.x(Eigen::all, aliasing.kept));
    const bool overlap = test::SeparationOracle(data.x, data.y).decide().rows == 0;
    if (set % 2 == 0) {
      data.weight = data.y.unaryExpr([&](double) { return std::pow(10.0, random.whole(0, 3)); });
    } else {
      data.offset = data.y.unaryExpr([&](double) { return 4.0 * random.normal(); });
    }
    const Maximum maximum = newton(DenseObjective(data));
    CAPTURE(set);
    REQUIRE(maximum.existence != (overlap ? Existence::separated : Existence::proved));
    undetermined += maximum.existence == Existence::undetermined ? 1 : 0;
  }
  CHECK(undetermined <= 2);  // 1 in 1000; none without weights and offsets, see above
}

TEST_CASE("a start where all sigma' are tiny is left in steps that keep them in sight") {
  DenseData data = test::random_data({.rows = 100, .columns = 3});
  data.offset = Vector::Constant(100, 30.0);
  const Maximum shifted = newton(DenseObjective(data));
  data.offset.setZero();
  const Maximum plain = newton(DenseObjective(data));
  CHECK(shifted.converged());
  CHECK(shifted.point[0] + 30.0 == doctest::Approx(plain.point[0]).epsilon(1e-13));
}

/// Two normal columns and a 0/1 column that is 1 for 10 rows, all with outcome 1.
DenseData large_quasi_separated() {
  DenseData data = test::random_data({.rows = 20'000, .columns = 4, .signal = 1.0, .seed = 5});
  data.x.col(3).setZero();
  for (Index i = 0; i < 10; ++i) {
    data.x(1999 * i, 3) = 1.0;
    data.y[1999 * i] = 1.0;
  }
  return data;
}

TEST_CASE("ten rows of 20 000 that a column decides are found, and it is named") {
  const Maximum maximum = newton(DenseObjective(large_quasi_separated()));
  CHECK(maximum.termination == Termination::separated);
  CHECK(maximum.separation.kind == SeparationKind::quasi);
  CHECK(maximum.separation.rows == 10);
  CHECK(maximum.separation.direction == Vector{{0.0, 0.0, 0.0, 1.0}});
}

TEST_CASE("one row of the other outcome among 20 000 is enough for a maximum") {
  DenseData data = large_quasi_separated();
  data.y[1999 * 4] = 0.0;
  const Maximum maximum = newton(DenseObjective(data));
  CHECK(maximum.existence == Existence::proved);
  CHECK(maximum.converged());
}

TEST_CASE("20 000 rows beyond a plane are completely separated") {
  DenseData data = test::random_data({.rows = 20'000, .columns = 4, .signal = 1.0, .seed = 6});
  const Vector side = data.x * Vector{{0.3, 1.0, -2.0, 0.7}};
  data.y = (side.array() > 0.0).select(Vector::Ones(20'000), Vector::Zero(20'000));
  data.x.col(1) += 0.01 * side.cwiseSign();  // a gap of 0.01
  const Maximum maximum = newton(DenseObjective(data));
  CHECK(maximum.termination == Termination::separated);
  CHECK(maximum.separation.kind == SeparationKind::complete);
  CHECK(maximum.separation.rows == 20'000);
}

TEST_CASE("a constant response is separated by the intercept") {
  const Maximum maximum = newton(
      DenseObjective({.x = Matrix::Ones(8, 1), .y = Vector::Ones(8), .weight = {}, .offset = {}}));
  CHECK(maximum.separation.kind == SeparationKind::complete);
  CHECK(maximum.separation.direction == Vector{{1.0}});
}

}  // namespace
}  // namespace odds
