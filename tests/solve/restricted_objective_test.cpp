#include "solve/restricted_objective.hpp"

#include "support/random_data.hpp"

#include <doctest/doctest.h>

namespace odds {
namespace {

/// The same data with all columns, restricted, and with the kept columns only.
struct Pair {
  explicit Pair(test::DenseData data)
      : full(data),
        restricted(full, kept),
        direct({.x = data.x(Eigen::all, kept), .y = data.y, .weight = {}, .offset = {}}) {}

  std::vector<Index> kept = {0, 2, 4};
  test::DenseObjective full;
  RestrictedObjective restricted;
  test::DenseObjective direct;
};

TEST_CASE("a restricted objective is that of the kept columns") {
  const Pair pair(test::random_data({.rows = 50, .columns = 5, .signal = 1.0, .seed = 3}));
  const Vector point{{0.3, -1.0, 0.5}};
  const Vector step{{0.1, 2.0, -0.7}};
  CHECK(pair.restricted.dimension() == 3);

  const Evaluation got = pair.restricted.evaluate(point, step, Order::information);
  const Evaluation expected = pair.direct.evaluate(point, step, Order::information);
  CHECK(got.value == expected.value);
  CHECK(got.gradient == expected.gradient);
  CHECK(got.information.core == expected.information.core);
  CHECK(got.reach == expected.reach);
  CHECK(got.saturated == expected.saturated);

  // Eigen's products order their sums by the shape of the matrix, so the last bits may differ.
  CHECK(pair.restricted.curvature_bound().core.isApprox(pair.direct.curvature_bound().core, 1e-14));
  CHECK(pair.restricted.separation_rows()->inner_gram(step).core.isApprox(
      pair.direct.separation_rows()->inner_gram(step).core, 1e-14));
  const Sides sides = pair.restricted.separation_rows()->sides(point);
  CHECK(sides.decided == pair.direct.separation_rows()->sides(point).decided);
  CHECK(sides.against == pair.direct.separation_rows()->sides(point).against);
  CHECK(
      pair.restricted.separation_rows()->undecided(point)->separation_rows()->sides(step).against ==
      pair.direct.separation_rows()->undecided(point)->separation_rows()->sides(step).against);
  CHECK(pair.restricted.separation_rows()->column_ranges().back().event_max ==
        pair.direct.separation_rows()->column_ranges().back().event_max);
}

TEST_CASE("what was not asked for stays empty") {
  const Pair pair(test::random_data({.rows = 50, .columns = 5, .signal = 1.0, .seed = 3}));
  const Evaluation value = pair.restricted.evaluate(Vector::Zero(3), Vector(), Order::value);
  CHECK(value.gradient.size() == 0);
  CHECK(value.information.core.size() == 0);
  CHECK(value.reach == 0.0);
}

}  // namespace
}  // namespace odds
