#include "math/all_finite.hpp"

#include "base/special_values.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace odds {
namespace {

TEST_CASE("one value that is not finite is found wherever it stands") {
  for (const Index size : {1, 3, 8, 19}) {
    const Vector finite = Vector::Constant(size, -std::numeric_limits<double>::max());
    CHECK(all_finite(finite));
    for (const double value : {kInfinity, -kInfinity, kNaN}) {
      for (Index i = 0; i < size; ++i) {
        Vector spoilt = finite;
        spoilt[i] = value;
        CHECK_FALSE(all_finite(spoilt));
      }
    }
  }
  CHECK(all_finite(Vector()));
}

}  // namespace
}  // namespace odds
