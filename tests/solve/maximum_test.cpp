#include "solve/maximum.hpp"

#include <doctest/doctest.h>

TEST_CASE("the largest score counts by size, and is 0 without coefficients") {
  odds::Maximum maximum;
  CHECK(odds::summary_of(maximum).score_norm == 0.0);
  maximum.gradient = odds::Vector{{1e-13, -3e-12, 2e-12}};
  CHECK(odds::summary_of(maximum).score_norm == 3e-12);
}
