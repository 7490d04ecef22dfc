// Conditions of a formula as inputs: reference values are R's, with the condition as a column of
// its own (glm, epsilon 1e-15; delta method by hand).
#include "effects/counterfactual/conditions.hpp"

#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/printed.hpp"
#include "support/rows.hpp"

#include <odds/margin_words.hpp>
#include <odds/margins.hpp>
#include <odds/sensitivity.hpp>
#include <odds/unit_margins.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::error_of;
using test::Printed;

struct LbwCase {
  std::unique_ptr<const Table> table = test::open_dataset("lbw.csv");
  Fit fit;

  explicit LbwCase(const std::string& right_hand_side)
      : fit(odds::fit(*table, parse_formula("low ~ " + right_hand_side))) {}

  Margins ask(const std::string& at = {}, const std::vector<std::string>& variables = {}) const {
    const AtText settings = parse_at(at);
    MarginsOptions options;
    options.variables = variables;
    options.point = settings.point;
    options.at = settings.values;
    return margins(fit, *table, options);
  }

  double probability(const std::string& at) const {
    const AtText settings = parse_at(at);
    MarginsOptions options;
    options.predictions = true;
    options.point = settings.point;
    options.at = settings.values;
    return margins(fit, *table, options).rows.front().estimate;
  }

  std::string refusal(const std::vector<std::string>& variables) const {
    const Error error = error_of([&] { ask({}, variables); });
    CHECK(error.kind() == ErrorKind::usage);
    return error.text().what + "; " + error.text().hint;
  }
};

bool has(const std::vector<Note>& notes, const std::string& code) {
  return std::ranges::find(notes, code, &Note::code) != notes.end();
}

}  // namespace

TEST_CASE("the effect of a condition is from 0 to 1, and at means it has its share") {
  const LbwCase each("age + smoke + I(ptl > 0)");
  const Margins average = each.ask();
  CHECK(average.rows.size() == 3);  // none of ptl
  const MarginRow row = test::margin(average, "I(ptl>0)", "1 - 0");
  CHECK(row.estimate == Printed("0.3362977550758"));
  CHECK(row.std_error == Printed("0.0965821122019"));
  CHECK(average.notes.empty());
  const MarginRow at_means = test::margin(each.ask("means"), "I(ptl>0)", "1 - 0");
  CHECK(at_means.estimate == Printed("0.349288000377"));
  CHECK(at_means.std_error == Printed("0.100802759236"));
  CHECK(each.probability("means") == Printed("0.296675157924"));
}

TEST_CASE("a condition on a text column needs no other levels") {
  const LbwCase each("lwt + I(race == \"black\")");
  const MarginRow row = test::margin(each.ask(), "I(race==\"black\")", "1 - 0");
  CHECK(row.estimate == Printed("0.198284028805"));
  CHECK(row.std_error == Printed("0.106168630628"));
  CHECK(each.ask().rows.size() == 2);
  // By name the column is there, with the levels that the condition tells apart.
  const Margins levels = each.ask({}, {"race"});
  CHECK(test::margin(levels, "race", "black - White").estimate ==
        doctest::Approx(row.estimate).epsilon(1e-14));
  CHECK(test::margin(levels, "race", "other - White").estimate == 0.0);
}

TEST_CASE("a number and a condition on it: the slope, and the jump with the number as it is") {
  const LbwCase each("age + I(age > 30)");
  const Margins average = each.ask();
  const MarginRow jump = test::margin(average, "I(age>30)", "1 - 0");
  CHECK(jump.estimate == Printed("-0.132548974300"));
  CHECK(jump.std_error == Printed("0.126460468347"));
  const MarginRow slope = test::margin(average, "age", "dP/dx");
  CHECK(slope.estimate == Printed("-0.00606899701388"));
  CHECK(slope.std_error == Printed("0.00835669823642"));
  CHECK(has(average.notes, "N044"));
  // Where the number is set the condition follows, unless it is set itself.
  CHECK(each.probability("age=40") == Printed("0.126904578778"));
  CHECK(each.probability("means age=40") == Printed("0.126904578778"));
  CHECK(each.probability("age=40 I(age>30)=0") > 0.2);
  CHECK(each.probability("age=40 I(age>30)=0") ==
        doctest::Approx(each.probability("means age=40 I(age>30)=0")).epsilon(1e-14));
}

TEST_CASE("conditions joined by & or by a product are one, and may interact") {
  for (const char* both : {"I(ptl>0&age>20)", "I((ptl>0)*(age>20))", "pmin(ptl>0,age>20)"}) {
    CAPTURE(both);
    const LbwCase each(std::string(both) + "*smoke + lwt");
    const Margins average = each.ask();
    const MarginRow row = test::margin(average, both, "1 - 0");
    CHECK(row.estimate == Printed("0.268953326948"));
    CHECK(row.std_error == Printed("0.113963085497"));
    CHECK(average.rows.size() == 3);
  }
  const LbwCase apart("I((ptl>0) + 2*(ht==1)) + I((age>30)*lwt)");
  const Margins parts = apart.ask();
  for (const char* name : {"I(ptl>0)", "I(ht==1)", "I(age>30)"}) {
    CAPTURE(name);
    CHECK(test::margin(parts, name, "1 - 0").std_error > 0.0);
  }
  CHECK(test::margin(parts, "lwt", "dP/dx").std_error > 0.0);
}

TEST_CASE("a condition within a number that its own variable is part of stays a number") {
  const LbwCase hinge("I((age-25)*(age>25))");
  const Margins average = hinge.ask();
  REQUIRE(average.rows.size() == 1);
  CHECK(average.rows.front().variable == "age");
  CHECK(has(average.notes, "N044"));
  CHECK(model_with_conditions(hinge.fit).get() == &hinge.fit.model());
}

TEST_CASE("several conditions on one column are moved one by one, and that is said") {
  const LbwCase two("I(race==\"black\") + I(race==\"other\")");
  CHECK(has(two.ask().notes, "N140"));
  CHECK(has(LbwCase("race + I(race==\"black\"):smoke").ask().notes, "N140"));
  CHECK_FALSE(has(LbwCase("I(race==\"black\") + I(ptl>0)").ask().notes, "N140"));
}

TEST_CASE("what enters through conditions only has no derivative, but steps") {
  const LbwCase each("lwt + I(ptl > 0)");
  CHECK(each.refusal({"ptl"}) ==
        "ptl enters through a condition only, which has no derivative; name the condition, "
        "I(ptl>0): its effect is from 0 to 1");
  MarginsOptions options;
  options.variables = {"ptl"};
  options.step = {.kind = Step::Kind::between, .low = 0.0, .high = 2.0};
  const MarginRow step = margins(each.fit, *each.table, options).rows.front();
  const MarginRow jump = test::margin(each.ask(), "I(ptl>0)", "1 - 0");
  CHECK(step.estimate == doctest::Approx(jump.estimate).epsilon(1e-14));
  CHECK(step.std_error == doctest::Approx(jump.std_error).epsilon(1e-13));
}

TEST_CASE("a mixture of levels is no text that a condition could be true of") {
  const LbwCase each("lwt + I(race == \"black\" & age > 20)");
  CHECK(each.probability("means") > 0.0);  // the share
  const Error error = error_of([&] { each.probability("means age=30"); });
  CHECK(error.text().what ==
        "the model compares race with a text, in race=='black'&age>20, which has no value at a "
        "mixture of levels");
  CHECK(each.probability("means age=30 race=black") > each.probability("means age=30 race=White"));
  CHECK(each.probability("means age=10 race=black") == each.probability("means age=10 race=White"));
}

TEST_CASE("effects of single rows know conditions") {
  const LbwCase each("age + I(ptl > 0)");
  MarginsOptions options;
  options.variables = {"I(ptl>0)"};
  double sum = 0.0;
  Index rows = 0;
  unit_margins(each.fit, *each.table, options, {},
               {.labels = [](const std::vector<UnitLabel>&) {},
                .rows =
                    [&](std::span<const UnitRow> run) {
                      for (const UnitRow& row : run) sum += row.effects.front().estimate;
                      rows += static_cast<Index>(run.size());
                    }});
  const MarginRow mean = margins(each.fit, *each.table, options).rows.front();
  CHECK(sum / static_cast<double>(rows) == doctest::Approx(mean.estimate).epsilon(1e-13));
}

TEST_CASE("a page of sensitivities ranks conditions, and its point has their shares") {
  const LbwCase each("age + smoke + I(ptl > 0)");
  const Sensitivity page = sensitivity(each.fit, *each.table);
  REQUIRE(page.ranking.size() == 3);
  CHECK(page.ranking.front().variable == "I(ptl>0)");
  CHECK(page.ranking.front().contrast == "1 - 0");
  CHECK(page.ranking.front().effect.estimate == Printed("0.3362977550758"));
  CHECK(page.probability.estimate == Printed("0.296675157924"));
  const auto set = [](const Sensitivity& at, const std::string& name) {
    for (const auto& [variable, value] : at.point) {
      if (variable == name) return value;
    }
    return std::string();
  };
  CHECK(set(page, "I(ptl>0)") == "0.15873 (share)");
  CHECK(set(page, "ptl").empty());
  SensitivityOptions options;
  options.at = {{"ptl", {"2"}}};
  const Sensitivity there = sensitivity(each.fit, *each.table, options);
  CHECK(set(there, "I(ptl>0)") == "1");
  CHECK(set(there, "ptl") == "2");
}

TEST_CASE(
    "a number with a condition on it has no single steepest point, and a profile with a jump") {
  const LbwCase each("age + I(age > 30)");
  SensitivityOptions options;
  options.profile = AtValues{"age", {"29", "30", "31", "32"}};
  const Sensitivity page = sensitivity(each.fit, *each.table, options);
  CHECK(page.steepest.empty());
  REQUIRE(page.profile.size() == 4);
  const double before = page.profile[1].probability.estimate - page.profile[0].probability.estimate;
  const double jump = page.profile[2].probability.estimate - page.profile[1].probability.estimate;
  CHECK(jump < 10.0 * before);
}

}  // namespace odds
