// Reference values: mpmath 1.2 with 50 digits (erfc, erfinv, gammainc, betainc), printed to 14.
#include "math/distributions.hpp"

#include "base/special_values.hpp"
#include "support/printed.hpp"

#include <odds/error.hpp>

#include <doctest/doctest.h>

#include <cfloat>
#include <cmath>
#include <limits>

namespace odds {
namespace {

using test::Printed;

const double kNan = std::numeric_limits<double>::quiet_NaN();
TEST_CASE("normal p-values agree with 50-digit arithmetic, in the far tail too") {
  CHECK(normal_p_value(0.5) == Printed("0.61707507745197"));
  CHECK(normal_p_value(-1.96) == Printed("0.049995790296441"));
  CHECK(normal_p_value(5.0) == Printed("5.7330314375839e-7"));
  CHECK(normal_p_value(-10.0) == Printed("1.5239706048321e-23"));
  CHECK(normal_p_value(37.0) == Printed("1.145114244505e-299"));
  CHECK(normal_p_value(0.0) == 1.0);
}

TEST_CASE("Owen's T function agrees with its integral in 40 digits") {
  CHECK(owens_t(0.5, 0.3) == Printed("0.040786707344250"));
  CHECK(owens_t(1.96, 1.0) == Printed("0.012186500193190"));
  CHECK(owens_t(2.2, 5.5) == Printed("0.0069517237567493"));
  CHECK(owens_t(4.0, 0.01) == Printed("5.3374522669706e-7"));
  CHECK(owens_t(8.0, 0.7) == Printed("3.1104802426002e-16"));
  CHECK(owens_t(2.2, 1e16) == doctest::Approx(0.25 * normal_p_value(2.2)).epsilon(1e-13));
  CHECK(owens_t(2.2, 0.0) == 0.0);
}

TEST_CASE("normal p-values are as accurate as the header says") {
  for (double z = 0.01; z < 37.5; z += 0.0173) {
    CAPTURE(z);
    const long double exact = std::erfc(static_cast<long double>(z) / std::sqrt(2.0L));
    const long double bound = exact * (1e-15L + 3e-16L * static_cast<long double>(z * z));
    REQUIRE(std::abs(static_cast<long double>(normal_p_value(z)) - exact) <= bound);
  }
}

TEST_CASE("normal p-values are positive down to the smallest double") {
  CHECK(normal_p_value(38.4) > 0.0);
  CHECK(normal_p_value(38.4) < DBL_MIN);
  CHECK(normal_p_value(kInfinity) == 0.0);
  CHECK(std::isnan(normal_p_value(kNan)));
}

TEST_CASE("normal quantiles agree with 50-digit arithmetic") {
  CHECK(normal_quantile(0.5) == 0.0);
  CHECK(normal_quantile(0.975) == Printed("1.9599639845401"));
  CHECK(normal_quantile(0.995) == Printed("2.5758293035489"));
  CHECK(normal_quantile(1e-10) == Printed("-6.3613409024041"));
  CHECK(normal_quantile(1e-300) == Printed("-37.047096299361"));
  CHECK(normal_quantile(0.3) == Printed("-0.52440051270804"));
}

TEST_CASE("critical values of the usual levels") {
  CHECK(normal_critical_value(0.9) == Printed("1.6448536269515"));
  CHECK(normal_critical_value(0.95) == Printed("1.9599639845401"));
  CHECK(normal_critical_value(0.99) == Printed("2.5758293035489"));
  CHECK(normal_critical_value(0.999) == Printed("3.2905267314919"));
}

TEST_CASE("chi-square p-values agree with 50-digit arithmetic") {
  CHECK(chi_square_p_value(3.84, 1) == Printed("0.050043521248705"));
  CHECK(chi_square_p_value(33.22, 8) == Printed("0.000056212656617803"));
  CHECK(chi_square_p_value(1000, 3) == Printed("1.799420876531e-216"));
  CHECK(chi_square_p_value(1400, 1) == Printed("2.101014516264e-306"));
  CHECK(chi_square_p_value(0.5, 2.5) == Printed("0.86388362845859"));
  CHECK(chi_square_p_value(120, 100) == Printed("0.084406681093692"));
}

TEST_CASE("chi-square p-values at the ends of the range") {
  CHECK(chi_square_p_value(0, 3) == 1.0);
  CHECK(chi_square_p_value(-1e-9, 3) == 1.0);
  CHECK(chi_square_p_value(1e6, 3) == 0.0);
  CHECK(chi_square_p_value(kInfinity, 3) == 0.0);
  CHECK(std::isnan(chi_square_p_value(kNan, 3)));
}

TEST_CASE("chi-square quantiles agree with 50-digit arithmetic") {
  CHECK(chi_square_quantile(0.95, 1) == Printed("3.8414588206941"));
  CHECK(chi_square_quantile(0.95, 8) == Printed("15.507313055865"));
  CHECK(chi_square_quantile(0.99, 2.5) == Printed("10.311244391741"));
  CHECK(chi_square_quantile(0.5, 3) == Printed("2.3659738843753"));
}

TEST_CASE("t p-values agree with 50-digit arithmetic") {
  CHECK(t_p_value(2, 10) == Printed("0.07338803477074"));
  CHECK(t_p_value(-2, 10) == Printed("0.07338803477074"));
  CHECK(t_p_value(12.7062, 1) == Printed("0.05000001856071"));
  CHECK(t_p_value(50, 30) == Printed("1.871541765922e-30"));
  CHECK(t_p_value(40, 200) == Printed("2.248739653520e-97"));
  CHECK(t_p_value(1.5, 2.5) == Printed("0.24783645308630"));
  CHECK(t_p_value(0, 5) == 1.0);
  CHECK(t_p_value(kInfinity, 5) == 0.0);
  CHECK(std::isnan(t_p_value(kNan, 5)));
}

TEST_CASE("t quantiles agree with 50-digit arithmetic") {
  CHECK(t_quantile(0.975, 10) == Printed("2.2281388519863"));
  CHECK(t_quantile(0.975, 1) == Printed("12.706204736175"));
  CHECK(t_quantile(0.995, 2.5) == Printed("7.1637281389488"));
}

TEST_CASE("F p-values agree with 50-digit arithmetic") {
  CHECK(f_p_value(3, 2, 10) == Printed("0.095367431640625"));
  CHECK(f_p_value(0.5, 1, 6) == Printed("0.50602142288818"));
  CHECK(f_p_value(4.5, 2.5, 7.5) == Printed("0.04669622206664"));
  CHECK(f_p_value(100, 3, 200) == Printed("1.4144231122973e-39"));
  CHECK(f_p_value(4, 1, 10) == Printed("0.07338803477074"));  // that of t = 2
  CHECK(f_p_value(0, 1, 5) == 1.0);
  CHECK(f_p_value(kInfinity, 1, 5) == 0.0);
  CHECK(std::isnan(f_p_value(kNan, 1, 5)));
}

TEST_CASE("a level or a number of degrees out of range is the caller's mistake") {
  for (const double level : {0.0, 1.0, -0.5, 95.0, kNan}) {
    CAPTURE(level);
    CHECK_THROWS_AS(normal_quantile(level), Error);
    CHECK_THROWS_AS(normal_critical_value(level), Error);
    CHECK_THROWS_AS(chi_square_quantile(level, 1), Error);
    CHECK_THROWS_AS(t_quantile(level, 1), Error);
  }
  for (const double degrees : {0.0, -1.0, kNan}) {
    CAPTURE(degrees);
    CHECK_THROWS_AS(chi_square_p_value(1, degrees), Error);
    CHECK_THROWS_AS(chi_square_quantile(0.5, degrees), Error);
    CHECK_THROWS_AS(t_p_value(1, degrees), Error);
    CHECK_THROWS_AS(t_quantile(0.5, degrees), Error);
    CHECK_THROWS_AS(f_p_value(1, degrees, 3), Error);
    CHECK_THROWS_AS(f_p_value(1, 3, degrees), Error);
  }
  CHECK_THROWS_WITH(normal_critical_value(95),
                    "confidence level = 95 is out of range: it must be > 0 and < 1");
}

}  // namespace
}  // namespace odds
