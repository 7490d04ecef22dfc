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

TEST_CASE("a p-value has four decimals until they would all be 0, and is right in the far tail") {
  for (const Example& example :
       {Example{1.0, 4, "1.0000"}, Example{0.0287, 4, "0.0287"}, Example{0.0000563, 4, "0.0001"},
        Example{0.0000499, 4, "5.0e-05"}, Example{1.24e-08, 4, "1.2e-08"},
        Example{1e-300, 4, "1.0e-300"}, Example{0.0, 4, "<1e-300"}, Example{0.0287, 2, "0.03"},
        Example{kNaN, 4, "NaN"}}) {
    CAPTURE(example.text);
    CHECK(p_value(example.value, example.digits) == example.text);
  }
}

TEST_CASE("a count shows decimals only if it has some") {
  CHECK(count(59) == "59");
  CHECK(count(1e12) == "1000000000000");
  CHECK(count(12.5) == "12.5000");
}

TEST_CASE("a column of estimates is fixed while every standard error shows two digits") {
  const std::vector<Cell> ordinary = {Estimate{-0.0004, 0.0012}, Estimate{1.5, 0.3}};
  CHECK(column_texts(ordinary, 4) == std::vector<std::string>{"-0.0004", "1.5000"});

  const std::vector<Cell> mixed = {Estimate{-10.869045, 0.4923}, Estimate{0.0057365, 0.0002319},
                                   Estimate{3.0334e-06, 8.203e-06}};
  CHECK(column_texts(mixed, 4) == std::vector<std::string>{"-10.869", "0.0057365", "3.0334e-06"});

  const std::vector<Cell> huge = {Estimate{1.0, 0.5}, Estimate{2.5e8, 1e7}};
  CHECK(column_texts(huge, 4) == std::vector<std::string>{"1.0000", "2.5000e+08"});
}

TEST_CASE("cells without numbers have no number text") {
  const std::vector<Cell> cells = {std::string("aliased"), Cell(), Label{"a", "b", "c"}, Count{3}};
  CHECK(column_texts(cells, 4) == std::vector<std::string>{"", "", "", "3"});
  CHECK_FALSE(number_in(cells[0]).has_value());
  CHECK(number_in(cells[3]) == 3.0);
}

TEST_CASE("each kind of number has its own digits") {
  CHECK(number_text(Statistic{33.2244}, 4) == "33.22");
  CHECK(number_text(Statistic{1e9}, 4) == "1.0000e+09");
  CHECK(number_text(LogLikelihood{-123456789.5}, 4) == "-123456789.5000");
  CHECK(number_text(Estimate{0.14158}, 2) == "0.14");
}

}  // namespace odds
