// Reference values: tools/certify_diagnose.py, of 60 digits.
#include "support/certified_measure.hpp"
#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/execution.hpp"
#include "support/options.hpp"
#include "support/printed.hpp"
#include "support/study.hpp"
#include "support/thread_ranks.hpp"

#include <odds/diagnose.hpp>
#include <odds/report.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::CertifiedMeasure;
using test::EffectStudy;
using test::error_of;
using test::open_dataset;
using test::Printed;

const std::vector<CertifiedMeasure> kCertifiedMeasures = {
#include "diagnose/diagnosis_values.inc"
};

std::string json_of(const Diagnosis& diagnosis, const Fit& fit) {
  std::ostringstream text;
  render(report(diagnosis, fit), Format::json, {}, text);
  return text.str();
}

struct Diagnosed {
  std::unique_ptr<const Table> table;
  Fit fit;
  Diagnosis found;

  Diagnosed(const char* data, const char* formula, const DiagnoseOptions& asked = {},
            const FitOptions& options = {})
      : table(open_dataset(data)),
        fit(odds::fit(*table, parse_formula(formula), options)),
        found(diagnose(fit, *table, asked)) {}
};

std::map<std::string, double> measures_of(const Diagnosis& found) {
  const Discrimination& roc = found.discrimination;
  const Calibration& calibration = found.calibration;
  return {{"patterns", found.patterns.patterns},
          {"singles", found.patterns.singles},
          {"pearson", found.pearson.statistic},
          {"pearson.p", found.pearson.nominal_p},
          {"deviance", found.deviance.statistic},
          {"deviance.p", found.deviance.nominal_p},
          {"brier", found.brier.score},
          {"scaled", found.brier.scaled},
          {"reliability", found.brier.reliability},
          {"resolution", found.brier.resolution},
          {"calibration.error", found.brier.calibration_error},
          {"spiegelhalter", found.brier.spiegelhalter.statistic},
          {"auc", roc.auc.estimate},
          {"auc.se", roc.auc.std_error},
          {"auc.low", roc.auc.conf_low},
          {"auc.high", roc.auc.conf_high},
          {"youden", roc.best.threshold},
          {"tp", roc.at_cut.true_positives},
          {"fp", roc.at_cut.false_positives},
          {"eta.squared", found.eta_squared.estimate},
          {"eta.squared.se", found.eta_squared.std_error},
          {"link", found.link_test.statistic},
          {"large", calibration.in_the_large.estimate},
          {"large.se", calibration.in_the_large.std_error},
          {"slope", calibration.slope.estimate},
          {"slope.se", calibration.slope.std_error},
          {"both", calibration.both.statistic},
          {"squares", found.unweighted_squares.statistic},
          {"stukel", found.stukel.statistic},
          {"stukel.df", found.stukel.degrees}};
}

/// Hosmer and Lemeshow's test, by `hl.stata.10`, `hl.r.5.p`, `hl.r.5.groups`.
double group_measure(const Fit& fit, const Table& table, const std::string& measure) {
  DiagnoseOptions options;
  options.rule = measure.starts_with("hl.stata") ? GroupRule::stata : GroupRule::r;
  options.groups = measure.find(".10") != std::string::npos ? 10 : 5;
  const Diagnosis found = diagnose(fit, table, options);
  if (measure.ends_with(".groups")) return static_cast<double>(found.groups.size());
  return measure.ends_with(".p") ? found.hosmer_lemeshow.p_value : found.hosmer_lemeshow.statistic;
}

TEST_CASE("a diagnosis has its certified values") {
  std::string name;
  std::unique_ptr<const Table> table;
  Fit fit;
  std::map<std::string, double> measures;
  for (const CertifiedMeasure& certified : kCertifiedMeasures) {
    CAPTURE(certified.formula);
    CAPTURE(certified.measure);
    const std::string own =
        std::string(certified.data) + certified.formula + link_name(certified.link);
    if (own != name) {
      name = own;
      FitOptions options;
      options.event = certified.event;
      options.link = certified.link;
      table = open_dataset(certified.data);
      fit = odds::fit(*table, parse_formula(certified.formula), options);
      measures = measures_of(diagnose(fit, *table));
    }
    const double found = certified.measure.starts_with("hl.")
                             ? group_measure(fit, *table, certified.measure)
                             : measures.at(certified.measure);
    // What is 0 by construction is rounding.
    CHECK(found == doctest::Approx(certified.value)
                       .epsilon(1e-8)
                       .scale(std::abs(certified.value) < 1e-20 ? 1e-4 : 0.0));
  }
}

TEST_CASE("lbw, as Stata's and R's manuals and Hosmer and Lemeshow print it") {
  const char* formula = "low ~ age + lwt + race + smoke + ptl + ht + ui";
  const Diagnosed stata("lbw.csv", formula);
  CHECK(stata.found.hosmer_lemeshow.statistic == Printed("9.65"));
  CHECK(stata.found.hosmer_lemeshow.degrees == 8.0);
  CHECK(stata.found.hosmer_lemeshow.p_value == Printed(".2904"));
  CHECK(stata.found.pearson.statistic == Printed("179.24"));
  CHECK(stata.found.pearson.degrees == 173.0);
  CHECK(stata.found.pearson.nominal_p == Printed(".3567"));
  CHECK(std::isnan(stata.found.pearson.p_value));
  CHECK(stata.found.pearson.reason == "175 of 182 patterns are single observations: no chi-square");
  // The table of `estat gof, group(10) table`.
  const char* highest[] = {"0.0827", "0.1276", "0.2015", "0.2432", "0.2792",
                           "0.3138", "0.3872", "0.4828", "0.5941", "0.8391"};
  const double events[] = {0, 2, 6, 1, 7, 7, 6, 7, 10, 13};
  const char* expected[] = {"1.2", "2.0", "3.2", "4.3", "4.9", "5.6", "6.5", "8.2", "10.3", "12.8"};
  REQUIRE(stata.found.groups.size() == 10);
  for (std::size_t k = 0; k < 10; ++k) {
    CAPTURE(k);
    CHECK(stata.found.groups[k].high == Printed(highest[k]));
    CHECK(stata.found.groups[k].events == events[k]);
    CHECK(stata.found.groups[k].expected_events == Printed(expected[k]));
  }
  const Classification& table = stata.found.discrimination.at_cut;
  CHECK(table.true_positives == 21.0);
  CHECK(table.events() == 59.0);
  CHECK(table.true_negatives == 118.0);
  CHECK(table.nonevents() == 130.0);
  CHECK(100.0 * table.correct() == Printed("73.54"));

  DiagnoseOptions quantiles;
  quantiles.rule = GroupRule::r;
  const Diagnosed r("lbw.csv", formula, quantiles);
  CHECK(r.found.hosmer_lemeshow.statistic == Printed("10.40"));
  CHECK(r.found.hosmer_lemeshow.p_value == Printed(".2382"));
}

TEST_CASE("the rows that matter most are those with the largest distances") {
  const Diagnosed vaso("vaso.csv", "Y ~ log(Volume) + log(Rate)");
  REQUIRE(vaso.found.influential.size() == 5);
  CHECK(vaso.found.influential[0].row == 3);
  CHECK(vaso.found.influential[0].place.line == 5);
  CHECK(vaso.found.influential[1].row == 17);
  double before = vaso.found.influential[0].cooks;
  for (const InfluentialRow& row : vaso.found.influential) {
    CHECK(row.cooks <= before);
    before = row.cooks;
  }
  DiagnoseOptions patterns;
  patterns.patterns = true;
  patterns.influential = 100;
  const Diagnosed few("lbw.csv", "low ~ smoke + ht", patterns);
  CHECK(few.found.influential.size() == 4);
  CHECK(few.found.by_pattern);
}

TEST_CASE("groups, their expansion and frequencies are diagnosed alike") {
  EffectStudy study = test::effect_study(120);
  MemoryTable expanded;
  std::vector<double> y;
  std::vector<double> k;
  for (std::size_t i = 0; i < study.rows(); ++i) {
    for (int copy = 0; copy < static_cast<int>(study.w[i]); ++copy) {
      y.push_back(study.y[i]);
      k.push_back(study.k[i]);
    }
  }
  expanded.add("y", y).add("k", k);
  const MemoryTable weighted = study.table();
  MemoryTable grouped;
  std::vector<double> events(3);
  std::vector<double> trials(3);
  for (std::size_t i = 0; i < y.size(); ++i) {
    events[static_cast<std::size_t>(k[i]) - 1] += y[i];
    trials[static_cast<std::size_t>(k[i]) - 1] += 1.0;
  }
  grouped.add("k", std::vector<double>{1, 2, 3}).add("y", events).add("n", trials);
  FitOptions off;
  off.heterogeneity = HeterogeneityUse::off;
  const auto whole = measures_of(diagnose(odds::fit(expanded, parse_formula("y ~ k")), expanded));
  const auto counted = measures_of(diagnose(
      odds::fit(weighted, parse_formula("y ~ k"), test::with(&FitOptions::frequency_weights, "w")),
      weighted));
  const auto of_groups =
      measures_of(diagnose(odds::fit(grouped, parse_formula("y/n ~ k"), off), grouped));
  for (const auto& each : whole) {
    const std::string& measure = each.first;
    const double value = each.second;
    CAPTURE(measure);
    if (std::isnan(value)) continue;
    CHECK(counted.at(measure) == doctest::Approx(value).epsilon(1e-7));
    CHECK(of_groups.at(measure) == doctest::Approx(value).epsilon(1e-7));
  }
}

TEST_CASE("a saturated model has no tests of fit, and says why") {
  const Diagnosed found("lbw.csv", "low ~ smoke");
  CHECK(found.found.patterns.patterns == 2.0);
  CHECK(found.found.pearson.reason == "no degrees of freedom are left");
  CHECK(found.found.hosmer_lemeshow.reason == "no degrees of freedom are left");
  CHECK(found.found.link_test.reason ==
        "there are fewer than three different fitted probabilities");
  CHECK(std::isnan(found.found.pearson.p_value));
  CHECK(found.found.unweighted_squares.reason == "the model explains all that it looks for");
  CHECK(std::isnan(found.found.unweighted_squares.statistic));
  CHECK(found.found.stukel.reason == "no degrees of freedom are left");
  CHECK(found.found.calibration.slope.estimate == doctest::Approx(1.0));
}

TEST_CASE("rows that alone determine a coefficient have no influence that is a number") {
  MemoryTable table;
  table.add("k", std::vector<double>{3, 2, 5}).add("n", std::vector<double>{8, 9, 7});
  table.add("g", std::vector<std::string>{"a", "b", "c"});
  const Fit fit = odds::fit(table, parse_formula("k/n ~ g"));
  const Diagnosis found = diagnose(fit, table);
  REQUIRE(found.influential.size() == 3);
  CHECK(found.influential[0].leverage == doctest::Approx(1.0));
  CHECK(std::isnan(found.influential[0].cooks));
  CHECK(std::isnan(found.influential[0].delta_chi2));
  CHECK(found.notes.back().code == "N203");
  CHECK(found.notes.back().kind == NoteKind::warning);
}

TEST_CASE("ties stay together, and a note says so") {
  const Diagnosed found("lbw.csv", "low ~ smoke + race");
  CHECK(found.found.patterns.patterns == 6.0);
  CHECK(found.found.groups.size() == 6);
  REQUIRE(found.found.notes.size() == 2);
  CHECK(found.found.notes[0].code == "N201");
  CHECK(found.found.notes[1].code == "N230");  // of the calibration curve
}

TEST_CASE("weights that are no counts leave the tests out") {
  const EffectStudy study = test::effect_study(200);
  const MemoryTable table = study.table();
  const Fit fit = odds::fit(table, parse_formula("y ~ x + z"),
                            test::with(&FitOptions::importance_weights, "w"));
  const Diagnosis found = diagnose(fit, table);
  CHECK_FALSE(found.has_counts);
  CHECK(found.hosmer_lemeshow.reason == "the weights are no counts of observations");
  CHECK(std::isnan(found.discrimination.auc.std_error));
  CHECK(found.discrimination.auc.estimate == doctest::Approx(fit.goodness().auc).epsilon(1e-12));
  CHECK(found.brier.score == doctest::Approx(fit.goodness().brier).epsilon(1e-12));
  CHECK(found.notes.size() == 1);
  const auto uspop = open_dataset("uspop.csv");
  const Fit fractions =
      odds::fit(*uspop, parse_formula("I(population/capacity) ~ year"), test::fractional());
  const Diagnosis rows_only = diagnose(fractions, *uspop);
  CHECK_FALSE(rows_only.has_outcomes);
  CHECK(rows_only.influential.size() == 5);
  CHECK(json_of(rows_only, fractions).find("N090") == std::string::npos);
}

TEST_CASE("a miscalibrated model is seen to be one") {
  const auto table = open_dataset("pima.csv");
  const Fit fit =
      odds::fit(*table, parse_formula("type ~ glu + bmi"), test::with(&FitOptions::event, "Yes"));
  std::vector<double> doubled = fit.coefficients();
  for (double& coefficient : doubled) coefficient *= 2.0;
  const Fit wrong = with_coefficients(fit, doubled, "doubled");
  const Diagnosis found = diagnose(wrong, *table);
  CHECK(found.calibration.slope.estimate == doctest::Approx(0.5).epsilon(1e-9));
  CHECK(found.calibration.slope.p_value < 1e-6);
  CHECK(found.calibration.both.p_value < 1e-6);
  CHECK(found.brier.spiegelhalter.p_value < 1e-6);
}

TEST_CASE("a curve that bends is found by the link test, Stukel's and the sum of squares") {
  test::Random random(7);
  std::vector<double> y;
  std::vector<double> x;
  for (int i = 0; i < 4000; ++i) {
    x.push_back(random.normal());
    const double eta = -1.0 + x.back() + 0.6 * x.back() * x.back();
    y.push_back(random.uniform() < 1.0 / (1.0 + std::exp(-eta)) ? 1.0 : 0.0);
  }
  MemoryTable table;
  table.add("y", y).add("x", x);
  const Diagnosis wrong = diagnose(odds::fit(table, parse_formula("y ~ x")), table);
  CHECK(wrong.link_test.p_value < 1e-6);
  CHECK(wrong.stukel.p_value < 1e-6);
  CHECK(wrong.unweighted_squares.p_value < 1e-3);
  CHECK(wrong.hosmer_lemeshow.p_value < 1e-6);
  const Diagnosis right = diagnose(odds::fit(table, parse_formula("y ~ x + I(x^2)")), table);
  CHECK(right.link_test.p_value > 0.01);
  CHECK(right.stukel.p_value > 0.01);
  CHECK(right.hosmer_lemeshow.p_value > 0.01);
  CHECK(right.discrimination.roc.size() <= 402);
  CHECK(right.discrimination.roc.front().sensitivity == 1.0);
  CHECK(right.discrimination.roc.back().sensitivity == 0.0);
}

TEST_CASE("threads, processes and memory change no bit") {
  const EffectStudy study = test::effect_study(30'000);
  const MemoryTable table = study.table();
  for (const bool weighted : {false, true}) {
    FitOptions options;
    if (weighted) options.frequency_weights = "w";
    const Fit fit = odds::fit(table, parse_formula("y ~ x*g + k"), options);
    DiagnoseOptions asked;
    asked.patterns = weighted;
    const std::string one = json_of(diagnose(fit, table, asked, test::with_threads(1)), fit);
    CHECK(json_of(diagnose(fit, table, asked, test::with_threads(3)), fit) == one);
    Execution small = test::with_threads(2);
    small.memory = 1 << 16;  // bytes: the scores go to a file
    CHECK(json_of(diagnose(fit, table, asked, small), fit) == one);
    const auto of_ranks = test::results_of_ranks(3, [&](Communicator& processes) {
      return json_of(
          diagnose(fit, table, asked, {.threads = 1, .progress = {}, .processes = &processes}),
          fit);
    });
    for (const std::string& rank : of_ranks) CHECK(rank == one);
  }
}

TEST_CASE("weights that are no counts leave no rounding in empty cells") {
  MemoryTable table;
  table.add("y", std::vector<double>{0, 1, 0, 1, 0, 1, 0});
  table.add("w", std::vector<double>{0.1, 0.7, 0.7, 0.3, 1.1, 0.3, 0.6});
  FitOptions options;
  options.importance_weights = "w";
  DiagnoseOptions asked;
  asked.cut = 0.9;
  const Fit fit = odds::fit(table, parse_formula("y ~ 1"), options);
  const Classification none = diagnose(fit, table, asked).discrimination.at_cut;
  CHECK(none.true_positives == 0.0);
  CHECK(none.false_positives == 0.0);
  CHECK(std::isnan(none.positive_value()));
}

TEST_CASE("options out of range are refused") {
  const auto table = open_dataset("lbw.csv");
  const Fit fit = odds::fit(*table, parse_formula("low ~ age"));
  const auto refusal = [&](const DiagnoseOptions& options) {
    return error_of([&] { diagnose(fit, *table, options); }).kind();
  };
  DiagnoseOptions options;
  options.groups = 2;
  CHECK(refusal(options) == ErrorKind::usage);
  options = {};
  options.cut = 1.5;
  CHECK(refusal(options) == ErrorKind::usage);
  options = {};
  options.influential = -1;
  CHECK(refusal(options) == ErrorKind::usage);
}

}  // namespace
}  // namespace odds
