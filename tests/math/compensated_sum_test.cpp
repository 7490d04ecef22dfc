#include "math/compensated_sum.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <vector>

namespace odds {
namespace {

CompensatedSum sum_of(const std::vector<double>& terms) {
  CompensatedSum sum;
  for (const double term : terms) sum += term;
  return sum;
}

TEST_CASE("terms that a plain sum loses are kept") {
  CHECK(sum_of({1.0, 1e100, 1.0, -1e100}).value() == 2.0);
  CHECK(sum_of({1e16, 1.0, 1.0}).value() == 1e16 + 2.0);
}

TEST_CASE("a long sum is as good as if it had been rounded once") {
  CompensatedSum sum;
  double plain = 0.0;
  for (int i = 0; i < 1'000'000; ++i) {
    sum += 0.1;
    plain += 0.1;
  }
  // A million times the double next to 0.1, which is 0.1 + 5.55e-18: 1e5 + 5.55e-12, and next to
  // 1e5 doubles are 1.5e-11 apart.
  CHECK(sum.value() == 1e5);
  CHECK(plain != 1e5);
}

TEST_CASE("a sum made elsewhere brings its rounding error along") {
  CompensatedSum sum(1e16, 1.0);  // of 1e16 and 1
  sum += 1.0;
  CHECK(sum.value() == 1e16 + 2.0);
}

TEST_CASE("merged sums keep what each has lost") {
  CompensatedSum left = sum_of({1.0, 1e100});
  left += sum_of({1.0, -1e100});
  CHECK(left.value() == 2.0);
}

TEST_CASE("infinities and NaN come through as in a plain sum") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(sum_of({1.0, -infinity, 2.0}).value() == -infinity);
  CHECK(std::isnan(sum_of({infinity, -infinity}).value()));
  CHECK(std::isnan(sum_of({1.0, std::numeric_limits<double>::quiet_NaN()}).value()));
  CHECK(sum_of({1e308, 1e308}).value() == infinity);
}

TEST_CASE("an empty sum is 0 and a sum may start anywhere") {
  CHECK(CompensatedSum().value() == 0.0);
  CHECK(CompensatedSum(2.5).value() == 2.5);
}

}  // namespace
}  // namespace odds
