#include "math/elementwise.hpp"

#include "math/span_of.hpp"
#include "support/random_columns.hpp"
#include "support/simd_targets.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace odds {
namespace {

using test::Random;

TEST_CASE("centred values are rounded after each step") {
  test::on_each_target([] {
    Random random(67);
    for (const Index rows : test::kRowCounts) {
      const Vector x = test::random_vector(random, rows);
      Vector out = Vector::Constant(rows + 1, 0.5);
      write_centred(span_of(x), 0.1, 1e-17, 1.0 / 3.0, out.data());
      for (Index i = 0; i < rows; ++i) {
        const volatile double centred = x[i] - 0.1;
        const volatile double shifted = centred - 1e-17;
        CHECK(out[i] == shifted * (1.0 / 3.0));
      }
      CHECK(out[rows] == 0.5);
    }
  });
}

TEST_CASE("a sum has the same bits on each instruction set, and is close to the exact one") {
  Random random(71);
  for (const Index rows : test::kRowCounts) {
    const Vector x = test::random_vector(random, rows);
    const double here = sum(span_of(x));
    test::on_each_target([&] { CHECK(sum(span_of(x)) == here); });
    long double exact = 0.0L;
    for (const double value : x) exact += value;
    CHECK(here == doctest::Approx(static_cast<double>(exact)).epsilon(1e-13));
  }
  CHECK(sum({}) == 0.0);
}

}  // namespace
}  // namespace odds
