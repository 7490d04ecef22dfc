// Reference values: tools/certify_tests.py, of 100 digits; joint tests of hypotheses, F and
// adjusted p-values: R 4.2.2, car 3.1 (linearHypothesis, Anova), p.adjust.
#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/fit_text.hpp"
#include "support/printed.hpp"

#include <odds/hypothesis.hpp>
#include <odds/memory_table.hpp>
#include <odds/model_file.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::error_of;
using test::fit_dataset;
using test::fit_text;
using test::Printed;
using RowKind = HypothesisRow::Kind;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr const char* kLowBirths = "low ~ age + lwt + race + smoke + ptl + ht + ui";

struct CertifiedTest {
  const char* data;
  const char* formula;
  Variance variance;
  RowKind kind;
  const char* hypothesis;
  double estimate;
  double std_error;
  double statistic;
  Index df;
  double p_value;
};

const std::vector<CertifiedTest> kCertified = {
#include "inference/hypothesis_values.inc"
};

HypothesisOptions asking(RowKind kind, const std::string& text) {
  HypothesisOptions options;
  if (kind == RowKind::nonlinear) {
    options.nonlinear = {text};
  } else if (kind == RowKind::linear) {
    options.linear = {text};
  } else {
    options.hypotheses = {text};
  }
  return options;
}

/// The estimate is right to 1e-13 and so the rest to 1e-11; what is left of a difference is less.
void check_close(double value, double certified) {
  if (std::isnan(certified)) {
    CHECK(std::isnan(value));
  } else {
    CHECK(value == doctest::Approx(certified).epsilon(1e-10).scale(0.0));
  }
}

HypothesisTests tests_of(const std::vector<std::string>& hypotheses, const Fit& fit) {
  HypothesisOptions options;
  options.hypotheses = hypotheses;
  return test_hypotheses(fit, options);
}

std::string refusal(const Fit& fit, const std::vector<std::string>& hypotheses) {
  return error_of([&] { tests_of(hypotheses, fit); }).text().what;
}

TEST_CASE("terms, linear and nonlinear combinations have their certified tests") {
  for (const CertifiedTest& certified : kCertified) {
    CAPTURE(certified.formula);
    CAPTURE(certified.hypothesis);
    FitOptions options;
    options.variance = certified.variance;
    const Fit fit = fit_dataset(certified.data, certified.formula, options);
    const auto rows = test_hypotheses(fit, asking(certified.kind, certified.hypothesis)).rows;
    REQUIRE(rows.size() == 1);
    const HypothesisRow& row = rows.front();
    CHECK(row.kind == certified.kind);
    CHECK(row.df == certified.df);
    check_close(row.estimate, certified.estimate);
    check_close(row.std_error, certified.std_error);
    check_close(row.statistic, certified.statistic);
    check_close(row.p_value, certified.p_value);
  }
}

TEST_CASE("several hypotheses are tested together, those that follow from others once") {
  const Fit fit = fit_dataset("lbw.csv", kLowBirths);
  const auto together = [&](const std::vector<std::string>& hypotheses) {
    return tests_of(hypotheses, fit).rows.back();
  };
  const HypothesisRow two = together({"smoke = ht", "race[black] = race[other]"});
  CHECK(two.kind == RowKind::joint);
  CHECK(two.df == 2);
  CHECK(two.statistic == doctest::Approx(1.64670442402315).epsilon(1e-8));
  CHECK(two.p_value == doctest::Approx(0.438957706097535).epsilon(1e-8));
  const HypothesisRow mixed = together({"race", "smoke = ht"});
  CHECK(mixed.df == 3);
  CHECK(mixed.statistic == doctest::Approx(9.65860899014749).epsilon(1e-8));
  CHECK(mixed.p_value == doctest::Approx(0.0217025365999671).epsilon(1e-8));
  const HypothesisRow repeated =
      together({"race", "smoke = ht", "race[black] = 0", "2*ht = 2*smoke"});
  CHECK(repeated.df == 3);
  CHECK(repeated.statistic == doctest::Approx(mixed.statistic).epsilon(1e-10));
  CHECK(refusal(fit, {"age = 0", "age = 1"}) ==
        "the hypotheses contradict one another: no coefficients fulfil them all");
  CHECK(refusal(fit, {"race", "race[black] + race[other] = 1"}) ==
        "the hypotheses contradict one another: no coefficients fulfil them all");
  CHECK(tests_of({"age > 0", "smoke = 0"}, fit).rows.size() == 2);
}

TEST_CASE("every term is tested unless something is asked for") {
  const Fit fit = fit_dataset("lbw.csv", "low ~ age + C(race, base=other)*smoke + I(age^2)");
  const auto rows = test_hypotheses(fit).rows;
  std::vector<std::string> names;
  for (const HypothesisRow& row : rows) names.push_back(row.hypothesis);
  CHECK(names == std::vector<std::string>{"age", "C(race,base=other)", "smoke", "I(age^2)",
                                          "C(race,base=other):smoke"});
  CHECK(rows[1].df == 2);
  CHECK(rows[4].df == 2);
  for (const char* word : {"race", "C(race, base=other)", "smoke:C(race,base=other)"}) {
    CHECK(tests_of({word}, fit).rows.front().kind == RowKind::term);
  }
  CHECK(tests_of({"i.race"}, fit_dataset("lbw.csv", "low ~ race")).rows.front().df == 2);
}

TEST_CASE("a term within a higher one is tested at its zero, and a note says so") {
  const Fit fit = fit_dataset("lbw.csv", "low ~ age*smoke + race");
  const HypothesisTests all = test_hypotheses(fit);
  REQUIRE(all.notes.size() == 1);
  CHECK(all.notes[0].code == "N160");
  CHECK(all.notes[0].text.find("age (in age:smoke), smoke (in age:smoke)") != std::string::npos);
  CHECK(tests_of({"race", "age:smoke"}, fit).notes.empty());
}

TEST_CASE("an inequality names the alternative of a one-sided test") {
  const Fit fit = fit_dataset("lbw.csv", kLowBirths);
  const auto p_of = [&](const char* text) { return tests_of({text}, fit).rows.front().p_value; };
  const double both = p_of("smoke = 0");
  CHECK(p_of("smoke > 0") == doctest::Approx(both / 2).epsilon(1e-14));
  CHECK(p_of("smoke >= 0") == p_of("smoke > 0"));
  CHECK(p_of("smoke < 0") == doctest::Approx(1 - both / 2).epsilon(1e-14));
  CHECK(p_of("0 < smoke") == p_of("smoke > 0"));
  CHECK(p_of("0.5 = smoke") == p_of("smoke = 0.5"));
  const HypothesisRow row = tests_of({"1.5 >= smoke"}, fit).rows.front();
  CHECK(row.alternative == Alternative::less);
  CHECK(row.null == 1.5);
  CHECK(row.statistic == doctest::Approx((row.estimate - 1.5) / row.std_error).epsilon(1e-14));
}

TEST_CASE("ratios exponentiate the ends of an interval, not the test") {
  const Fit fit = fit_dataset("lbw.csv", kLowBirths);
  HypothesisOptions options = asking(RowKind::linear, "smoke - ht = 0.5");
  const HypothesisRow plain = test_hypotheses(fit, options).rows.front();
  options.ratios = true;
  const HypothesisRow ratio = test_hypotheses(fit, options).rows.front();
  CHECK(ratio.estimate == std::exp(plain.estimate));
  CHECK(ratio.std_error == ratio.estimate * plain.std_error);
  CHECK(ratio.conf_low == std::exp(plain.conf_low));
  CHECK(ratio.conf_high == std::exp(plain.conf_high));
  CHECK(ratio.null == std::exp(0.5));
  CHECK(ratio.p_value == plain.p_value);
  options = {};
  options.ratios = true;
  CHECK_THROWS_AS(test_hypotheses(fit, options), Error);
}

TEST_CASE("a heterogeneity factor makes t of z and F of chi2") {
  FitOptions options;
  options.heterogeneity = HeterogeneityUse::on;
  const Fit fit = fit_dataset("budworm.csv", "cbind(killed, n - killed) ~ sex + ldose", options);
  const HypothesisTests tests = tests_of({"sex", "ldose"}, fit);
  CHECK(tests.rows.back().statistic == doctest::Approx(56.5403079076622).epsilon(1e-8));
  const HypothesisRow single = tests_of({"sex[M] = ldose"}, fit).rows.front();
  CHECK(single.statistic * single.statistic == Printed("0.01921"));
  CHECK(single.p_value == Printed("0.89281"));
}

TEST_CASE("equivalence is two one-sided tests, and an interval between the bounds") {
  const Fit fit = fit_dataset("lbw.csv", kLowBirths);
  HypothesisOptions options = asking(RowKind::linear, "10*age");
  options.equivalence = EquivalenceBounds{-1.0, 1.0};
  const HypothesisRow row = test_hypotheses(fit, options).rows.front();
  REQUIRE(row.equivalence);
  // pnorm((est + 1) / se, lower = FALSE), pnorm((est - 1) / se) with est = 10 * -0.0271003108862,
  // se = 10 * 0.0364504265948 of R's summary(glm): 0.0227519, 0.000244294.
  const double above = 0.5 * std::erfc((row.estimate + 1.0) / row.std_error / std::sqrt(2.0));
  const double below = 0.5 * std::erfc((1.0 - row.estimate) / row.std_error / std::sqrt(2.0));
  CHECK(row.equivalence->low_p == doctest::Approx(above).epsilon(1e-12));
  CHECK(row.equivalence->high_p == doctest::Approx(below).epsilon(1e-12));
  CHECK(row.equivalence->low_p == Printed("0.0227519"));
  CHECK(row.equivalence->high_p == Printed("0.000244294"));
  CHECK(row.equivalence->p_value == row.equivalence->low_p);
  CHECK(row.equivalence->equivalent);
  CHECK(row.equivalence->conf_low > -1.0);
  options.equivalence = EquivalenceBounds{-0.5, 0.5};
  CHECK_FALSE(test_hypotheses(fit, options).rows.front().equivalence->equivalent);
  options.ratios = true;
  CHECK_THROWS_AS(test_hypotheses(fit, options), Error);
  options.equivalence = EquivalenceBounds{std::exp(-1.0), std::exp(1.0)};
  const HypothesisRow ratio = test_hypotheses(fit, options).rows.front();
  CHECK(ratio.equivalence->p_value == doctest::Approx(row.equivalence->p_value).epsilon(1e-12));
  CHECK(ratio.equivalence->conf_low ==
        doctest::Approx(std::exp(row.equivalence->conf_low)).epsilon(1e-12));
}

void check_all(const std::vector<double>& values, const std::vector<double>& expected) {
  REQUIRE(values.size() == expected.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    CAPTURE(i);
    if (std::isnan(expected[i])) {
      CHECK(std::isnan(values[i]));
    } else {
      CHECK(values[i] == doctest::Approx(expected[i]).epsilon(1e-14));
    }
  }
}

TEST_CASE("p-values are adjusted as R's p.adjust does it") {
  const std::vector<double> p = {0.01, 0.04, 0.03, kNaN, 0.005, 0.5};
  check_all(adjusted_p_values(p, Adjustment::none), p);
  check_all(adjusted_p_values(p, Adjustment::holm), {0.04, 0.09, 0.09, kNaN, 0.025, 0.5});
  check_all(adjusted_p_values(p, Adjustment::bh), {0.025, 0.05, 0.05, kNaN, 0.025, 0.5});
  check_all(adjusted_p_values(p, Adjustment::bonferroni), {0.05, 0.2, 0.15, kNaN, 0.025, 1.0});
  // 1 - 0.99^5, ..; a far tail keeps its digits.
  check_all(adjusted_p_values({0.01, 0.5, 1e-20, 1.0}, Adjustment::sidak),
            {1 - std::pow(0.99, 4), 1 - std::pow(0.5, 4), 4e-20, 1.0});
  CHECK(adjusted_p_values({}, Adjustment::holm).empty());
}

TEST_CASE("terms and combinations are families of their own") {
  const Fit fit = fit_dataset("lbw.csv", kLowBirths);
  HypothesisOptions options;
  options.adjustment = Adjustment::holm;
  const HypothesisTests terms = test_hypotheses(fit, options);
  CHECK(terms.terms_in_family == 7);
  CHECK(terms.combinations_in_family == 0);
  // p.adjust of car::Anova(fit, type = 3, test = "Wald")
  const std::vector<double> holm = {0.45718867298859212, 0.14350605208954942, 0.14350605208954942,
                                    0.12747016827135341, 0.29610581813649450, 0.05641653994719652,
                                    0.29610581813649450};
  for (std::size_t i = 0; i < holm.size(); ++i) {
    CHECK(terms.rows[i].adjusted_p == doctest::Approx(holm[i]).epsilon(1e-7));
  }
  options.hypotheses = {"race", "smoke"};
  options.linear = {"age", "lwt", "ui"};
  const HypothesisTests both = test_hypotheses(fit, options);
  CHECK(both.terms_in_family == 2);
  CHECK(both.combinations_in_family == 3);
  CHECK(std::isnan(both.rows[2].adjusted_p));  // of the joint test
}

TEST_CASE("sup-t has the joint distribution of the estimates") {
  const Fit fit = fit_dataset("lbw.csv", kLowBirths);
  HypothesisOptions options;
  options.adjustment = Adjustment::sup_t;
  options.linear = {"race[black]", "race[other]"};
  // One minus the normal probability of a rectangle, by mpmath's quadrature.
  const HypothesisTests two = test_hypotheses(fit, options);
  CHECK(two.rows[0].adjusted_p == doctest::Approx(0.031678917628879).epsilon(1e-10));
  CHECK(two.rows[1].adjusted_p == doctest::Approx(0.092832970229774).epsilon(1e-10));
  CHECK(*two.critical_value == doctest::Approx(2.2226522248941).epsilon(1e-10));
  CHECK(two.rows[0].conf_low ==
        doctest::Approx(two.rows[0].estimate - *two.critical_value * two.rows[0].std_error));
  // Of a hexagon: the third follows from the others.
  options.linear.push_back("race[black] - race[other]");
  const HypothesisTests three = test_hypotheses(fit, options);
  CHECK(three.rows[0].adjusted_p == doctest::Approx(0.042988069931628).epsilon(1e-10));
  CHECK(three.rows[1].adjusted_p == doctest::Approx(0.12039686599349).epsilon(1e-10));
  CHECK(three.rows[2].adjusted_p == doctest::Approx(0.73623344266917).epsilon(1e-10));
  CHECK(*three.critical_value == doctest::Approx(2.3395794177965).epsilon(1e-10));
  // summary(multcomp::glht(fit, ..), test = adjusted("single-step")): simulated, as ours is.
  options.linear = {"age", "lwt", "race[black]", "race[other]", "smoke"};
  const HypothesisTests five = test_hypotheses(fit, options);
  const std::vector<double> single_step = {0.943068, 0.129086, 0.076380, 0.212870, 0.097224};
  for (std::size_t i = 0; i < single_step.size(); ++i) {
    CHECK(five.rows[i].adjusted_p == doctest::Approx(single_step[i]).epsilon(0.01));
  }
  CHECK(five.combinations_in_family == 5);
  CHECK(test_hypotheses(fit, options).rows[0].adjusted_p == five.rows[0].adjusted_p);
  options.linear = {"age > 0"};
  CHECK_THROWS_AS(test_hypotheses(fit, options), Error);
  options.linear.clear();
  CHECK_THROWS_AS(test_hypotheses(fit, options), Error);  // terms
  CHECK_THROWS_AS(adjusted_p_values({0.1}, Adjustment::sup_t), Error);
}

TEST_CASE("clustered variances test with their own degrees of freedom") {
  FitOptions options;
  options.variance = VarianceChoice(Variance::cr2, {"ptl"});
  const Fit fit = fit_dataset("lbw.csv", "low ~ age + race + smoke", options);
  const HypothesisRow age = tests_of({"age = 0"}, fit).rows.front();
  const HypothesisRow term = tests_of({"age"}, fit).rows.front();
  CHECK(age.degrees == doctest::Approx(fit.own_degrees()[1]).epsilon(1e-12));
  CHECK(age.statistic * age.statistic == doctest::Approx(term.statistic).epsilon(1e-10));
  CHECK(age.p_value == doctest::Approx(term.p_value).epsilon(1e-9));
}

// clubSandwich 0.5.8, Wald_test(.., test = "HTZ"); glm at epsilon = 1e-14.
TEST_CASE("terms of several coefficients have Hotelling's F with few clusters") {
  FitOptions options;
  options.variance = VarianceChoice(Variance::cr2, {"agegp"});
  const char* formula = "ncases/(ncases + ncontrols) ~ tobgp + alcgp";
  const Fit cr2 = fit_dataset("esoph.csv", formula, options);
  const HypothesisTests of_cr2 = tests_of({"tobgp", "alcgp"}, cr2);
  CHECK(of_cr2.rows[0].p_value == doctest::Approx(0.3800987054).epsilon(1e-9));
  CHECK(of_cr2.rows[1].p_value == doctest::Approx(0.08076780457).epsilon(1e-9));

  // Six clusters do not test six coefficients together.
  const HypothesisRow& together = of_cr2.rows[2];
  CHECK(together.df == 0);
  CHECK(std::isnan(together.p_value));
  CHECK(cr2.slopes_test().kind == SlopesTest::Kind::none);
  REQUIRE(of_cr2.notes.size() == 1);
  CHECK(of_cr2.notes[0].code == "N261");

  options.variance = VarianceChoice(Variance::cr3, {"agegp"});
  const HypothesisTests of_cr3 = tests_of({}, fit_dataset("esoph.csv", formula, options));
  CHECK(of_cr3.rows[0].statistic == doctest::Approx(1.2100447900).epsilon(1e-9));
  CHECK(of_cr3.rows[0].degrees == doctest::Approx(1.6468424428).epsilon(1e-9));
  CHECK(of_cr3.rows[0].p_value == doctest::Approx(0.5051446419).epsilon(1e-9));
  CHECK(of_cr3.rows[1].statistic == doctest::Approx(11.4400832449).epsilon(1e-9));
  CHECK(of_cr3.rows[1].degrees == doctest::Approx(1.5464827986).epsilon(1e-9));
  CHECK(of_cr3.rows[1].p_value == doctest::Approx(0.1221025373).epsilon(1e-9));
}

TEST_CASE("an aliased column has no test with few clusters, and spoils no other") {
  FitOptions options;
  options.variance = VarianceChoice(Variance::cr2, {"ptl"});
  const Fit twice = fit_dataset("lbw.csv", "low ~ age + I(2*age) + smoke", options);
  const Fit once = fit_dataset("lbw.csv", "low ~ age + smoke", options);
  const HypothesisTests tests = tests_of({}, twice);
  CHECK(tests.rows[0].degrees == doctest::Approx(tests_of({}, once).rows[0].degrees));
  CHECK(tests.rows[1].df == 0);
  CHECK(twice.slopes_test().denominator ==
        doctest::Approx(once.slopes_test().denominator).epsilon(1e-9));
}

TEST_CASE("a factor whose levels are the clusters has no clustered variance") {
  FitOptions options;
  options.variance = VarianceChoice(Variance::cluster, {"agegp"});
  const Fit fit = fit_dataset("esoph.csv", "ncases/(ncases + ncontrols) ~ agegp", options);
  for (const double error : fit.std_errors()) CHECK(error == 0.0);
  const auto said = [&](const Note& note) { return note.code == "N260"; };
  CHECK(std::ranges::any_of(fit.notes(), said));
  CHECK(std::isnan(coefficients(fit)[1].p_value));
}

TEST_CASE("what cannot be tested is refused with the place and what was meant") {
  const Fit fit = fit_dataset("lbw.csv", "low ~ age + race*smoke + log(lwt)");
  CHECK(refusal(fit, {"rcae"}) == "the model has no term and no coefficient \"rcae\"");
  const Error unknown = error_of([&] { tests_of({"age + smok = 0"}, fit); });
  CHECK(unknown.kind() == ErrorKind::usage);
  CHECK(unknown.text().what == "the model has no coefficient \"smok\"");
  CHECK(unknown.text().hint == "did you mean \"smoke\"?");
  CHECK(unknown.text().excerpt == "age + smok = 0\n      ^");
  CHECK(refusal(fit, {"race[blak] = 0"}) == "the model has no coefficient \"race[blak]\"");
  CHECK(refusal(fit, {"race[black]:smok = 0"}) ==
        "the model has no coefficient \"race[black]:smok\"");
  CHECK(refusal(fit, {"lwt = 0"}) == "the model has no coefficient \"lwt\"");
  CHECK(refusal(fit, {"age + smoke"}) ==
        "\"age + smoke\" is neither a term of the model nor a hypothesis");
  CHECK(refusal(fit, {"age*smoke = 1"}) == "\"age*smoke = 1\" is not linear in the coefficients");
  CHECK(refusal(fit, {"age = smoke = 0"}) == "a hypothesis compares two sides, not three");
  CHECK(refusal(fit, {"age != 0"}) == "\"!=\" is no hypothesis");
  CHECK(refusal(fit, {"1 = 1"}) == "\"1 = 1\" holds no coefficient of the model");
  CHECK(refusal(fit, {"abs(age) = 1"}) ==
        "\"abs\" has no place in a hypothesis about coefficients");
  CHECK(refusal(fit, {"age = 1/0"}) == "\"age = 1/0\" compares with a number that is not finite");
  const Error not_finite =
      error_of([&] { test_hypotheses(fit, asking(RowKind::nonlinear, "log((age))")); });
  CHECK(not_finite.kind() == ErrorKind::model);
  CHECK(not_finite.text().what.find("is not finite at the estimates, age = -0.0") !=
        std::string::npos);
}

TEST_CASE("coefficients are named as reports print them") {
  const std::string text =
      "y,x,my col,g\n0,1,2,a=b\n1,2,1,a=b\n0,3,5,c d\n1,1,4,c d\n0,2,6,e\n1,5,3,e\n1,4,4,a=b\n"
      "0,2,7,c d\n1,3,1,e\n0,4,2,a=b\n";
  const Fit fit = fit_text(text, "y ~ x + `my col` + g + I(x^2)");
  for (const std::string& name : fit.names()) {
    CAPTURE(name);
    const HypothesisRow row = tests_of({name + " = 0"}, fit).rows.front();
    const auto place = std::ranges::find(fit.names(), name) - fit.names().begin();
    CHECK(row.estimate == fit.coefficients()[static_cast<std::size_t>(place)]);
    CHECK(row.std_error ==
          doctest::Approx(fit.std_errors()[static_cast<std::size_t>(place)]).epsilon(1e-12));
  }
  const double level = tests_of({"g[c d] = 0"}, fit).rows.front().estimate;
  CHECK(tests_of({"`g[c d]` = 0"}, fit).rows.front().estimate == level);
  CHECK(tests_of({"I(x ^ 2)"}, fit).rows.front().kind == RowKind::term);
  CHECK(tests_of({"I(x ^ 2) = 0"}, fit).rows.front().estimate == fit.coefficients()[5]);
}

TEST_CASE("a variable far from 0 costs the tests of its combinations no digits") {
  MemoryTable near;
  MemoryTable far;
  std::vector<double> x = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const std::vector<double> y = {0, 0, 1, 0, 1, 0, 1, 1, 0, 1};
  near.add("x", x);
  near.add("y", y);
  for (double& value : x) value += 1048576.0;  // exact
  far.add("x", x);
  far.add("y", y);
  const auto row = [](const MemoryTable& table, const char* text) {
    return tests_of({text}, fit(table, parse_formula("y ~ x"))).rows.front();
  };
  const HypothesisRow here = row(near, "(Intercept) + 5*x = 0");
  const HypothesisRow there = row(far, "(Intercept) + 1048581*x = 0");
  CHECK(there.std_error == doctest::Approx(here.std_error).epsilon(1e-9));
}

TEST_CASE("an aliased coefficient has no test, and a term the tests of the rest") {
  const std::string text =
      "y,x,g,h\n0,1,a,a\n1,2,a,a\n0,3,b,b\n1,1,b,b\n0,2,c,c\n1,5,c,d\n1,4,a,a\n"
      "0,2,b,b\n1,3,c,c\n0,4,c,d\n1,6,c,d\n";
  const Fit fit = fit_text(text, "y ~ x + g + h");
  const auto rows = test_hypotheses(fit).rows;
  CHECK(rows[1].df == 2);
  CHECK(rows[2].df == 1);  // d alone
  const Error aliased = error_of([&] { tests_of({"h[b] = 0"}, fit); });
  CHECK(aliased.kind() == ErrorKind::model);
  CHECK(aliased.text().what == "\"h[b]\" has no estimate: it is aliased = g[b]");
}

TEST_CASE("a saved model tests as its fit does, and an eliminated factor lacks its own test only") {
  std::string text = "y,x,g\n";
  for (int i = 0; i < 6600; ++i) {
    text += std::to_string((i * 7 + i / 3) % 2) + ',' + std::to_string(i % 13) + ',' +
            std::to_string(i / 6) + '\n';
  }
  const Fit fit = fit_text(text, "y ~ x + C(g)");
  REQUIRE(fit.eliminated() > 0);
  const auto rows = test_hypotheses(fit).rows;
  REQUIRE(rows.size() == 2);
  CHECK(std::sqrt(rows[0].statistic) ==
        doctest::Approx(std::abs(fit.coefficients()[1]) / fit.std_errors()[1]).epsilon(1e-9));
  CHECK(rows[1].df == 0);
  const HypothesisRow level = tests_of({"C(g)[5] = 0"}, fit).rows.front();
  const auto place = std::ranges::find(fit.names(), "C(g)[5]") - fit.names().begin();
  CHECK(level.std_error ==
        doctest::Approx(fit.std_errors()[static_cast<std::size_t>(place)]).epsilon(1e-9));
  const Fit births = fit_dataset("lbw.csv", kLowBirths);
  const Fit loaded = parse_model(model_text(births));
  for (std::size_t i = 0; i < 7; ++i) {
    CHECK(test_hypotheses(loaded).rows[i].statistic == test_hypotheses(births).rows[i].statistic);
  }
}

}  // namespace
}  // namespace odds
