// Effects where P is next to 0 or 1. Reference values: fit by Newton and effects by differences,
// mpmath with 60 digits.
#include "support/printed.hpp"
#include "support/table.hpp"

#include <odds/margins.hpp>
#include <odds/sensitivity.hpp>
#include <odds/unit_margins.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace odds {
namespace {

using test::Printed;

/// Seven rows, one of them so far off that its P, 2e-473, is no double.
struct FarRow {
  std::unique_ptr<const Table> table = test::csv("y,x\n1,1\n1,2\n0,3\n1,4\n0,5\n0,6\n0,900\n");
  Fit fit = odds::fit(*table, parse_formula("y ~ x"));

  MarginRow first(const MarginsOptions& options) const {
    return margins(fit, *table, options).rows.front();
  }

  MarginRow scaled(EffectScale scale) const {
    MarginsOptions options;
    options.scale = scale;
    options.variables = {"x"};
    return first(options);
  }

  MarginRow prediction(const std::string& x) const {
    MarginsOptions options;
    options.predictions = true;
    options.at = {{"x", {x}}};
    return first(options);
  }

  MarginRow change(double from, double to, std::vector<Measure> measures = {}) const {
    MarginsOptions options;
    options.variables = {"x"};
    options.step = {.kind = Step::Kind::between, .size = 1.0, .low = from, .high = to};
    options.measures = std::move(measures);
    return first(options);
  }
};

TEST_CASE("elasticities have standard errors however small a row's P is") {
  const FarRow each;
  const MarginRow eyex = each.scaled(EffectScale::eyex);
  CHECK(eyex.estimate == Printed("-158.517316210"));
  CHECK(eyex.std_error == Printed("119.348855620"));
  const MarginRow eydx = each.scaled(EffectScale::eydx);
  CHECK(eydx.estimate == Printed("-0.69373004906"));
  CHECK(eydx.std_error == Printed("0.54361688156"));
  CHECK(each.scaled(EffectScale::dyex).std_error == Printed("0.12261159488"));
  const Sensitivity page = sensitivity(each.fit, *each.table);
  REQUIRE(page.ranking.front().elasticity);
  CHECK(page.ranking.front().elasticity->std_error == Printed("119.348855620"));
}

TEST_CASE("a probability whose square underflows has its standard error") {
  const FarRow each;
  const MarginRow row = each.prediction("500");
  CHECK(row.estimate == Printed("1.669623228e-262"));
  CHECK(row.std_error == Printed("7.565065153e-260"));
  CHECK(std::isnan(row.statistic));
  CHECK(row.conf_low == 0.0);
  CHECK(row.conf_high == 1.0);
  const MarginRow difference = each.change(501.0, 500.0);
  CHECK(difference.estimate == Printed("1.173747334e-262"));
  CHECK(difference.std_error == Printed("5.313725514e-260"));
  const MarginRow needed = each.change(501.0, 500.0, {Measure::nnt});
  CHECK(needed.estimate == Printed("8.519721161e+261"));
  CHECK(needed.std_error == Printed("3.857002133e+264"));
}

TEST_CASE("a probability next to 1 is as good as one next to 0") {
  const FarRow each;
  const MarginRow row = each.prediction("-200");
  CHECK(row.estimate == 1.0);
  CHECK(row.std_error == Printed("9.427370373e-106"));
  CHECK(row.conf_low == Printed("1.636458525e-51"));
  const MarginRow difference = each.change(-200.0, -201.0);
  CHECK(difference.estimate == Printed("3.568623023e-108"));
  CHECK(difference.std_error == Printed("6.613695526e-106"));
  const MarginRow ratio = each.change(-200.0, -201.0, {Measure::odds_ratio});
  CHECK(ratio.estimate == Printed("3.3670183356"));
  CHECK(ratio.std_error == Printed("3.0726923130"));
  CHECK(ratio.conf_low == Printed("0.5629259177"));
  CHECK(ratio.conf_high == Printed("20.139084230"));
}

TEST_CASE("effects of single rows keep their digits, too") {
  const FarRow each;
  const auto far = test::csv("x\n500\n-200\n");
  MarginsOptions options;
  options.predictions = true;
  std::vector<UnitRow> rows;
  unit_margins(
      each.fit, *far, options, {},
      {.labels = [](const std::vector<UnitLabel>&) {},
       .rows =
           [&](std::span<const UnitRow> run) { rows.insert(rows.end(), run.begin(), run.end()); }});
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].effects.front().std_error == Printed("7.565065153e-260"));
  CHECK(rows[1].effects.front().std_error == Printed("9.427370373e-106"));
  CHECK(rows[1].effects.front().conf_low == Printed("1.636458525e-51"));
}

TEST_CASE("simulated and unconditional errors are finite in the tails") {
  const FarRow each;
  MarginsOptions options;
  options.variables = {"x"};
  options.step = {.kind = Step::Kind::between, .size = 1.0, .low = -20.0, .high = -21.0};
  options.measures = {Measure::risk_difference, Measure::odds_ratio};
  for (const MarginErrors errors : {MarginErrors::unconditional, MarginErrors::simulation}) {
    options.errors = errors;
    for (const MarginRow& row : margins(each.fit, *each.table, options).rows) {
      CAPTURE(row.contrast);
      CHECK(row.std_error > 0.0);
      CHECK(std::isfinite(row.std_error));
      CHECK(row.conf_low < row.conf_high);
    }
  }
}

}  // namespace
}  // namespace odds
