#include "solve/separation.hpp"

#include "support/dense_objective.hpp"

#include <doctest/doctest.h>

namespace odds {
namespace {

using test::DenseObjective;

/// An intercept and a column; y is 0 below 0, 1 above, and both where the column is 0.
DenseObjective touching_at_zero() {
  return DenseObjective({.x = Matrix{{1, -2}, {1, -1}, {1, 0}, {1, 0}, {1, 1}, {1, 3}},
                         .y = Vector{{0, 0, 0, 1, 1, 1}},
                         .weight = {},
                         .offset = {}});
}

TEST_CASE("a short Newton step proves overlap, unless the information is nearly singular") {
  CHECK(proves_overlap(0.49, 1e-11));
  CHECK_FALSE(proves_overlap(0.5, 0.1));
  CHECK_FALSE(proves_overlap(0.49, 1e-13));
  CHECK_FALSE(proves_overlap(0.49, 0.0));
}

TEST_CASE("a step near a direction of quasi-complete separation leads to it") {
  const auto found = find_separation(touching_at_zero(), Vector{{0.003, 1.0}});
  REQUIRE(found.has_value());
  CHECK(found->kind == SeparationKind::quasi);
  CHECK(found->direction == Vector{{0.0, 1.0}});
  CHECK(found->rows == 4);
}

TEST_CASE("with no inner row the separation is complete and the step is its direction") {
  const DenseObjective objective(
      {.x = Matrix{{1, -2}, {1, -1}, {1, 2}}, .y = Vector{{0, 0, 1}}, .weight = {}, .offset = {}});
  const auto found = find_separation(objective, Vector{{-0.5, 2.0}});
  REQUIRE(found.has_value());
  CHECK(found->kind == SeparationKind::complete);
  CHECK(found->rows == 3);
  CHECK(found->direction[1] == doctest::Approx(1.0).epsilon(1e-15));
  CHECK(found->direction[0] == doctest::Approx(-0.25).epsilon(1e-15));
}

TEST_CASE("data that overlap have no direction of separation") {
  const DenseObjective objective({.x = Matrix{{1, -2}, {1, 1}, {1, 0}, {1, 2}},
                                  .y = Vector{{0, 0, 1, 1}},
                                  .weight = {},
                                  .offset = {}});
  for (const Vector& step : {Vector{{0.0, 1.0}}, Vector{{0.4, 1.0}}, Vector{{-3.0, 2.0}}}) {
    CHECK_FALSE(find_separation(objective, step).has_value());
  }
}

TEST_CASE("a step away from the direction of separation proves nothing") {
  CHECK_FALSE(find_separation(touching_at_zero(), Vector{{0.0, -1.0}}).has_value());
  CHECK_FALSE(find_separation(touching_at_zero(), Vector{{0.0, 0.0}}).has_value());
}

TEST_CASE("a group with both outcomes is never decided") {
  const DenseObjective objective({.x = Matrix{{1, 0}, {1, 1}},
                                  .y = Vector{{0.5, 1.0}},
                                  .weight = Vector{{10, 5}},
                                  .offset = {}});
  const auto found = find_separation(objective, Vector{{0.0, 1.0}});
  REQUIRE(found.has_value());
  CHECK(found->kind == SeparationKind::quasi);
  CHECK(found->rows == 1);
}

TEST_CASE("rounding in components that should be 0 does not hide a separation") {
  // The direction is (0, 0, 1, 0); inner rows see only the other three components.
  const DenseObjective objective({.x = Matrix{{1, 1, 1, -1},
                                              {1, 0, 0, -1},
                                              {1, 1, 0, 0},
                                              {1, 1, 0, 1},
                                              {1, -1, 0, -1},
                                              {1, 0, 1, 0},
                                              {1, -1, 0, 0},
                                              {1, -1, 0, 1},
                                              {1, -1, -1, 1}},
                                  .y = Vector{{1, 0, 1, 0, 0, 1, 1, 1, 0}},
                                  .weight = {},
                                  .offset = {}});
  const auto found = find_separation(objective, Vector{{1e-17, -3e-17, 1.0, 2e-17}});
  REQUIRE(found.has_value());
  CHECK(found->rows == 3);
  CHECK(found->direction == Vector{{0.0, 0.0, 1.0, 0.0}});
}

/// An intercept and one column.
DenseObjective one_column(const Vector& x, const Vector& y) {
  Matrix design = Matrix::Ones(x.size(), 2);
  design.col(1) = x;
  return DenseObjective({.x = design, .y = y, .weight = {}, .offset = {}});
}

TEST_CASE("a column that separates is found beside any outlier") {
  const auto found =
      find_separating_column(one_column(Vector{{1, 2, 3, 1e9}}, Vector{{0, 0, 1, 1}}));
  REQUIRE(found.has_value());
  CHECK(found->kind == SeparationKind::complete);
  CHECK(found->rows == 4);
  CHECK(found->direction == Vector{{-1.0, 0.4}});  // x - 5/2
}

TEST_CASE("a column separates downwards, too, and touching values stay undecided") {
  const auto found =
      find_separating_column(one_column(Vector{{5, 4, 4, 1, 2}}, Vector{{0, 0, 1, 1, 1}}));
  REQUIRE(found.has_value());
  CHECK(found->kind == SeparationKind::quasi);
  CHECK(found->rows == 3);
  CHECK(found->direction == Vector{{1.0, -0.25}});
}

TEST_CASE("without a constant column only zero can lie between the outcomes") {
  const auto objective = [](double shift) {
    return DenseObjective({.x = Matrix{{shift - 1}, {shift - 2}, {shift + 1}},
                           .y = Vector{{0, 0, 1}},
                           .weight = {},
                           .offset = {}});
  };
  CHECK(find_separating_column(objective(0.0)).has_value());
  CHECK_FALSE(find_separating_column(objective(5.0)).has_value());
}

TEST_CASE("columns that overlap, each for itself, are not taken for a separation") {
  CHECK_FALSE(find_separating_column(one_column(Vector{{1, 3, 2, 4}}, Vector{{0, 0, 1, 1}})));
  CHECK_FALSE(find_separating_column(one_column(Vector{{2, 2, 2, 2}}, Vector{{0, 0, 1, 1}})));
}

TEST_CASE("a direction is extended by what separates the rows that it leaves undecided") {
  // x decides the first two rows only; among the rest, which x = 0 joins, z separates.
  const DenseObjective objective({.x = Matrix{{1, -9, 7}, {1, 9, -8}, {1, 0, 1}, {1, 0, -2}},
                                  .y = Vector{{0, 1, 1, 0}},
                                  .weight = {},
                                  .offset = {}});
  const Separation first{
      .kind = SeparationKind::quasi, .direction = Vector{{0.0, 1.0, 0.0}}, .rows = 2};
  const Separation both = extend_separation(objective, first);
  CHECK(both.kind == SeparationKind::complete);
  CHECK(both.rows == 4);
  CHECK(objective.sides(both.direction).decided == 4);
}

TEST_CASE("a direction whose undecided rows overlap stays as it is") {
  const DenseObjective objective = touching_at_zero();
  const Separation first{.kind = SeparationKind::quasi, .direction = Vector{{0.0, 1.0}}, .rows = 4};
  const Separation same = extend_separation(objective, first);
  CHECK(same.direction == first.direction);
  CHECK(same.rows == 4);
}

}  // namespace
}  // namespace odds
