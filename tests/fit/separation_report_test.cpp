#include "fit/separation_report.hpp"

#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/fit_text.hpp"
#include "support/laid_out.hpp"
#include "support/plain_design.hpp"
#include "support/random_data.hpp"
#include "support/table.hpp"

#include <odds/inference.hpp>
#include <odds/margins.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <map>

namespace odds {
namespace {

using test::csv;
using test::error_of;
using test::fit_text;

void check_separated(const Fit& fit, SeparationKind kind, Index rows) {
  CHECK(fit.maximum().termination == Termination::separated);
  CHECK(fit.maximum().existence == Existence::separated);
  CHECK(fit.maximum().separation.kind == kind);
  CHECK(fit.maximum().separation.rows == rows);
  CHECK_FALSE(fit.converged());
}

std::map<std::string, double> direction(const Fit& fit) {
  std::map<std::string, double> weights;
  for (const DirectionWeight& part : fit.separation()) weights[part.term] = part.weight;
  return weights;
}

std::string sentences(const Fit& fit) {
  std::string text;
  for (const std::string& sentence : fit.separated_by()) {
    text += (text.empty() ? "" : "; ") + sentence;
  }
  return text;
}

}  // namespace

TEST_CASE(
    "endometrial cancer (Heinze and Schemper 2002): neovasculation predicts grade perfectly") {
  const Fit fit = test::fit_dataset("endometrial.csv", "HG ~ NV + PI + EH");
  check_separated(fit, SeparationKind::quasi, 13);
  CHECK(direction(fit) == std::map<std::string, double>{{"NV", 1.0}});
  CHECK(sentences(fit) == "NV = 1: all 13 rows have HG = 1");
}

TEST_CASE("one number that divides the outcomes separates completely") {
  const Fit fit = fit_text("y,x\n0,1\n0,2\n1,3\n1,4.5\n", "y ~ x");
  check_separated(fit, SeparationKind::complete, 4);
  CHECK(sentences(fit) ==
        "x alone divides the rows: y = 1 only where it is >= 3, the other outcome only where it is "
        "<= 2");
  const auto weights = direction(fit);
  REQUIRE(weights.size() == 2);
  CHECK(weights.at("x") > 0.0);
  const double threshold = -weights.at("(Intercept)") / weights.at("x");
  CHECK(threshold > 2.0);
  CHECK(threshold < 3.0);
  CHECK(std::max(std::abs(weights.at("x")), std::abs(weights.at("(Intercept)"))) == 1.0);
}

TEST_CASE("a number whose ranges touch separates all but the rows at the touch") {
  const Fit fit = fit_text("y,x\n1,1\n1,2\n1,3\n0,3\n0,4\n0,5\n", "y ~ x");
  check_separated(fit, SeparationKind::quasi, 4);
  CHECK(sentences(fit) ==
        "x alone divides the rows: the other outcome only where it is >= 3, y = 1 only where it is "
        "<= 3");
  const auto weights = direction(fit);
  CHECK(weights.at("(Intercept)") == 1.0);
  CHECK(weights.at("x") == doctest::Approx(-1.0 / 3.0).epsilon(1e-9));
}

TEST_CASE("a level of a factor with one outcome is named") {
  const Fit fit = fit_text(
      "y,g,x\n1,a,1\n0,a,2\n0,b,1\n0,b,2\n0,b,3\n1,c,2\n0,c,3\n1,a,3\n0,a,1\n1,c,1\n0,c,2\n",
      "y ~ g + x");
  check_separated(fit, SeparationKind::quasi, 3);
  CHECK(direction(fit) == std::map<std::string, double>{{"g[b]", -1.0}});
  CHECK(sentences(fit) == "g = b: all 3 rows are without y = 1");
}

TEST_CASE("many levels with one outcome are counted, with some of their names") {
  std::string text = "y,g\n";
  for (const char level : std::string("abcdefghijkl")) {
    const bool all = level < 'f';
    const bool none = level > 'i';
    for (const int y : {0, 1}) {
      text += std::to_string(all ? 1 : none ? 0 : y) + "," + level + "\n";
    }
  }
  const Fit fit = fit_text(text, "y ~ g");
  CHECK(fit.maximum().termination == Termination::separated);
  CHECK(fit.separated_levels() == 8);
  CHECK(sentences(fit) ==
        "g: of 12 levels, 3 have only non-events (j, k, l), 5 have only events (a, b, c, ...): 16 "
        "rows");
}

TEST_CASE("when the base of a factor has one outcome, intercept and the other levels move apart") {
  const Fit fit = fit_text("y,g\n0,a\n0,a\n1,b\n0,b\n1,c\n0,c\n", "y ~ g");
  check_separated(fit, SeparationKind::quasi, 2);
  const auto weights = direction(fit);
  CHECK(weights.at("(Intercept)") == doctest::Approx(-1.0).epsilon(1e-9));
  CHECK(weights.at("g[b]") == doctest::Approx(1.0).epsilon(1e-9));
  CHECK(weights.at("g[c]") == doctest::Approx(1.0).epsilon(1e-9));
  CHECK(sentences(fit) == "g = a: all 2 rows are without y = 1");
}

TEST_CASE("a plane of two numbers separates though neither does alone") {
  const Fit fit =
      fit_text("y,x,z\n1,1,0\n0,0,1\n1,5,4\n0,4,5\n1,-3,-4\n0,-4,-3\n1,2,0\n0,0,2\n", "y ~ x + z");
  check_separated(fit, SeparationKind::complete, 8);
  CHECK(sentences(fit).empty());
  const auto weights = direction(fit);
  CHECK(weights.at("x") > 0.0);
  CHECK(weights.at("z") < 0.0);
}

TEST_CASE("groups with one outcome everywhere at a level separate") {
  const Fit fit = fit_text("k,n,g\n1,4,a\n5,5,b\n3,3,b\n2,6,c\n", "k/n ~ g");
  check_separated(fit, SeparationKind::quasi, 2);
  CHECK(sentences(fit) == "g = b: all 2 rows hold events only");
  CHECK(direction(fit) == std::map<std::string, double>{{"g[b]", 1.0}});
}

TEST_CASE("separation shows beside columns that are aliased") {
  const Fit fit = fit_text(
      "y,x,b,w\n1,1,0,2\n0,2,0,4\n1,3,1,6\n1,1,1,2\n0,1,0,2\n1,2,0,4\n0,3,0,6\n", "y ~ x + w + b");
  check_separated(fit, SeparationKind::quasi, 2);
  CHECK(fit.aliased().size() == 1);
  CHECK(direction(fit) == std::map<std::string, double>{{"b", 1.0}});
}

TEST_CASE("an outlier does not hide that a column separates") {
  const Fit fit = fit_text("y,x\n0,1\n0,2\n1,3\n1,1e9\n", "y ~ x");
  check_separated(fit, SeparationKind::complete, 4);
}

TEST_CASE("what looks quasi-complete along one direction is complete along another") {
  // 107 - a + 200 b is positive where y = 1 and negative where y = 0; b alone leaves ties.
  const std::string text = "y,a,b\n1,259,915\n1,833,978\n1,947,916\n1,240,1\n0,109,0\n0,500,1\n";
  check_separated(fit_text(text, "y ~ a + b"), SeparationKind::complete, 6);
}

TEST_CASE("a large offset of a column does not hide separation") {
  const Fit fit = fit_text("y,x\n0,100000001\n0,100000002\n1,100000003\n1,100000004\n", "y ~ x");
  check_separated(fit, SeparationKind::complete, 4);
}

TEST_CASE("separated data have no coefficients and no margins") {
  const auto table = csv("y,x\n0,1\n0,2\n1,3\n1,4\n");
  const Fit fit = odds::fit(*table, parse_formula("y ~ x"));
  CHECK(error_of([&] { coefficients(fit); }).kind() == ErrorKind::model);
  CHECK(error_of([&] { margins(fit, *table); }).kind() == ErrorKind::model);
  CHECK(as_eigen(fit.coefficients()).size() == 0);
}

TEST_CASE("every direction on the formula's own columns is a direction of separation") {
  test::Random random(95);
  int separated = 0;
  for (int problem = 0; problem < 150; ++problem) {
    CAPTURE(problem);
    std::string text = "y,x,z,g\n";
    const int range = random.whole(1, 4);
    for (int i = 0; i < 12; ++i) {
      text += std::to_string(i == 0   ? 0
                             : i == 1 ? 1
                                      : random.whole(0, 1)) +
              "," + std::to_string(100 + random.whole(-range, range)) + "," +
              std::to_string(random.whole(-range, range)) + "," + "abc"[i % 3] + "\n";
    }
    const std::string formula = problem % 2 == 0 ? "y ~ x + z + g" : "y ~ x*z";
    const auto table = csv(text);
    const Fit fit = odds::fit(*table, parse_formula(formula));
    if (fit.maximum().termination != Termination::separated) {
      CHECK(fit.converged());
      CHECK(fit.maximum().existence == Existence::proved);
      continue;
    }
    ++separated;
    const test::LaidOut design(*table, formula);
    const test::WideMatrix x = test::plain_design(design.reader());
    const Vector y = test::working_data(design.reader()).y;
    test::WideVector weights = test::WideVector::Zero(x.cols());
    const auto found = direction(fit);
    for (std::size_t j = 0; j < fit.names().size(); ++j) {
      const auto weight = found.find(fit.names()[j]);
      if (weight != found.end()) weights[static_cast<Index>(j)] = weight->second;
    }
    Index decided = 0;
    for (Index i = 0; i < x.rows(); ++i) {
      const long double along = x.row(i).dot(weights) * (y[i] == 1.0 ? 1 : -1);
      // The proof is to 1e-9 of the largest part, on columns from which 100 has been taken away.
      const long double rounding = 1e-7L * x.row(i).cwiseAbs() * weights.cwiseAbs();
      CHECK(along >= -rounding);
      if (along > rounding) ++decided;
    }
    CHECK(decided == fit.maximum().separation.rows);
  }
  CHECK(separated > 20);
  CHECK(separated < 140);
}

}  // namespace odds
