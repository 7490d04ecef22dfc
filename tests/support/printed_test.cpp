#include "support/printed.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace odds::test {
namespace {

TEST_CASE("a print equals the numbers that round to it, and no others") {
  CHECK(-13.0213468581 == Printed("-13.021"));
  CHECK(-13.0205001 == Printed("-13.021"));
  CHECK(-13.0214999 == Printed("-13.021"));
  CHECK(-13.0204999 != Printed("-13.021"));
  CHECK(-13.0215001 != Printed("-13.021"));
  CHECK(13.021 != Printed("-13.021"));
}

TEST_CASE("trailing zeros count as printed digits") {
  CHECK(2.04 == Printed("2"));
  CHECK(2.04 == Printed("2.0"));
  CHECK(2.04 != Printed("2.00"));
}

TEST_CASE("exponents and a missing leading zero are understood") {
  CHECK(4.8449e-05 == Printed("4.84e-05"));
  CHECK(4.8451e-05 != Printed("4.84e-05"));
  CHECK(1.26e3 == Printed("1.3E3"));
  CHECK(-0.01234 == Printed("-.0123"));
}

TEST_CASE("a number half-way between two prints equals both") {
  CHECK(0.125 == Printed("0.12"));
  CHECK(0.125 == Printed("0.13"));
}

TEST_CASE("fifteen digits are told apart to the last one") {
  CHECK(-12.8896342221312 == Printed("-12.8896342221312"));
  CHECK(-12.8896342221314 != Printed("-12.8896342221312"));
}

TEST_CASE("what is not finite equals no print") {
  CHECK(std::numeric_limits<double>::quiet_NaN() != Printed("0"));
  CHECK(std::numeric_limits<double>::infinity() != Printed("1e300"));
}

TEST_CASE("a text that is no decimal number is refused") {
  for (const char* text : {"", "1,5", "1.5 ", "+1", "nan", "inf", "0x1p3", "1.5e"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(Printed{text}, std::invalid_argument);
  }
}

}  // namespace
}  // namespace odds::test
