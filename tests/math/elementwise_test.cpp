#include "math/elementwise.hpp"

#include "math/span_of.hpp"
#include "support/random_columns.hpp"
#include "support/simd_targets.hpp"

#include <doctest/doctest.h>

#include <algorithm>
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

TEST_CASE("value i belongs to part i modulo 8, on each instruction set") {
  Random random(73);
  for (const Index eights : {0, 1, 2, 5, 100}) {
    const Vector x = test::random_vector(random, 8 * eights);
    RangeParts ranges{};
    DeviationParts deviations{};
    for (std::size_t k = 0; k < 8; ++k) ranges.least[k] = ranges.largest[k] = 0.25;
    RangeParts expected_ranges = ranges;
    DeviationParts expected = deviations;
    for (Index i = 0; i < x.size(); ++i) {
      const Index k = i % 8;
      const volatile double beyond = x[i] - 0.25;
      const volatile double square = beyond * beyond;
      expected_ranges.least[k] = std::min(expected_ranges.least[k], x[i]);
      expected_ranges.largest[k] = std::max(expected_ranges.largest[k], x[i]);
      expected_ranges.beyond[k] += beyond;
      expected.sums[k] += beyond;
      expected.squares[k] += square;
    }
    test::on_each_target([&] {
      RangeParts own_ranges = ranges;
      DeviationParts own = deviations;
      add_to_ranges(span_of(x), 0.25, own_ranges);
      add_deviations(span_of(x), 0.25, own);
      for (std::size_t k = 0; k < 8; ++k) {
        CHECK(own_ranges.least[k] == expected_ranges.least[k]);
        CHECK(own_ranges.largest[k] == expected_ranges.largest[k]);
        CHECK(own_ranges.beyond[k] == expected_ranges.beyond[k]);
        CHECK(own.sums[k] == expected.sums[k]);
        CHECK(own.squares[k] == expected.squares[k]);
      }
    });
  }
}

}  // namespace
}  // namespace odds
