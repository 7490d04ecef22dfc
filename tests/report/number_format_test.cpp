#include "report/number_format.hpp"

#include <doctest/doctest.h>

#include <cfloat>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>

namespace odds {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Example {
  double value;
  int digits;
  const char* text;
};

}  // namespace

TEST_CASE("the shortest text reads back as the same double") {
  std::mt19937_64 random(1);
  std::uniform_int_distribution<std::uint64_t> bits;
  for (int i = 0; i < 20'000; ++i) {
    double value = 0.0;
    const std::uint64_t pattern = bits(random);
    std::memcpy(&value, &pattern, sizeof value);
    if (!std::isfinite(value)) continue;
    CAPTURE(value);
    CHECK(std::strtod(shortest(value).c_str(), nullptr) == value);
  }
  CHECK(shortest(0.1) == "0.1");
  CHECK(shortest(59) == "59");
  CHECK(shortest(-0.0) == "0");
  CHECK(shortest(5e-324) == "5e-324");
  CHECK(shortest(DBL_MAX) == "1.7976931348623157e+308");
}

TEST_CASE("what shows nothing but zeros has no sign") {
  for (const Example& example :
       {Example{1.00005, 4, "1.0001"}, Example{-0.00001, 4, "0.0000"}, Example{-0.4, 0, "0"},
        Example{-0.00006, 4, "-0.0001"}, Example{-0.0, 4, "0.0000"}, Example{1e8, 1, "100000000.0"},
        Example{kNaN, 4, "NaN"}, Example{-kInfinity, 4, "-Inf"}}) {
    CAPTURE(example.text);
    CHECK(fixed(example.value, example.digits) == example.text);
  }
}

TEST_CASE("significant digits are positional in the middle and scientific at the ends") {
  for (const Example& example :
       {Example{0.0057364999, 5, "0.0057365"}, Example{3.0334e-06, 5, "3.0334e-06"},
        Example{-10.86904521, 5, "-10.869"}, Example{123456.0, 5, "123456"},
        Example{12345678.9, 5, "1.2346e+07"}, Example{0.0, 5, "0"}, Example{1e-4, 5, "0.00010000"},
        Example{kInfinity, 5, "Inf"}}) {
    CAPTURE(example.text);
    CHECK(significant(example.value, example.digits) == example.text);
  }
}

TEST_CASE("a p-value has decimals, and one too small for them says what it is below") {
  for (const Example& example :
       {Example{1.0, 4, "1.0000"}, Example{0.0287, 4, "0.0287"}, Example{0.00104, 4, "0.0010"},
        Example{0.00099, 4, "<0.001"}, Example{1.24e-08, 4, "<0.001"}, Example{0.0, 4, "<0.001"},
        Example{0.0287, 2, "0.029"}, Example{0.0287, 1, "0.029"}, Example{0.0000287, 6, "0.000029"},
        Example{0.0000087, 6, "<0.00001"}, Example{kNaN, 4, "NaN"}}) {
    CAPTURE(example.text);
    CHECK(p_value(example.value, example.digits) == example.text);
  }
}

TEST_CASE("a count shows decimals only if it has some") {
  CHECK(count(59) == "59");
  CHECK(count(1e12) == "1000000000000");
  CHECK(count(12.5) == "12.5000");
}

TEST_CASE("estimates have decimals enough for two digits of their standard error") {
  CHECK(number_text(Estimate{-0.0004, 0.0012}) == "-0.0004");
  CHECK(number_text(Estimate{-10.869045, 0.4923}) == "-10.8690");
  CHECK(number_text(Estimate{0.0057365, 0.0002319}) == "0.00574");
  CHECK(number_text(Estimate{0.0002319, 0.0002319}) == "0.00023");
  CHECK(number_text(Estimate{3.0334e-06, 8.203e-06}) == "0.0000030");
  CHECK(number_text(Estimate{0.00000949, 0.00000949}) == "0.0000095");
  CHECK(number_text(Estimate{1.0, 0.00000951}) == "1.000000");
  CHECK(number_text(Estimate{0.000012345, 0.0}) == "0.000012");
  CHECK(number_text(Estimate{0.0, 0.0}) == "0.0000");
}

TEST_CASE("an estimate so small as none can be is 0 for people") {
  CHECK(number_text(Estimate{1.97e-218, 3e-219}) == "0.0000");
  CHECK(number_text(Estimate{-1.97e-218, 3e-219}, 2) == "0.00");
  CHECK(number_text(Estimate{1.97e-218, 3e-9}) == "1.9700e-218");
  CHECK(number_text(Estimate{1.97e-98, 3e-99}) == "1.9700e-98");
  CHECK(number_text(Estimate{1.97e-218}) == "1.9700e-218");  // the tail itself, as of odds sigmoid
}

TEST_CASE("what no reader would count the zeros of is scientific") {
  CHECK(number_text(Estimate{2.5e8, 1e7}) == "2.5000e+08");
  CHECK(number_text(Estimate{3.0334e-08, 8.203e-09}) == "3.0334e-08");
  CHECK(number_text(Estimate{3.0334e-08, 8.203e-09}, 10) == "0.0000000303");
  CHECK(number_text(Ratio{3.2e10, 1e11}) == "3.2000e+10");
}

TEST_CASE("ratios have two decimals, three below 0.1, more for their standard error") {
  CHECK(number_text(Ratio{3.5287, 1.8629}) == "3.53");
  CHECK(number_text(Ratio{0.0987, 0.5}) == "0.099");
  CHECK(number_text(Ratio{0.9837, 0.0302}) == "0.984");
  CHECK(number_text(Ratio{1.0001, 0.0013}) == "1.0001");
  CHECK(number_text(Ratio{0.0007, 7.4667}) == "0.001");
  CHECK(number_text(Ratio{0.00001234, 7.4667}) == "0.000012");
  CHECK(number_text(Ratio{1.234e-12, 7.4667}) == "1.2340e-12");
  CHECK(number_text(Ratio{3.5287, 1.8629}, 6) == "3.528700");
}

TEST_CASE("a limit is shown on its side of what no difference is") {
  CHECK(number_text(Ratio{1.0014, 1.04, 1.0}) == "1.001");
  CHECK(number_text(Ratio{0.9996, 1.04, 1.0}) == "0.9996");
  CHECK(number_text(Ratio{1.0, 1.04, 1.0}) == "1.00");
  CHECK(number_text(Ratio{1.00000001, 1.04, 1.0}) == "1.00");
  CHECK(number_text(Estimate{-0.00003, 0.01, 0.0}) == "-0.00003");
  CHECK(number_text(Estimate{0.00003, 0.01}) == "0.0000");
  CHECK(number_text(Estimate{0.0, 0.01, 0.0}) == "0.0000");
}

TEST_CASE("cells without numbers have no number text") {
  for (const Cell& cell : {Cell(std::string("aliased")), Cell(), Cell(Label{"a", "b", "c"})}) {
    CHECK(number_text(cell).empty());
    CHECK_FALSE(number_in(cell).has_value());
  }
  CHECK(number_in(Count{3}) == 3.0);
}

TEST_CASE("each kind of number has its own digits") {
  CHECK(number_text(Statistic{33.2244}, 4) == "33.22");
  CHECK(number_text(Statistic{1e9}, 4) == "1.0000e+09");
  CHECK(number_text(LogLikelihood{-123456789.5}, 4) == "-123456789.5000");
  CHECK(number_text(Estimate{0.14158}, 2) == "0.14");
}

}  // namespace odds
