#include "design/missing_value_codes.hpp"

#include <doctest/doctest.h>

namespace odds {

TEST_CASE("a code stands farther from few values than these from each other") {
  CHECK(code_apart({1, 0, 9}) == 9.0);
  CHECK(code_apart({4, 3, 2, 1, 9}) == 9.0);
  CHECK(code_apart({0, 1, 2, 5, 10, 99}) == 99.0);
  CHECK(code_apart({-9, 0, 1}) == -9.0);
  CHECK_FALSE(code_apart({0, 9}));         // both may be answers
  CHECK_FALSE(code_apart({1, 2, 3, 8}));   // an 8th answer
  CHECK_FALSE(code_apart({0, 3, 6, 9}));   // evenly spaced
  CHECK_FALSE(code_apart({0, 1, 2, 40}));  // no usual code
  CHECK_FALSE(code_apart({-1, 0, 1}));
}

TEST_CASE("of many values a code is the least or greatest, 4 standard deviations from the mean") {
  CHECK(code_at_an_end(Moments{189, 150, 90, 90, 999}) == 999.0);
  CHECK(code_at_an_end(Moments{189, 40, 11, -9, 70}) == -9.0);
  CHECK_FALSE(code_at_an_end(Moments{189, 50, 20, 1, 99}));
  CHECK_FALSE(code_at_an_end(Moments{189, 0, 4, -9, 9}));
  CHECK_FALSE(code_at_an_end(Moments{189, 150, 90, 90, 998.5}));
}

}  // namespace odds
