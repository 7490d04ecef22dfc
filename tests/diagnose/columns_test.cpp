// Reference values: tools/certify_columns.py, of 60 digits.
#include "support/certified_measure.hpp"
#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/execution.hpp"
#include "support/options.hpp"
#include "support/printed.hpp"
#include "support/study.hpp"
#include "support/thread_ranks.hpp"

#include <odds/diagnose.hpp>
#include <odds/hypothesis.hpp>
#include <odds/report.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
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

const std::vector<CertifiedMeasure> kCertifiedColumns = {
#include "diagnose/columns_values.inc"
};

/// Everything that can be asked for.
DiagnoseOptions all_of_it(std::vector<std::string> binned = {"fitted"}) {
  DiagnoseOptions options;
  options.collinearity = options.curvature = options.interactions = options.information = true;
  options.binned = std::move(binned);
  return options;
}

using Measures = std::map<std::string, double>;

void add_design(const Diagnosis& found, Measures& measures) {
  for (const TermInflation& term : found.collinearity.terms) {
    measures["gvif." + term.term] = term.gvif;
    for (const ColumnInflation& column : term.columns) {
      measures["vif." + column.column] = column.vif;
    }
  }
  const std::vector<ConditionIndex>& conditions = found.collinearity.conditions;
  for (std::size_t k = 0; k < conditions.size(); ++k) {
    measures["index." + std::to_string(k + 1)] = conditions[k].index;
  }
  for (std::size_t j = 0; j < found.collinearity.columns.size(); ++j) {
    measures["share." + found.collinearity.columns[j]] = conditions.back().shares[j];
  }
  measures["per.slope"] = found.support.per_slope;
  measures["shrinkage"] = found.support.shrinkage;
}

void add_missing(const Diagnosis& found, Measures& measures) {
  for (const MissingTerm& missing : found.curvature) {
    const std::string form = missing.form == "spline" ? "spline." : "xlogx.";
    measures[form + missing.term] = missing.test.statistic;
    measures[form + "df." + missing.term] = missing.test.degrees;
  }
  for (const MissingTerm& missing : found.interactions) {
    measures["product." + missing.term] = missing.test.statistic;
    measures["product.df." + missing.term] = missing.test.degrees;
    measures["holm." + missing.term] = missing.adjusted_p;
  }
  measures["information"] = found.information_matrix.statistic;
  measures["information.df"] = found.information_matrix.degrees;
}

void add_bins(const Diagnosis& found, Measures& measures) {
  for (const BinnedResiduals& binned : found.binned) {
    measures["bins." + binned.by] = static_cast<double>(binned.bins.size());
    for (std::size_t k = 0; k < binned.bins.size(); ++k) {
      const std::string name = binned.by + "." + std::to_string(k);
      measures["residual." + name] = binned.bins[k].residual();
      measures["low." + name] = binned.bins[k].low_limit();
      measures["high." + name] = binned.bins[k].high_limit();
    }
  }
}

Measures column_measures_of(const Diagnosis& found) {
  Measures measures;
  add_design(found, measures);
  add_missing(found, measures);
  add_bins(found, measures);
  return measures;
}

/// Data, formula and link of a value.
std::string model_of(const CertifiedMeasure& certified) {
  std::string model = certified.data;
  model += certified.formula;
  model += link_name(certified.link);
  return model;
}

/// The names of what residuals are binned by in the values of a model.
std::vector<std::string> binned_in(const std::string& own) {
  std::vector<std::string> names;
  for (const CertifiedMeasure& certified : kCertifiedColumns) {
    if (!certified.measure.starts_with("bins.") || model_of(certified) != own) continue;
    names.push_back(certified.measure.substr(5));
  }
  return names;
}

TEST_CASE("design and missing terms have their certified values") {
  std::string name;
  Measures measures;
  for (const CertifiedMeasure& certified : kCertifiedColumns) {
    const std::string own = model_of(certified);
    if (own != name) {
      name = own;
      FitOptions options;
      options.event = certified.event;
      options.link = certified.link;
      const auto table = open_dataset(certified.data);
      const Fit fit = odds::fit(*table, parse_formula(certified.formula), options);
      measures = column_measures_of(diagnose(fit, *table, all_of_it(binned_in(own))));
    }
    CAPTURE(certified.formula);
    CAPTURE(certified.measure);
    REQUIRE(measures.contains(certified.measure));
    // Of what is 0 by construction there is rounding, and of a condition of 1e4 its square.
    CHECK(measures.at(certified.measure) ==
          doctest::Approx(certified.value)
              .epsilon(1e-7)
              .scale(std::abs(certified.value) < 1e-9 ? 1e-4 : 0.0));
  }
}

TEST_CASE("inflation is that of car::vif") {
  // m <- glm(low ~ age + lwt + race + smoke + ptl + ht + ui, binomial, lbw,
  //          control = list(epsilon = 1e-14)); car::vif(m)
  const auto table = open_dataset("lbw.csv");
  const Fit fit =
      odds::fit(*table, parse_formula("low ~ age + lwt + race + smoke + ptl + ht + ui"));
  const Collinearity found = collinearity(fit);
  REQUIRE(found.terms.size() == 7);
  const char* gvif[] = {"1.063617", "1.296056", "1.500018", "1.339503",
                        "1.087560", "1.154977", "1.059548"};
  for (std::size_t k = 0; k < 7; ++k) CHECK(found.terms[k].gvif == Printed(gvif[k]));
  CHECK(found.terms[2].degrees == 2);
  CHECK(found.terms[2].factor == Printed("1.106685"));
}

TEST_CASE("collinearity does not depend on the base level, nor on units") {
  const auto table = open_dataset("lbw.csv");
  const Collinearity one =
      collinearity(odds::fit(*table, parse_formula("low ~ lwt + race + smoke")));
  const Collinearity other = collinearity(
      odds::fit(*table, parse_formula("low ~ I(lwt/1e6) + C(race, base=other) + smoke")));
  for (std::size_t k = 0; k < one.terms.size(); ++k) {
    CHECK(other.terms[k].gvif == doctest::Approx(one.terms[k].gvif).epsilon(1e-8));
  }
}

TEST_CASE("a number far from 0 has a condition index as large as its distance") {
  const EffectStudy study = test::effect_study(400);
  MemoryTable table = study.table();
  std::vector<double> far = study.x;
  for (double& value : far) value += 1e8;
  table.add("far", far);
  const Collinearity near = collinearity(odds::fit(table, parse_formula("y ~ x + k")));
  const Collinearity moved = collinearity(odds::fit(table, parse_formula("y ~ far + k")));
  CHECK(moved.terms[0].gvif == doctest::Approx(near.terms[0].gvif).epsilon(1e-6));
  CHECK(moved.conditions.back().index > 1e7);
  CHECK(moved.conditions.back().shares[0] == doctest::Approx(1.0));
  CHECK(moved.conditions.back().shares[1] == doctest::Approx(1.0));
  CHECK(moved.conditions.back().shares[2] < 0.5);
}

TEST_CASE("score tests are those of terms that are added") {
  const auto table = open_dataset("lbw.csv");
  const Fit fit = odds::fit(*table, parse_formula("low ~ age + lwt + race + smoke"));
  const Diagnosis found = diagnose(fit, *table, all_of_it());
  HypothesisOptions options;
  options.method = TestMethod::score;
  options.added = "age:race + lwt:smoke + I(age*log(age))";
  for (const HypothesisRow& row : test_hypotheses(fit, *table, options).rows) {
    CAPTURE(row.hypothesis);
    const auto same = [&](const MissingTerm& missing) {
      return missing.term == row.hypothesis ||
             (missing.term == "age" && row.hypothesis == "I(age*log(age))");
    };
    for (const auto* tests : {&found.curvature, &found.interactions}) {
      const auto missing = std::ranges::find_if(*tests, same);
      if (missing == tests->end()) continue;
      CHECK(missing->test.statistic == doctest::Approx(row.statistic).epsilon(1e-9));
      CHECK(missing->test.degrees == static_cast<double>(row.df));
    }
  }
}

TEST_CASE("terms that the model has, or cannot have, are not tested") {
  const auto table = open_dataset("lbw.csv");
  const Fit fit = odds::fit(*table, parse_formula("low ~ age*smoke + ht + ui + I(age^2)"));
  const Diagnosis found = diagnose(fit, *table, all_of_it());
  for (const MissingTerm& missing : found.interactions) {
    CHECK(missing.term != "age:smoke");
    CHECK(missing.term != "age:I(age^2)");
    if (missing.term != "ht:ui") continue;
    CHECK(missing.test.reason == "its columns are 0 or combinations of the model's");
    CHECK(std::isnan(missing.adjusted_p));
  }
  REQUIRE(found.curvature.size() == 2);
  CHECK(found.curvature[0].term == "age");
  CHECK(found.curvature[1].form == "spline");
}

TEST_CASE("a curve and an interaction that are missing are found") {
  test::Random random(11);
  std::vector<double> y;
  std::vector<double> x;
  std::vector<double> z;
  std::vector<std::string> g;
  for (int i = 0; i < 4000; ++i) {
    x.push_back(std::exp(random.normal()));
    z.push_back(random.normal());
    g.emplace_back(random.uniform() < 0.5 ? "a" : "b");
    const double slope = g.back() == "a" ? 0.2 : 1.2;
    const double eta = -1.0 + 0.8 * std::log(x.back()) + slope * z.back();
    y.push_back(random.uniform() < 1.0 / (1.0 + std::exp(-eta)) ? 1.0 : 0.0);
  }
  MemoryTable table;
  table.add("y", y).add("x", x).add("z", z).add("g", g);
  const auto tests = [&](const char* formula) {
    const Diagnosis found =
        diagnose(odds::fit(table, parse_formula(formula)), table, all_of_it({"x"}));
    std::map<std::string, double> p;
    for (const MissingTerm& each : found.curvature) p[each.term + each.form] = each.adjusted_p;
    for (const MissingTerm& each : found.interactions) p[each.term] = each.adjusted_p;
    p["information"] = found.information_matrix.p_value;
    p["outside"] =
        static_cast<double>(std::ranges::count_if(found.binned[0].bins, &ResidualBin::is_outside));
    return p;
  };
  auto wrong = tests("y ~ x + z + g");
  CHECK(wrong["xspline"] < 1e-6);
  CHECK(wrong["xx log x"] < 1e-6);
  CHECK(wrong["zspline"] > 0.01);
  CHECK(wrong["z:g"] < 1e-6);
  CHECK(wrong["information"] < 1e-6);
  CHECK(wrong["outside"] >= 4.0);
  auto right = tests("y ~ log(x) + z*g");
  CHECK(right["log(x)spline"] > 0.01);
  CHECK(right["zspline"] > 0.01);
  CHECK(right["information"] > 0.01);
  CHECK(right["outside"] <= 2.0);
}

TEST_CASE("bins of P are the groups of Hosmer and Lemeshow where there are no ties") {
  const auto table = open_dataset("pima.csv");
  const Fit fit = odds::fit(*table, parse_formula("type ~ npreg + glu + bmi + ped"),
                            test::with(&FitOptions::event, "Yes"));
  const Diagnosis found = diagnose(fit, *table, all_of_it());
  REQUIRE(found.binned[0].bins.size() == found.groups.size());
  for (std::size_t k = 0; k < found.groups.size(); ++k) {
    CHECK(found.binned[0].bins[k].events == found.groups[k].events);
    CHECK(found.binned[0].bins[k].low == found.groups[k].low);
    CHECK(found.binned[0].bins[k].high == found.groups[k].high);
  }
}

TEST_CASE("groups, their expansion and frequencies have the same design and misfit") {
  EffectStudy study = test::effect_study(300);
  MemoryTable expanded;
  std::vector<double> y;
  std::vector<double> k;
  std::vector<double> x;
  for (std::size_t i = 0; i < study.rows(); ++i) {
    for (int copy = 0; copy < static_cast<int>(study.w[i]); ++copy) {
      y.push_back(study.y[i]);
      k.push_back(study.k[i]);
      x.push_back(study.x[i]);
    }
  }
  expanded.add("y", y).add("k", k).add("x", x);
  const MemoryTable weighted = study.table();
  const DiagnoseOptions options = all_of_it({"fitted", "k", "x"});
  const Measures whole = column_measures_of(
      diagnose(odds::fit(expanded, parse_formula("y ~ k + x")), expanded, options));
  const Measures counted =
      column_measures_of(diagnose(odds::fit(weighted, parse_formula("y ~ k + x"),
                                            test::with(&FitOptions::frequency_weights, "w")),
                                  weighted, options));
  REQUIRE(whole.size() == counted.size());
  for (const auto& one : whole) {
    const std::string& measure = one.first;
    const double value = one.second;
    CAPTURE(measure);
    if (std::isnan(value)) continue;
    CHECK(counted.at(measure) ==
          doctest::Approx(value).epsilon(1e-7).scale(std::abs(value) < 1e-9 ? 1e-4 : 0.0));
  }
}

TEST_CASE("few events, rare cells and another variance are said") {
  const auto table = open_dataset("lbw.csv");
  FitOptions robust;
  robust.variance = VarianceChoice{Variance::hc3};
  const Diagnosis found = diagnose(
      odds::fit(*table, parse_formula("low ~ age + lwt + race + smoke + ptl + ht + ui"), robust),
      *table);
  std::vector<std::string> codes;
  for (const Note& note : found.notes) codes.push_back(note.code);
  CHECK(codes == std::vector<std::string>{"N200", "N250", "N253"});
  MemoryTable few;
  few.add("y", std::vector<double>{0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1});
  few.add("g",
          std::vector<std::string>{"a", "a", "a", "a", "b", "b", "b", "b", "a", "b", "a", "b"});
  const Diagnosis rare = diagnose(odds::fit(few, parse_formula("y ~ g")), few);
  REQUIRE(rare.support.rare.size() == 2);
  CHECK(rare.support.rare[1].level == "b");
  CHECK(rare.support.rare[1].events == 3.0);
  CHECK(rare.support.rare[1].nonevents == 3.0);
}

std::string text_of(const Diagnosis& diagnosis, const Fit& fit) {
  std::ostringstream text;
  render(report(diagnosis, fit), Format::json, {}, text);
  return text.str();
}

TEST_CASE("design and misfit are the same bits for threads, processes and memory") {
  const EffectStudy study = test::effect_study(30'000);
  const MemoryTable table = study.table();
  for (const bool weighted : {false, true}) {
    FitOptions options;
    if (weighted) options.frequency_weights = "w";
    const Fit fit = odds::fit(table, parse_formula("y ~ x + z + g + k"), options);
    const DiagnoseOptions asked = all_of_it({"fitted", "x", "g", "k"});
    const std::string one = text_of(diagnose(fit, table, asked, test::with_threads(1)), fit);
    CHECK(text_of(diagnose(fit, table, asked, test::with_threads(3)), fit) == one);
    Execution small = test::with_threads(2);
    small.memory = 1 << 16;  // bytes: the scores go to a file
    CHECK(text_of(diagnose(fit, table, asked, small), fit) == one);
    const auto of_ranks = test::results_of_ranks(3, [&](Communicator& processes) {
      return text_of(
          diagnose(fit, table, asked, {.threads = 1, .progress = {}, .processes = &processes}),
          fit);
    });
    for (const std::string& rank : of_ranks) CHECK(rank == one);
  }
}

TEST_CASE("what cannot be tested or binned is refused") {
  const EffectStudy study = test::effect_study(200);
  const MemoryTable table = study.table();
  const Fit fit = odds::fit(table, parse_formula("y ~ x + z"));
  DiagnoseOptions options;
  options.binned = {"weight"};
  const Error unknown = error_of([&] { diagnose(fit, table, options); });
  CHECK(unknown.kind() == ErrorKind::usage);
  CHECK(unknown.text().hint == "fitted, x, z are there");
  options = {};
  options.bins = 1;
  CHECK(error_of([&] { diagnose(fit, table, options); }).kind() == ErrorKind::usage);
  const Fit weighted = odds::fit(table, parse_formula("y ~ x + z"),
                                 test::with(&FitOptions::importance_weights, "w"));
  for (bool DiagnoseOptions::*const asked :
       {&DiagnoseOptions::curvature, &DiagnoseOptions::interactions,
        &DiagnoseOptions::information}) {
    DiagnoseOptions test;
    test.*asked = true;
    CHECK(error_of([&] { diagnose(weighted, table, test); }).kind() == ErrorKind::usage);
  }
  CHECK(diagnose(weighted, table).support.slopes == 0);
}

TEST_CASE("curvature is that of single trials, however they are written") {
  const auto grouped = open_dataset("beetles.csv");
  const std::vector<double> dose = {1.6907, 1.7242, 1.7552, 1.7842, 1.8113, 1.8369, 1.8610, 1.8839};
  const std::vector<double> exposed = {59, 60, 62, 56, 63, 59, 62, 60};
  const std::vector<double> killed = {6, 13, 18, 28, 52, 53, 61, 60};
  std::vector<double> y, x;
  for (std::size_t g = 0; g < dose.size(); ++g) {
    for (int k = 0; k < static_cast<int>(exposed[g]); ++k) {
      x.push_back(dose[g]);
      y.push_back(k < static_cast<int>(killed[g]) ? 1.0 : 0.0);
    }
  }
  MemoryTable single;
  single.add("y", y).add("log10dose", x);
  DiagnoseOptions asked;
  asked.curvature = true;
  const auto of = [&](const Table& table, const char* formula) {
    return diagnose(fit(table, parse_formula(formula)), table, asked).curvature;
  };
  const auto groups = of(*grouped, "killed/exposed ~ log10dose");
  const auto rows = of(single, "y ~ log10dose");
  REQUIRE(groups.size() == rows.size());
  for (std::size_t k = 0; k < rows.size(); ++k) {
    CHECK(groups[k].test.statistic == doctest::Approx(rows[k].test.statistic).epsilon(1e-9));
  }
}

}  // namespace
}  // namespace odds
