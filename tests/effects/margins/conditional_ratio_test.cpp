// Conditional odds ratios: reference values are R's, from coef and vcov of glm (epsilon 1e-15).
#include "support/dataset.hpp"
#include "support/printed.hpp"
#include "support/rows.hpp"

#include <odds/inference.hpp>
#include <odds/margin_words.hpp>
#include <odds/margins.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::Printed;

struct RatioCase {
  std::unique_ptr<const Table> table = test::open_dataset("lbw.csv");
  Fit fit;

  explicit RatioCase(const std::string& right_hand_side)
      : fit(odds::fit(*table, parse_formula("low ~ " + right_hand_side))) {}

  Margins ask(const std::string& at, const std::vector<std::string>& variables,
              const std::string& step = {}) const {
    const AtText settings = parse_at(at);
    MarginsOptions options;
    options.variables = variables;
    options.at = settings.values;
    options.point = settings.point;
    options.measures = {Measure::conditional_odds_ratio};
    if (!step.empty()) options.step = parse_step(step, false);
    return margins(fit, *table, options);
  }
};

bool has_mean(const Margins& margins) {
  return std::ranges::find(margins.notes, "N143", &Note::code) != margins.notes.end();
}

}  // namespace

TEST_CASE("an odds ratio within an interaction is that at the value that is set") {
  const RatioCase each("age*smoke");
  const Margins at = each.ask("age=20,30", {"smoke"});
  REQUIRE(at.rows.size() == 2);
  CHECK(at.rows[0].contrast == "COR 1 / 0");
  CHECK(at.rows[0].estimate == Printed("1.645820662746"));
  CHECK(at.rows[0].std_error == Printed("0.600074306331"));
  CHECK(at.rows[0].conf_low == Printed("0.805434526122"));
  CHECK(at.rows[0].conf_high == Printed("3.363061262056"));
  CHECK(at.rows[1].estimate == Printed("3.41804915000"));
  CHECK(at.rows[1].std_error == Printed("1.98741615156"));
  CHECK(at.rows[1].conf_low == Printed("1.09357680330"));
  CHECK(at.rows[1].conf_high == Printed("10.68334657114"));
  CHECK_FALSE(has_mean(at));
  CHECK(at.estimand == Estimand::conditional_ratios);
  CHECK(at.scales.log);
}

TEST_CASE("a number is moved by a step, without one by a unit") {
  const RatioCase each("age*smoke");
  const MarginRow ten = each.ask("smoke=1", {"age"}, "10").rows.front();
  CHECK(ten.contrast == "COR x + 10 / x");
  CHECK(ten.estimate == Printed("0.906678365332081"));
  CHECK(ten.conf_low == Printed("0.35817623397"));
  CHECK(ten.conf_high == Printed("2.2951429497"));
  const RatioCase plain("age + lwt + race + smoke");
  const Margins ratios = plain.ask("", {});
  CHECK_FALSE(has_mean(ratios));
  const std::vector<CoefficientRow> odds = coefficients(plain.fit, {.ratios = true});
  const auto check = [&](const std::string& term, const MarginRow& row) {
    CAPTURE(term);
    const auto coefficient = std::ranges::find(odds, term, &CoefficientRow::term);
    REQUIRE(coefficient != odds.end());
    CHECK(row.estimate == doctest::Approx(coefficient->estimate).epsilon(1e-12));
    CHECK(row.std_error == doctest::Approx(coefficient->std_error).epsilon(1e-12));
    CHECK(row.p_value == doctest::Approx(coefficient->p_value).epsilon(1e-11));
    CHECK(row.conf_low == doctest::Approx(coefficient->conf_low).epsilon(1e-12));
  };
  check("age", test::margin(ratios, "age", "COR x + 1 / x"));
  check("race[other]", test::margin(ratios, "race", "COR other / White"));
  check("smoke", test::margin(ratios, "smoke", "COR 1 / 0"));
}

TEST_CASE("where it differs between rows it is the geometric mean, and that is said") {
  const RatioCase each("age*smoke");
  const Margins mean = each.ask("", {"smoke"});
  CHECK(mean.rows.front().estimate == Printed("2.08525077376956"));
  CHECK(mean.rows.front().conf_low == Printed("1.1020273034417"));
  CHECK(mean.rows.front().conf_high == Printed("3.94570150478722"));
  CHECK(has_mean(mean));
  CHECK(has_mean(each.ask("", {"age"})));
  CHECK_FALSE(has_mean(each.ask("smoke=1", {"age"})));
  CHECK(has_mean(RatioCase("log(lwt)").ask("", {"lwt"}, "10")));
  CHECK_FALSE(has_mean(RatioCase("log(lwt)").ask("", {"lwt"}, "100:150")));
  CHECK_FALSE(has_mean(RatioCase("age*smoke + age:lwt").ask("age=30", {"smoke"})));
  CHECK_FALSE(has_mean(each.ask("means", {"smoke"})));
}

}  // namespace odds
