#include <odds/error.hpp>
#include <odds/optimizer.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace odds {
namespace {

TEST_CASE("the default options are valid") { CHECK_NOTHROW(OptimizerOptions().validate()); }

TEST_CASE("an option out of range is named") {
  OptimizerOptions options;
  for (const double tolerance : {0.0, -1e-10, 1.0, std::numeric_limits<double>::quiet_NaN()}) {
    CAPTURE(tolerance);
    options.tolerance = tolerance;
    CHECK_THROWS_AS(options.validate(), Error);
  }
  options = {.tolerance = 0.0};
  CHECK_THROWS_WITH(options.validate(), "tolerance = 0 is out of range: it must be > 0 and < 1");
  options = {.max_iterations = -1};
  CHECK_THROWS_WITH(options.validate(), "max_iterations = -1 is out of range: it must be >= 0");
  options = {.max_halvings = -1};
  CHECK_THROWS_WITH(options.validate(), "max_halvings = -1 is out of range: it must be >= 0");
}

}  // namespace
}  // namespace odds
