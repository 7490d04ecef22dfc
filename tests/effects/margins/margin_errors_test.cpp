// Standard errors of margins beside the delta method, and functions of predictions and margins.
#include "support/options.hpp"
#include "support/study.hpp"

#include <odds/margin_words.hpp>
#include <odds/margins.hpp>
#include <odds/unit_margins.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::effect_study;
using test::EffectStudy;

struct Case {
  EffectStudy study = effect_study();
  MemoryTable table = study.table();
  Fit fit;

  explicit Case(const std::string& formula, const FitOptions& options = {})
      : fit(odds::fit(table, parse_formula(formula), options)) {}

  Margins ask(const MarginsOptions& options) const { return margins(fit, table, options); }
};

}  // namespace

TEST_CASE("a frequency weight is so many rows, for unconditional errors too") {
  const Case weighted("y ~ x + g", test::with(&FitOptions::frequency_weights, "w"));
  Case replicated("y ~ x + g");
  EffectStudy longer;
  for (std::size_t i = 0; i < weighted.study.rows(); ++i) {
    for (double k = 0.0; k < weighted.study.w[i]; ++k) {
      longer.y.push_back(weighted.study.y[i]);
      longer.x.push_back(weighted.study.x[i]);
      longer.g.push_back(weighted.study.g[i]);
    }
  }
  MemoryTable table;
  table.add("y", longer.y).add("x", longer.x).add("g", longer.g);
  const Fit fit = odds::fit(table, parse_formula("y ~ x + g"));
  MarginsOptions options;
  options.errors = MarginErrors::unconditional;
  options.of = {"g"};
  const Margins one = weighted.ask(options);
  const Margins other = margins(fit, table, options);
  REQUIRE(one.rows.size() == other.rows.size());
  for (std::size_t r = 0; r < one.rows.size(); ++r) {
    CHECK(one.rows[r].estimate == doctest::Approx(other.rows[r].estimate).epsilon(1e-12));
    CHECK(one.rows[r].std_error == doctest::Approx(other.rows[r].std_error).epsilon(1e-11));
  }
}

TEST_CASE("unconditional errors of two columns of clusters are those of each less those of pairs") {
  const EffectStudy study = effect_study();
  MemoryTable table = study.table();
  std::vector<double> first;
  std::vector<double> second;
  std::vector<double> pair;
  for (std::size_t i = 0; i < study.rows(); ++i) {
    first.push_back(static_cast<double>(i % 7));
    second.push_back(static_cast<double>((i * i / 3) % 5));
    pair.push_back(10.0 * first.back() + second.back());
  }
  table.add("first", first).add("second", second).add("pair", pair);
  MarginsOptions options;
  options.errors = MarginErrors::unconditional;
  const auto covariance = [&](const char* clusters) {
    FitOptions choice;
    choice.variance = parse_variance(std::string("cluster:") + clusters);
    return margins(odds::fit(table, parse_formula("y ~ x + g"), choice), table, options).covariance;
  };
  const SymmetricMatrix both = covariance("first,second");
  const SymmetricMatrix by_first = covariance("first");
  const SymmetricMatrix by_second = covariance("second");
  const SymmetricMatrix by_pair = covariance("pair");
  for (Index i = 0; i < both.size(); ++i) {
    for (Index j = 0; j <= i; ++j) {
      CHECK(both(i, j) ==
            doctest::Approx(by_first(i, j) + by_second(i, j) - by_pair(i, j)).epsilon(1e-9));
    }
  }
}

TEST_CASE("simulated errors come near those of the delta method, and depend on the seed alone") {
  const Case each("y ~ x*b + g");
  MarginsOptions options;
  options.variables = {"x", "b"};
  const Margins delta = each.ask(options);
  options.errors = MarginErrors::simulation;
  options.draws = 4000;
  const Margins drawn = each.ask(options);
  const Margins again = each.ask(options);
  options.seed = 2;
  const Margins other = each.ask(options);
  for (std::size_t r = 0; r < delta.rows.size(); ++r) {
    CHECK(drawn.rows[r].estimate == delta.rows[r].estimate);
    // The standard deviation of 4000 draws has an error of 1.1 % itself; a curve bends a little.
    CHECK(drawn.rows[r].std_error == doctest::Approx(delta.rows[r].std_error).epsilon(0.06));
    CHECK(drawn.rows[r].std_error == again.rows[r].std_error);
    CHECK(drawn.rows[r].std_error != other.rows[r].std_error);
    CHECK(drawn.rows[r].conf_low < drawn.rows[r].estimate);
    CHECK(drawn.rows[r].estimate < drawn.rows[r].conf_high);
  }
}

TEST_CASE("simultaneous intervals are as wide as the largest of the correlated statistics") {
  const Case each("y ~ x + g");
  MarginsOptions options;
  options.variables = {"g"};
  options.simultaneous = true;
  const Margins two = each.ask(options);
  REQUIRE(two.critical_value);
  // Between one interval and Bonferroni's two.
  CHECK(*two.critical_value > 1.96);
  CHECK(*two.critical_value < 2.2414);
  CHECK(two.simultaneous_rows == 2);
  CHECK(two.simultaneous_rank == 2);
  options.seed = 2;  // two are not simulated
  CHECK(*each.ask(options).critical_value == *two.critical_value);
  options.variables = {"x"};
  CHECK(*each.ask(options).critical_value == doctest::Approx(1.9599639845400539).epsilon(1e-15));
}

TEST_CASE("effects of single rows average to the average effect") {
  const Case each("y ~ x*z + g + b");
  MarginsOptions options;
  options.variables = {"x", "g"};
  const Margins average = each.ask(options);
  std::vector<UnitLabel> labels;
  std::vector<UnitRow> rows;
  unit_margins(
      each.fit, each.table, options, {},
      {.labels = [&](const std::vector<UnitLabel>& found) { labels = found; },
       .rows =
           [&](std::span<const UnitRow> run) { rows.insert(rows.end(), run.begin(), run.end()); }});
  REQUIRE(labels.size() == average.rows.size());
  REQUIRE(rows.size() == each.study.rows());
  for (std::size_t c = 0; c < labels.size(); ++c) {
    CHECK(labels[c].contrast == average.rows[c].contrast);
    double sum = 0.0;
    for (const UnitRow& row : rows) sum += row.effects[c].estimate;
    CHECK(sum / 240.0 == doctest::Approx(average.rows[c].estimate).epsilon(1e-12));
  }
  // The effect of one row is the average over a table of this row alone.
  EffectStudy first;
  first.x = {each.study.x[7]};
  first.z = {each.study.z[7]};
  first.b = {each.study.b[7]};
  first.g = {each.study.g[7]};
  MemoryTable alone;
  alone.add("x", first.x).add("z", first.z).add("b", first.b).add("g", first.g);
  const Margins one = margins(each.fit, alone, options);
  for (std::size_t c = 0; c < labels.size(); ++c) {
    CHECK(rows[7].effects[c].estimate == doctest::Approx(one.rows[c].estimate).epsilon(1e-13));
    CHECK(rows[7].effects[c].std_error == doctest::Approx(one.rows[c].std_error).epsilon(1e-12));
  }
}

TEST_CASE("a function of predictions is averaged with its own derivative") {
  const Case each("y ~ x + g");
  MarginsOptions options;
  options.function = PredictionFunction{
      .name = "entropy",
      .value = [](double p) { return -p * std::log(p) - (1.0 - p) * std::log(1.0 - p); },
      .slope = [](double p) { return std::log((1.0 - p) / p); }};
  const Margins entropy = each.ask(options);
  REQUIRE(entropy.rows.size() == 1);
  double sum = 0.0;
  for (const double p : test::predicted(each.fit, each.study)) sum += options.function->value(p);
  CHECK(entropy.rows[0].estimate == doctest::Approx(sum / 240.0).epsilon(1e-13));
  CHECK(entropy.rows[0].contrast == "entropy");
  // The function p itself is the prediction.
  options.function = PredictionFunction{
      .name = "p", .value = [](double p) { return p; }, .slope = [](double) { return 1.0; }};
  const Margins same = each.ask(options);
  MarginsOptions plain;
  plain.predictions = true;
  CHECK(same.rows[0].std_error == each.ask(plain).rows[0].std_error);
}

TEST_CASE("a combination of margins has the delta method's error") {
  const Case each("y ~ x + g");
  MarginsOptions options;
  options.of = {"g"};
  const Margins levels = each.ask(options);
  const double a = levels.rows[0].estimate;
  const double b = levels.rows[1].estimate;
  const std::vector<double> gradient = {-b / (a * a), 1.0 / a, 0.0};
  const EstimateRow ratio = combination(levels, b / a, gradient);
  MarginsOptions measure;
  measure.variables = {"g"};
  measure.measures = {Measure::risk_ratio};
  const MarginRow expected = each.ask(measure).rows.front();
  CHECK(ratio.estimate == doctest::Approx(expected.estimate).epsilon(1e-12));
  CHECK(ratio.std_error == doctest::Approx(expected.std_error).epsilon(1e-11));
}

TEST_CASE("margins of every kind are the same for any number of threads") {
  const EffectStudy study = effect_study(9000);  // several blocks
  const MemoryTable table = study.table();
  const Fit fit = odds::fit(table, parse_formula("y ~ x*b + g + z"));
  MarginsOptions options;
  options.over = {"h"};
  options.at = {{"z", {"p10", "p90"}}};
  for (const MarginErrors errors :
       {MarginErrors::delta, MarginErrors::unconditional, MarginErrors::simulation}) {
    options.errors = errors;
    options.draws = 100;
    const Margins one = margins(fit, table, options, {.threads = 1, .progress = {}});
    const Margins many = margins(fit, table, options, {.threads = 3, .progress = {}});
    REQUIRE(one.rows.size() == many.rows.size());
    for (std::size_t r = 0; r < one.rows.size(); ++r) {
      CHECK(one.rows[r].estimate == many.rows[r].estimate);
    }
    CHECK(one.covariance == many.covariance);
  }
}

}  // namespace odds
