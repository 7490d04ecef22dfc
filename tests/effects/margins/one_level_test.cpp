// Factors with one level: nothing can be compared with it.
#include "support/error_of.hpp"
#include "support/table.hpp"

#include <odds/margins.hpp>
#include <odds/sensitivity.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

namespace odds {
namespace {

using test::error_of;

/// Outcomes by two factors, of which h has one level in all rows.
std::unique_ptr<const Table> one_level_table() {
  return test::csv(
      "y,g,h,x\n1,u,a,1\n0,u,a,2\n1,v,a,3\n0,v,a,4\n1,u,a,5\n1,v,a,6\n0,u,a,7\n0,v,a,2\n1,u,a,3\n");
}

TEST_CASE("a factor with one level has no contrast: it is left out with a note") {
  const auto table = one_level_table();
  for (const char* formula : {"y ~ 0 + x + h", "y ~ x + g:h"}) {
    CAPTURE(formula);
    const Fit fit = odds::fit(*table, parse_formula(formula));
    const Sensitivity page = sensitivity(fit, *table);
    CHECK(std::ranges::find(page.ranking, "h", &InputSensitivity::variable) == page.ranking.end());
    CHECK(std::ranges::find(page.notes, "N073", &Note::code) != page.notes.end());
    CHECK(page.operating.size() == page.ranking.size());
    const Margins effects = margins(fit, *table);
    CHECK(std::ranges::find(effects.rows, "h", &MarginRow::variable) == effects.rows.end());
    CHECK(std::ranges::find(effects.notes, "N073", &Note::code) != effects.notes.end());
    for (const InputSensitivity& input : page.ranking) CHECK(std::isfinite(input.effect.estimate));
  }
}

TEST_CASE("a factor with one level that is named is refused") {
  const auto table = one_level_table();
  const Fit fit = odds::fit(*table, parse_formula("y ~ 0 + x + h"));
  SensitivityOptions options;
  options.variables = {"x", "h"};
  const auto text = [&](const auto& action) { return error_of(action).text().what; };
  const char* expected = "h has the level a only: there is no contrast of it";
  CHECK(text([&] { sensitivity(fit, *table, options); }) == expected);
  MarginsOptions asked;
  asked.variables = {"h"};
  CHECK(text([&] { margins(fit, *table, asked); }) == expected);
  asked.variables.clear();
  asked.cross = {{"x", "h"}};
  CHECK(text([&] { margins(fit, *table, asked); }) == expected);
}

TEST_CASE("with nothing but a factor of one level there are no effects, and P") {
  const auto table = one_level_table();
  const Fit alone = odds::fit(*table, parse_formula("y ~ 0 + h"));
  const Sensitivity page = sensitivity(alone, *table);
  CHECK(page.ranking.empty());
  CHECK(page.notes.front().code == "N073");
  CHECK(page.probability.estimate == doctest::Approx(5.0 / 9.0).epsilon(1e-12));
  CHECK(margins(alone, *table).rows.empty());
  // P at its one level is there.
  MarginsOptions of;
  of.of = {"h"};
  CHECK(margins(alone, *table, of).rows.size() == 1);
}

}  // namespace
}  // namespace odds
