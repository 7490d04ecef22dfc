// Reference values: tools/certify_compare.py, of 100 digits.
#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/execution.hpp"
#include "support/spread_table.hpp"
#include "support/table.hpp"
#include "support/thread_ranks.hpp"

#include <odds/compare_effects.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::error_of;
using test::open_dataset;
using Kind = EffectDifference::Kind;

struct CertifiedDifference {
  const char* data;
  const char* clusters;
  const char* first;
  const char* first_where;
  const char* second;
  const char* second_where;
  Link second_link;
  Kind kind;
  const char* variable;
  const char* contrast;
  double difference;
  double std_error;
};

const std::vector<CertifiedDifference> kCertifiedDifferences = {
#include "comparison/compare_effects_values.inc"
};

FitOptions options_for(const std::string& where, const std::string& clusters,
                       Link link = Link::logit) {
  FitOptions options;
  options.where = where;
  options.link = link;
  if (!clusters.empty()) options.variance = {Variance::cluster, {clusters}};
  return options;
}

NamedFit fit_named(const char* name, const Table& table, const std::string& formula,
                   const FitOptions& options = {}) {
  return {name, fit(table, parse_formula(formula), options)};
}

const EffectDifference* find(const EffectsComparison& comparison, const CertifiedDifference& row) {
  for (const EffectDifference& found : comparison.rows) {
    if (found.kind == row.kind && found.variable == row.variable &&
        found.contrast == row.contrast) {
      return &found;
    }
  }
  return nullptr;
}

TEST_CASE("differences of coefficients and effects have their certified values") {
  for (const CertifiedDifference& row : kCertifiedDifferences) {
    CAPTURE(row.first);
    CAPTURE(row.second);
    CAPTURE(row.variable);
    const auto table = open_dataset(row.data);
    const NamedFit first =
        fit_named("a", *table, row.first, options_for(row.first_where, row.clusters));
    const NamedFit second = fit_named("b", *table, row.second,
                                      options_for(row.second_where, row.clusters, row.second_link));
    const EffectsComparison comparison = compare_effects(first, second, *table);
    const EffectDifference* found = find(comparison, row);
    REQUIRE(found != nullptr);
    CHECK(found->estimate == doctest::Approx(row.difference).epsilon(1e-10));
    CHECK(found->std_error == doctest::Approx(row.std_error).epsilon(1e-9));
    CHECK(found->first - found->second == found->estimate);
  }
}

TEST_CASE("rows are counted, and a model less itself is nothing without an error") {
  const auto table = open_dataset("lbw.csv");
  const NamedFit older = fit_named("a", *table, "low ~ lwt", options_for("age > 20", ""));
  const NamedFit younger = fit_named("b", *table, "low ~ lwt", options_for("age < 30", ""));
  const EffectsComparison comparison = compare_effects(older, younger, *table);
  CHECK(comparison.units == 189.0);
  CHECK(comparison.shared + comparison.first_only == older.fit.rows().used);
  CHECK(comparison.shared + comparison.second_only == younger.fit.rows().used);
  for (const EffectDifference& row : compare_effects(older, older, *table).rows) {
    CHECK(row.estimate == 0.0);
    CHECK(row.std_error == 0.0);
    CHECK(std::isnan(row.p_value));
  }
}

/// More blocks of rows than processes, some of whose cells are missing.
std::string long_text() {
  std::mt19937 random(7);
  std::string text = "y,x,z,g\n";
  for (int i = 0; i < 30'000; ++i) {
    const int x = static_cast<int>(random() % 1000);
    const int z = static_cast<int>(random() % 100);
    const bool is_event = static_cast<int>(random() % 1500) < x + 2 * z;
    text += (is_event ? "1," : "0,") + std::to_string(x) + "," +
            (z == 5 ? std::string() : std::to_string(z)) + "," + std::to_string(random() % 40) +
            "\n";
  }
  return text;
}

/// Every number that comparisons give on these data.
std::vector<double> compared_numbers(const NamedFit& first, const NamedFit& second,
                                     const Table& table, const Execution& execution) {
  std::vector<double> numbers;
  const EffectsComparison effects = compare_effects(first, second, table, {}, execution);
  for (const EffectDifference& row : effects.rows) {
    numbers.insert(numbers.end(), {row.estimate, row.std_error});
  }
  numbers.push_back(static_cast<double>(effects.shared));
  return numbers;
}

TEST_CASE("comparisons do not depend on threads and processes") {
  const auto table = test::csv(long_text());
  const NamedFit some = fit_named("some", *table, "y ~ x + z", options_for("x > 100", "g"));
  const NamedFit all = fit_named("all", *table, "y ~ x", options_for("", "g"));
  const NamedFit line = fit_named("line", *table, "y ~ x + z");
  const NamedFit bent = fit_named("bent", *table, "y ~ z + log1p(x)");
  const auto numbers = [&](const Table& read, const Execution& execution) {
    std::vector<double> found = compared_numbers(some, all, read, execution);
    const VuongTest vuong = vuong_test(line, bent, read, execution);
    found.insert(found.end(), {vuong.z, vuong.omega, vuong.bic_z});
    return found;
  };
  const std::vector<double> expected = numbers(*table, test::with_threads(1));
  CHECK(numbers(*table, test::with_threads(4)) == expected);
  for (const int size : {2, 3}) {
    const auto found = test::results_of_ranks(size, [&](Communicator& processes) {
      const test::SpreadTable own(*table, processes.rank(), size);
      Execution execution = test::with_threads(1);
      execution.processes = &processes;
      return numbers(own, execution);
    });
    for (const std::vector<double>& of_rank : found) CHECK(of_rank == expected);
  }
}

TEST_CASE("models without scores of their own are refused") {
  const auto table = open_dataset("lbw.csv");
  const NamedFit plain = fit_named("plain", *table, "low ~ age");
  FitOptions firth;
  firth.method = Method::firth;
  const NamedFit penalised = fit_named("firth", *table, "low ~ age", firth);
  const Error error = error_of([&] { compare_effects(plain, penalised, *table); });
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(error.text().what ==
        "firth has no scores to compare effects by: a bias-reduced fit is no root of the score of "
        "the rows");
  const NamedFit by_age = fit_named("age", *table, "low ~ lwt", options_for("", "age"));
  const NamedFit by_race = fit_named("race", *table, "low ~ lwt", options_for("", "race"));
  CHECK(error_of([&] { compare_effects(by_age, by_race, *table); }).text().what ==
        "age has clusters of age, and race of race");
}

}  // namespace
}  // namespace odds
