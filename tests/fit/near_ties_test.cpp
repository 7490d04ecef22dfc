#include "fit/near_ties.hpp"

#include "support/fit_text.hpp"

#include <doctest/doctest.h>

#include <string>

namespace odds {
namespace {

using test::fit_text;

void check_near_tie(const std::string& text, const std::string& formula,
                    const std::string& event_line, const std::string& nonevent_line) {
  CAPTURE(text);
  const Fit fit = fit_text(text, formula);
  CHECK(fit.maximum().termination == Termination::no_ascent);
  CHECK(fit.maximum().existence == Existence::undetermined);
  REQUIRE(fit.separated_by().size() == 1);
  CHECK(fit.separated_by()[0].find("event of data.csv:" + event_line) != std::string::npos);
  CHECK(fit.separated_by()[0].find("non-event of data.csv:" + nonevent_line) != std::string::npos);
}

}  // namespace

TEST_CASE("rows that overlap by some units in the last place prove nothing, and are named") {
  check_near_tie("y,x\n0,-2\n0,-1\n1,1\n0,1.000000000000001\n1,2\n1,3\n", "y ~ x", "4", "5");
  check_near_tie("y,x\n1,-2\n1,-1\n0,1\n1,1.000000000000001\n0,2\n0,3\n", "y ~ x", "5", "4");
  check_near_tie("y,x\n0,-2\n0,-1\n1,0\n0,1e-12\n1,1\n1,2\n", "y ~ x", "4", "5");
}

TEST_CASE("no curve with asymptotes tells rows apart that overlap by rounding only") {
  FitOptions options;
  options.asymptotes.lapse = 0.01;
  const Fit fit =
      fit_text("y,x\n0,-2\n0,-1\n1,1\n0,1.000000000000001\n1,2\n1,3\n", "y ~ x", options);
  CHECK_FALSE(fit.converged());
  CHECK(fit.separated_by().size() == 1);
}

TEST_CASE("ties of decimals that doubles round are ties") {
  // 0.1 + 0.2 and 0.3 are different doubles: x1 + x2 divides the outcomes at 0.3.
  const Fit fit = fit_text(
      "y,x1,x2\n1,0.1,0.2\n0,0,0.3\n1,0.2,0.3\n1,0.3,0.1\n0,0.1,0.1\n0,0,0.2\n0,0.2,0.1\n"
      "1,0.4,0\n",
      "y ~ x1 + x2");
  CHECK(fit.maximum().termination == Termination::separated);
  CHECK(fit.maximum().separation.kind == SeparationKind::quasi);
}

TEST_CASE("an overlap that numbers show is none of rounding") {
  CHECK(fit_text("y,x\n0,-2\n0,-1\n1,1\n0,1.0001\n1,2\n1,3\n", "y ~ x").converged());
  CHECK(fit_text("y,x\n0,1\n1,2\n0,3\n1,4\n0,5\n1,6\n0,1e12\n", "y ~ x").converged());
  // Rare events have little information everywhere, which is no weak direction.
  CHECK(fit_text("k,n,x\n1,1000000000000,1\n3,1000000000000,2\n2,1000000000000,3\n", "k/n ~ x")
            .converged());
}

}  // namespace odds
