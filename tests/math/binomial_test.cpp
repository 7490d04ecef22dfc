// Reference values: mpmath, of 50 digits.
#include "math/binomial.hpp"

#include <doctest/doctest.h>

#include <cmath>

namespace odds {
namespace {

using doctest::Approx;

TEST_CASE("half a deviance keeps its digits close to an exact fit and in the tails") {
  CHECK(half_deviance(0.3, 0.3, 0.7) == 0.0);
  CHECK(half_deviance(0.5, 0.2, 0.8) == Approx(0.22314355131420976).epsilon(1e-14));
  CHECK(half_deviance(0.5, 0.500001, 0.499999) == Approx(2.0000000001190227e-12).epsilon(1e-9));
  CHECK(half_deviance(1.0, 1e-300, 1.0) == Approx(690.77552789821371).epsilon(1e-14));
  CHECK(half_deviance(0.0, 1e-20, 1.0) == Approx(1e-20).epsilon(1e-14));
  CHECK(half_deviance(1.0, 1.0, 1e-20) == Approx(1e-20).epsilon(1e-14));
  CHECK(half_deviance(0.0, 0.0, 1.0) == 0.0);
  CHECK(std::isinf(half_deviance(1.0, 0.0, 1.0)));
}

TEST_CASE("binomial tails") {
  const BinomialTails tails = binomial_tails(7.0, 20.0, 0.3, 0.7);
  CHECK(tails.below == Approx(0.60800981220092401).epsilon(1e-13));
  CHECK(tails.at == Approx(0.16426198521723649).epsilon(1e-13));
  CHECK(tails.above == Approx(0.22772820258183951).epsilon(1e-13));
  const BinomialTails none = binomial_tails(0.0, 20.0, 0.3, 0.7);
  CHECK(none.below == 0.0);
  CHECK(none.at == Approx(0.00079792266297612026).epsilon(1e-13));
  const BinomialTails one = binomial_tails(1.0, 1.0, 0.25, 0.75);
  CHECK(one.below == Approx(0.75).epsilon(1e-15));
  CHECK(one.at == Approx(0.25).epsilon(1e-15));
  CHECK(one.above == 0.0);
  const BinomialTails sure = binomial_tails(3.0, 3.0, 1.0, 0.0);
  CHECK(sure.at == 1.0);
  CHECK(sure.below == 0.0);
}

}  // namespace
}  // namespace odds
