// Reference values: tools/certify_thresholds.py, of 60 digits.
#include "support/certified_measure.hpp"
#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/options.hpp"
#include "support/printed.hpp"
#include "support/study.hpp"

#include <odds/diagnose.hpp>
#include <odds/discrimination.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::CertifiedMeasure;
using test::EffectStudy;
using test::error_of;
using test::open_dataset;
using test::Printed;

const std::vector<CertifiedMeasure> kCertifiedDecisions = {
#include "diagnose/threshold_values.inc"
};

using Values = std::map<std::string, double>;

/// What the reference values are asked for.
DiagnoseOptions asked_decisions() {
  DiagnoseOptions options;
  options.costs = ErrorCosts{.false_positive = 1.0, .false_negative = 5.0};
  options.sensitivity = 0.9;
  options.specificity = 0.8;
  options.partial = RocRange{.low = 0.0, .high = 0.2};
  return options;
}

void add_proportion(const std::string& name, const Proportion& value, Values& values) {
  values[name] = value.estimate;
  values[name + ".low"] = value.conf_low;
  values[name + ".high"] = value.conf_high;
}

void add_rates(const Classification& table, bool has_counts, Values& values) {
  const ClassificationRates own = rates(table, {.has_counts = has_counts});
  add_proportion("cut.sensitivity", own.sensitivity, values);
  add_proportion("cut.specificity", own.specificity, values);
  add_proportion("cut.ppv", own.positive_value, values);
  add_proportion("cut.npv", own.negative_value, values);
  add_proportion("cut.correct", own.correct, values);
  const ClassificationRates rare = rates(table, {.has_counts = has_counts, .prevalence = 0.1});
  add_proportion("prevalence.ppv", rare.positive_value, values);
  add_proportion("prevalence.npv", rare.negative_value, values);
}

void add_curves(const Discrimination& found, Values& values) {
  values["ap"] = found.average_precision;
  const std::string part = found.partial->range.of_sensitivity ? "partial.sens" : "partial.fpr";
  values[part] = found.partial->area;
  values[part + ".corrected"] = found.partial->corrected;
  for (const std::size_t k : {std::size_t{1}, std::size_t{3}, std::size_t{9}}) {
    values["gain." + std::to_string(k)] = found.gains[k - 1].gain;
    values["lift." + std::to_string(k)] = found.gains[k - 1].lift;
  }
  for (const std::size_t k : {std::size_t{5}, std::size_t{20}, std::size_t{50}, std::size_t{90}}) {
    const std::string name = "benefit." + std::to_string(k);
    values[name] = found.net_benefits[k - 1].model;
    values[name + ".all"] = found.net_benefits[k - 1].all;
    values[name + ".standardized"] = found.net_benefits[k - 1].standardized;
  }
}

void add_smooth(const SmoothCalibration& smooth, Values& values) {
  values["knots"] = static_cast<double>(smooth.knots.size());
  values["smooth.test"] = smooth.test.statistic;
  values["smooth.df"] = smooth.test.degrees;
  values["ici"] = smooth.mean;
  values["e50"] = smooth.median;
  values["e90"] = smooth.p90;
  values["emax"] = smooth.largest;
  for (const auto& [name, point] :
       {std::pair("first", smooth.curve.front()), std::pair("last", smooth.curve.back())}) {
    add_proportion(name, {point.smooth, point.conf_low, point.conf_high}, values);
  }
}

Values decisions_of(const Diagnosis& found) {
  Values values;
  for (const ThresholdChoice& choice : threshold_choices(found.discrimination)) {
    const std::string name = kThresholdRuleNames[static_cast<std::size_t>(choice.rule)];
    values[name + ".tp"] = choice.table.true_positives;
    values[name + ".fp"] = choice.table.false_positives;
    values[name + ".threshold"] = choice.table.threshold;
  }
  add_rates(found.discrimination.at_cut, found.has_counts, values);
  add_curves(found.discrimination, values);
  add_smooth(found.smooth, values);
  return values;
}

TEST_CASE("decisions and the calibration curve have their certified values") {
  std::string name;
  Values values;
  for (const CertifiedMeasure& certified : kCertifiedDecisions) {
    CAPTURE(certified.formula);
    CAPTURE(certified.measure);
    const std::string own =
        std::string(certified.data) + certified.formula + link_name(certified.link);
    if (own != name) {
      name = own;
      FitOptions options;
      options.event = certified.event;
      options.link = certified.link;
      const auto table = open_dataset(certified.data);
      const Fit fit = odds::fit(*table, parse_formula(certified.formula), options);
      DiagnoseOptions asked = asked_decisions();
      values = decisions_of(diagnose(fit, *table, asked));
      asked.partial = RocRange{.of_sensitivity = true, .low = 0.8, .high = 1.0};
      values.merge(decisions_of(diagnose(fit, *table, asked)));
    }
    // What is 0 by construction may be rounding.
    CHECK(values.at(certified.measure) ==
          doctest::Approx(certified.value)
              .epsilon(1e-8)
              .scale(std::abs(certified.value) < 1e-20 ? 1e-4 : 0.0));
  }
}

/// A diagnosis of P = sigma(x) for given x and outcomes, which no fit has been made to.
Diagnosis diagnosis_of(const std::vector<double>& x, const std::vector<double>& y,
                       const DiagnoseOptions& asked = {}) {
  MemoryTable table;
  table.add("x", x).add("y", y);
  const Fit fit = odds::fit(table, parse_formula("y ~ x"));
  return diagnose(with_coefficients(fit, std::vector<double>{0.0, 1.0}, "given"), table, asked);
}

TEST_CASE("scikit-learn's example of average precision") {
  const Diagnosis found = diagnosis_of({0.1, 0.4, 0.35, 0.8}, {0, 0, 1, 1});
  CHECK(found.discrimination.average_precision == Printed("0.83"));
  CHECK(found.discrimination.auc.estimate == doctest::Approx(0.75));
}

TEST_CASE("Wilson's intervals of none, all and some") {
  const ClassificationRates found = rates({.threshold = 0.5,
                                           .true_positives = 10.0,
                                           .false_positives = 0.0,
                                           .false_negatives = 0.0,
                                           .true_negatives = 81.0});
  // Newcombe (1998, Statistics in Medicine 17), table I: 0 of 20, 1 of 29, 15 of 148, 81 of 263.
  const auto some = [](double x, double n) {
    return rates({.threshold = 0.5,
                  .true_positives = x,
                  .false_positives = 0.0,
                  .false_negatives = n - x,
                  .true_negatives = 1.0})
        .sensitivity;
  };
  CHECK(some(81, 263).conf_low == Printed("0.2553"));
  CHECK(some(81, 263).conf_high == Printed("0.3662"));
  CHECK(some(15, 148).conf_low == Printed("0.0624"));
  CHECK(some(15, 148).conf_high == Printed("0.1605"));
  CHECK(some(0, 20).conf_low == 0.0);
  CHECK(some(0, 20).conf_high == Printed("0.1611"));
  CHECK(some(1, 29).conf_low == Printed("0.0061"));
  CHECK(some(1, 29).conf_high == Printed("0.1718"));
  CHECK(found.sensitivity.conf_high == 1.0);
  CHECK(found.positive_value.conf_high == 1.0);
}

TEST_CASE("a threshold that nobody reaches is infinite") {
  DiagnoseOptions asked;
  asked.specificity = 0.9;
  const Diagnosis found = diagnosis_of({-1, 0, 1, 2, 3}, {0, 1, 0, 1, 0}, asked);
  REQUIRE(found.discrimination.asked.size() == 1);
  const Classification& table = found.discrimination.asked[0].table;
  CHECK(std::isinf(table.threshold));
  CHECK(table.true_positives == 0.0);
  CHECK(table.specificity() == 1.0);
}

TEST_CASE("probabilities of 0 and 1 are part of the curve") {
  std::vector<double> x;
  std::vector<double> y;
  test::Random random(3);
  for (int i = 0; i < 400; ++i) {
    x.push_back(3.0 * random.normal());
    y.push_back(random.uniform() < 1.0 / (1.0 + std::exp(-x.back())) ? 1.0 : 0.0);
  }
  for (const double outcome : {0.0, 1.0}) {
    x.push_back(outcome == 0.0 ? -800.0 : 800.0);
    y.push_back(outcome);
  }
  const Diagnosis found = diagnosis_of(x, y);
  const SmoothCalibration& smooth = found.smooth;
  REQUIRE(smooth.exists());
  CHECK(smooth.knots.size() == 5);
  CHECK(smooth.curve.front().p == 0.0);
  CHECK(smooth.curve.front().smooth < 1e-100);
  CHECK(smooth.curve.back().p == 1.0);
  CHECK(smooth.curve.back().smooth == 1.0);
  CHECK(smooth.test.p_value > 0.01);
}

TEST_CASE("the curve finds what calibration in the large and a slope cannot") {
  std::vector<double> x;
  std::vector<double> y;
  test::Random random(5);
  for (int i = 0; i < 4000; ++i) {
    x.push_back(random.normal());
    const double right = 0.9 * x.back() + 0.5 * (x.back() * x.back() - 1.0);
    y.push_back(random.uniform() < 1.0 / (1.0 + std::exp(-right)) ? 1.0 : 0.0);
  }
  const Diagnosis found = diagnosis_of(x, y);
  CHECK(found.smooth.test.p_value < 1e-6);
  CHECK(found.smooth.mean > 0.03);
  CHECK(found.smooth.mean < found.smooth.p90);
  CHECK(found.smooth.p90 < found.smooth.largest);
}

TEST_CASE("with few distinct probabilities there are fewer knots, and a note says why") {
  const auto lbw = open_dataset("lbw.csv");
  const auto smooth_of = [&](const char* formula) {
    const Fit fit = odds::fit(*lbw, parse_formula(formula));
    return diagnose(fit, *lbw);
  };
  const Diagnosis two = smooth_of("low ~ smoke");
  CHECK(two.smooth.knots.empty());
  CHECK(two.smooth.reason == "there are only 2 different fitted probabilities");
  CHECK(two.smooth.mean == doctest::Approx(0.0).scale(1e-6));
  CHECK(two.notes.back().code == "N230");
  const Diagnosis one = smooth_of("low ~ 1");
  CHECK_FALSE(one.smooth.exists());
  CHECK(one.smooth.reason == "all fitted probabilities are the same");
  CHECK(std::isnan(one.smooth.mean));
  // Two thirds of the P are the same.
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i < 90; ++i) {
    x.push_back(i < 60 ? 0.0 : 0.1 * i - 7.0);
    y.push_back(i % 3 == 0 || i % 7 == 0 ? 1.0 : 0.0);
  }
  CHECK(diagnosis_of(x, y).smooth.reason ==
        "many rows have the same fitted probability, and knots coincide");
}

TEST_CASE("groups, their expansion and frequencies lead to the same decisions") {
  EffectStudy study = test::effect_study(120);
  MemoryTable expanded;
  std::vector<double> y;
  std::vector<double> x;
  for (std::size_t i = 0; i < study.rows(); ++i) {
    for (int copy = 0; copy < static_cast<int>(study.w[i]); ++copy) {
      y.push_back(study.y[i]);
      x.push_back(study.x[i]);
    }
  }
  expanded.add("y", y).add("x", x);
  MemoryTable grouped;
  std::vector<double> events;
  for (std::size_t i = 0; i < study.rows(); ++i) events.push_back(study.y[i] * study.w[i]);
  grouped.add("x", study.x).add("y", events).add("n", study.w);
  const MemoryTable weighted = study.table();
  const auto decisions = [](const Fit& fit, const Table& table) {
    // The same P to the last bit: the maxima differ by rounding.
    return decisions_of(diagnose(with_coefficients(fit, std::vector<double>{-1.8, 0.7}, "given"),
                                 table, asked_decisions()));
  };
  FitOptions off;
  off.heterogeneity = HeterogeneityUse::off;
  const Values whole = decisions(odds::fit(expanded, parse_formula("y ~ x")), expanded);
  const Values counted = decisions(
      odds::fit(weighted, parse_formula("y ~ x"), test::with(&FitOptions::frequency_weights, "w")),
      weighted);
  const Values of_groups = decisions(odds::fit(grouped, parse_formula("y/n ~ x"), off), grouped);
  const Values by_importance = decisions(
      odds::fit(weighted, parse_formula("y ~ x"), test::with(&FitOptions::importance_weights, "w")),
      weighted);
  for (const auto& each : whole) {
    const std::string& measure = each.first;
    const bool is_refit = measure.starts_with("smooth") || measure.starts_with("first") ||
                          measure.starts_with("last") || measure.starts_with("e") ||
                          measure == "ici";
    CAPTURE(measure);
    if (is_refit) {
      CHECK(counted.at(measure) == doctest::Approx(each.second).epsilon(1e-9));
      CHECK(of_groups.at(measure) == doctest::Approx(each.second).epsilon(1e-9));
      continue;
    }
    CHECK(counted.at(measure) == each.second);
    CHECK(of_groups.at(measure) == each.second);
    const bool is_limit = measure.ends_with(".low") || measure.ends_with(".high");
    if (is_limit) CHECK(std::isnan(by_importance.at(measure)));
    if (!is_limit && measure != "knots") CHECK(by_importance.at(measure) == each.second);
  }
}

TEST_CASE("weights that are no counts leave out the errors of the curve") {
  const EffectStudy study = test::effect_study(200);
  const MemoryTable table = study.table();
  const Fit fit = odds::fit(table, parse_formula("y ~ x + z"),
                            test::with(&FitOptions::probability_weights, "w"));
  const Diagnosis found = diagnose(fit, table);
  CHECK(found.smooth.test.reason == "the weights are no counts of observations");
  CHECK(std::isnan(found.smooth.curve.front().conf_low));
  CHECK(found.smooth.mean > 0.0);
  CHECK(found.smooth.median <= found.smooth.p90);
}

TEST_CASE("decisions out of range are refused") {
  const auto table = open_dataset("lbw.csv");
  const Fit fit = odds::fit(*table, parse_formula("low ~ age"));
  const auto refusal = [&](auto set) {
    DiagnoseOptions options;
    set(options);
    return error_of([&] { diagnose(fit, *table, options); }).kind();
  };
  CHECK(refusal([](DiagnoseOptions& o) { o.costs = ErrorCosts{0.0, 1.0}; }) == ErrorKind::usage);
  CHECK(refusal([](DiagnoseOptions& o) { o.sensitivity = 1.0; }) == ErrorKind::usage);
  CHECK(refusal([](DiagnoseOptions& o) { o.specificity = 0.0; }) == ErrorKind::usage);
  CHECK(refusal([](DiagnoseOptions& o) { o.prevalence = 1.5; }) == ErrorKind::usage);
  CHECK(refusal([](DiagnoseOptions& o) { o.partial = RocRange{.low = 0.3, .high = 0.2}; }) ==
        ErrorKind::usage);
  CHECK_THROWS(rates({}, {.level = 1.0}));
  const auto uspop = open_dataset("uspop.csv");
  const Fit fractions =
      odds::fit(*uspop, parse_formula("I(population/capacity) ~ year"), test::fractional());
  DiagnoseOptions costs;
  costs.costs = ErrorCosts{};
  CHECK(error_of([&] { diagnose(fractions, *uspop, costs); }).kind() == ErrorKind::usage);
}

}  // namespace
}  // namespace odds
