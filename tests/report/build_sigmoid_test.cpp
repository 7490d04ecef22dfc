#include "report/report_text.hpp"

#include <odds/report.hpp>

#include <doctest/doctest.h>

#include <vector>

namespace odds {

TEST_CASE("the sigmoid table states the identity of the slope and its range") {
  // sigma(1) = 1 / (1 + 1/e) = 0.73105857..., sigma'(1) = 0.19661193..., sigma''(1) =
  // -0.09085774...
  const std::vector<double> points = {0, 1, -1};
  CHECK(test::rendered(sigmoid_report(points), Format::text) ==
        "The logistic sigmoid \u03c3(x) = 1 / (1 + exp(-x)) and its derivatives\n"
        "Slope  \u03c3\u2032(x) = \u03c3(x) (1 - \u03c3(x)), in (0, 1/4]: largest at x = 0, the "
        "same at x and -x\n"
        "Bend   \u03c3\u2033(x) = \u03c3\u2032(x) (1 - 2 \u03c3(x)): 0 at x = 0, opposite at x and "
        "-x\n"
        "\n"
        " x    \u03c3(x)   \u03c3\u2032(x)    \u03c3\u2033(x)\n"
        " 0  0.5000  0.2500   0.0000\n"
        " 1  0.7311  0.1966  -0.0909\n"
        "-1  0.2689  0.1966   0.0909\n");
}

TEST_CASE("far out the slope is small, not 0") {
  const std::vector<double> points = {40};
  // sigma'(40) = exp(-40) (1 - 2 exp(-40) + ...) = 4.248354255291589e-18
  CHECK(test::holds(test::rendered(sigmoid_report(points), Format::text), "4.2484e-18"));
  CHECK(test::holds(test::rendered(sigmoid_report(points), Format::csv), "\n40,1,4.24835425529"));
}

TEST_CASE("the bend at 0 has no sign") {
  const std::vector<double> points = {0};
  CHECK(test::rendered(sigmoid_report(points), Format::csv) ==
        "x,sigma,slope,bend\n0,0.5,0.25,0\n");
}

}  // namespace odds
