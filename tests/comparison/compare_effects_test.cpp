// Reference values: tools/certify_compare.py, of 100 digits.
#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/execution.hpp"

#include <odds/compare_effects.hpp>

#include <doctest/doctest.h>

#include <cmath>
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

TEST_CASE("differences of effects do not depend on threads") {
  const auto table = open_dataset("ohio.csv");
  const FitOptions options = options_for("", "id");
  const NamedFit first = fit_named("a", *table, "resp ~ smoke", options);
  const NamedFit second = fit_named("b", *table, "resp ~ smoke + age", options);
  const auto errors = [&](int threads) {
    std::vector<double> values;
    for (const EffectDifference& row :
         compare_effects(first, second, *table, {}, test::with_threads(threads)).rows) {
      values.push_back(row.std_error);
    }
    return values;
  };
  CHECK(errors(1) == errors(4));
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
