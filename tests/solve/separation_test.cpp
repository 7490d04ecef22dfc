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
  CHECK(found->separation.kind == SeparationKind::quasi);
  CHECK(found->separation.direction == Vector{{0.0, 1.0}});
  CHECK(found->separation.rows == 4);
  CHECK(found->inner_at_rest);
}

TEST_CASE("inner rows that still move are told") {
  const auto found = find_separation(touching_at_zero(), Vector{{0.1, 1.0}});
  REQUIRE(found.has_value());
  CHECK_FALSE(found->inner_at_rest);
}

TEST_CASE("with no inner row the separation is complete and the step is its direction") {
  const DenseObjective objective(
      {.x = Matrix{{1, -2}, {1, -1}, {1, 2}}, .y = Vector{{0, 0, 1}}, .weight = {}, .offset = {}});
  const auto found = find_separation(objective, Vector{{-0.5, 2.0}});
  REQUIRE(found.has_value());
  CHECK(found->separation.kind == SeparationKind::complete);
  CHECK(found->separation.rows == 3);
  CHECK(found->separation.direction[1] == doctest::Approx(1.0).epsilon(1e-15));
  CHECK(found->separation.direction[0] == doctest::Approx(-0.25).epsilon(1e-15));
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
  CHECK(found->separation.kind == SeparationKind::quasi);
  CHECK(found->separation.rows == 1);
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
  CHECK(found->separation.rows == 3);
  CHECK(found->separation.direction == Vector{{0.0, 0.0, 1.0, 0.0}});
}

}  // namespace
}  // namespace odds
