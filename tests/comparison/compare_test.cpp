// Reference values: tools/certify_compare.py, of 100 digits; F: R 4.2.2, anova(test = "F").
#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/execution.hpp"
#include "support/table.hpp"

#include <odds/compare.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace odds {
namespace {

using test::error_of;
using test::open_dataset;

struct CertifiedComparison {
  const char* data;
  const char* weights;
  const char* first;
  Link first_link;
  const char* second;
  Link second_link;
  double aicc;    ///< of the first
  double weight;  ///< likewise, by AIC
  bool nested;
  double numbers[3];  ///< chi2, df, p; or z, and z corrected by AIC and by BIC
};

const std::vector<CertifiedComparison> kCertifiedComparisons = {
#include "comparison/compare_values.inc"
};

FitOptions with_link(Link link, const std::string& weights = {}) {
  FitOptions options;
  options.link = link;
  options.frequency_weights = weights;
  return options;
}

NamedFit named(const std::string& name, const Table& table, const std::string& formula,
               const FitOptions& options = {}) {
  return {name, fit(table, parse_formula(formula), options)};
}

std::vector<NamedFit> births(const std::vector<std::string>& formulas,
                             const FitOptions& options = {}) {
  const auto table = open_dataset("lbw.csv");
  std::vector<NamedFit> models;
  for (const std::string& formula : formulas) {
    models.push_back(named("m" + std::to_string(models.size() + 1), *table, formula, options));
  }
  return models;
}

std::string note_text(const ModelComparison& comparison, const std::string& code) {
  for (const Note& note : comparison.notes) {
    if (note.code == code) return note.text;
  }
  return {};
}

TEST_CASE("comparisons have their certified values") {
  for (const CertifiedComparison& certified : kCertifiedComparisons) {
    CAPTURE(certified.first);
    CAPTURE(certified.second);
    const auto table = open_dataset(certified.data);
    const std::vector<NamedFit> models = {
        named("a", *table, certified.first, with_link(certified.first_link, certified.weights)),
        named("b", *table, certified.second, with_link(certified.second_link, certified.weights))};
    const ModelComparison comparison = compare_models(models, *table);
    CHECK(comparison.models[0].aicc == doctest::Approx(certified.aicc).epsilon(1e-12));
    CHECK(comparison.models[0].weight == doctest::Approx(certified.weight).epsilon(1e-10));
    const double* expected = certified.numbers;
    REQUIRE(comparison.tests.size() == (certified.nested ? 1 : 0));
    REQUIRE(comparison.vuong.size() == (certified.nested ? 0 : 1));
    if (certified.nested) {
      const NestedTest& found = comparison.tests.front();
      CHECK(found.statistic == doctest::Approx(expected[0]).epsilon(1e-11));
      CHECK(static_cast<double>(found.df) == expected[1]);
      CHECK(found.p_value == doctest::Approx(expected[2]).epsilon(1e-10));
    } else {
      const VuongTest& found = comparison.vuong.front();
      CHECK(found.z == doctest::Approx(expected[0]).epsilon(1e-10));
      CHECK(found.aic_z == doctest::Approx(expected[1]).epsilon(1e-10));
      CHECK(found.bic_z == doctest::Approx(expected[2]).epsilon(1e-10));
    }
  }
}

TEST_CASE("each model is tested within the smallest one that contains it") {
  const std::vector<NamedFit> models =
      births({"low ~ age + lwt + race + smoke", "low ~ age", "low ~ lwt", "low ~ age + lwt"});
  const ModelComparison comparison = compare_models(models);
  REQUIRE(comparison.tests.size() == 3);
  CHECK(comparison.tests[0].small == 1);
  CHECK(comparison.tests[0].large == 3);
  CHECK(comparison.tests[1].small == 2);
  CHECK(comparison.tests[1].large == 3);
  CHECK(comparison.tests[2].small == 3);
  CHECK(comparison.tests[2].large == 0);
  CHECK(note_text(comparison, "N171").starts_with("No test of m2 and m3: the "));
}

TEST_CASE("a model is contained whatever the order, spelling and base of its terms") {
  const std::vector<NamedFit> by_terms =
      births({"low ~ smoke*race", "low ~ race:smoke + age + race + smoke"});
  CHECK(compare_models(by_terms).tests.size() == 1);
  const auto table = open_dataset("lbw.csv");
  for (const auto& pair : std::vector<std::pair<std::string, std::string>>{
           {"low ~ race", "low ~ C(race, base=black) + age"},
           {"low ~ scale(age)", "low ~ age + lwt"},
           {"low ~ I(age + 2*lwt)", "low ~ lwt + age"},
           {"low ~ age + I(age^2)", "low ~ scale(age) + I(scale(age)^2) + I(age^3)"},
           {"low ~ smoke", "low ~ 0 + smoke + race"}}) {
    const std::string& small = pair.first;
    const std::string& large = pair.second;
    CAPTURE(small);
    const std::vector<NamedFit> models = {named("small", *table, small),
                                          named("large", *table, large)};
    CHECK(compare_models(models).tests.empty());
    const ModelComparison on_data = compare_models(models, *table);
    CHECK(on_data.tests.size() == 1);
    CHECK(on_data.vuong.empty());
    CHECK(on_data.tests.front().statistic ==
          2.0 * (models[1].fit.maximum().value - models[0].fit.maximum().value));
  }
}

TEST_CASE("a column that nearly lies in the span of others does not") {
  const auto table = open_dataset("lbw.csv");
  const std::vector<NamedFit> models = {named("small", *table, "low ~ I(age + 0.00001*lwt*smoke)"),
                                        named("large", *table, "low ~ age + lwt")};
  CHECK(compare_models(models, *table).vuong.size() == 1);
}

TEST_CASE("two ways to write a model have no test") {
  const auto table = open_dataset("lbw.csv");
  const std::vector<NamedFit> models = {named("a", *table, "low ~ race"),
                                        named("b", *table, "low ~ 0 + race")};
  const ModelComparison comparison = compare_models(models, *table);
  CHECK(comparison.tests.empty());
  CHECK(comparison.vuong.empty());
  CHECK(note_text(comparison, "N171").ends_with("they are one model, written in two ways."));
}

TEST_CASE("models that give each row the same likelihood are not told apart") {
  const auto table = open_dataset("lbw.csv");
  const std::vector<NamedFit> models = {named("a", *table, "low ~ race"),
                                        named("b", *table, "low ~ race", with_link(Link::probit))};
  const ModelComparison comparison = compare_models(models, *table);
  CHECK(comparison.vuong.empty());
  CHECK(note_text(comparison, "N171") ==
        "No test of a and b: they give each row the same likelihood.");
}

TEST_CASE("a curve contains those with its possible guess rates, and has no test with them") {
  const auto table = open_dataset("detection.csv");
  FitOptions guessing;
  guessing.estimate_guess = true;
  const std::vector<NamedFit> models = {
      named("a", *table, "correct/trials ~ log(level)"),
      named("b", *table, "correct/trials ~ log(level)", guessing)};
  const ModelComparison comparison = compare_models(models, *table);
  CHECK(comparison.vuong.empty());
  CHECK(comparison.tests.empty());
  CHECK(std::isfinite(comparison.models[1].aic));
}

TEST_CASE("models of other outcomes, weights, offsets or sets are refused") {
  const auto table = open_dataset("lbw.csv");
  const NamedFit plain = named("plain", *table, "low ~ age");
  const auto refusal = [&](const std::string& formula, const FitOptions& options = {}) {
    const std::vector<NamedFit> models = {plain, named("other", *table, formula, options)};
    return error_of([&] { compare_models(models); });
  };
  CHECK(refusal("smoke ~ age").kind() == ErrorKind::model);
  CHECK(refusal("smoke ~ age").text().what ==
        "plain and other cannot be compared: their events differ, low = 1 and smoke = 1");

  CHECK(refusal("low ~ age", with_link(Link::logit, "ptl")).text().what.find("weights") !=
        std::string::npos);
  FitOptions offset;
  offset.offset = "lwt";
  CHECK(refusal("low ~ age", offset).text().what ==
        "plain and other cannot be compared: their offsets differ, none and lwt");
}

TEST_CASE("models of other rows are refused, with a way to the same ones") {
  const auto table =
      test::csv("y,x,z\n0,1,2\n1,2,\n0,3,1\n1,4,5\n0,5,3\n1,6,4\n1,2,2\n0,4,3\n0,2,4\n1,5,1\n");
  const std::vector<NamedFit> models = {named("a", *table, "y ~ x"),
                                        named("b", *table, "y ~ x + z")};
  const Error error = error_of([&] { compare_models(models); });
  CHECK(error.kind() == ErrorKind::model);
  CHECK(error.text().what ==
        "a and b cannot be compared: they were fitted to different rows, 10 and 9 (left out: 1 "
        "missing in z)");
  CHECK(error.text().hint == "fit both to the same rows, as in --where '!missing(z)'");
  FitOptions complete;
  complete.where = "!missing(z)";
  const std::vector<NamedFit> same = {named("a", *table, "y ~ x", complete), models[1]};
  CHECK(compare_models(same, *table).tests.size() == 1);
  CHECK(!note_text(compare_models(same), "N170").empty());
  FitOptions others;
  others.where = "x != 1";
  const std::vector<NamedFit> apart = {named("a", *table, "y ~ 1", others),
                                       named("b", *table, "y ~ 1 + z")};
  CHECK_THROWS_AS(compare_models(apart, *table), Error);
}

TEST_CASE("data that are not those of a fit name it") {
  const std::vector<NamedFit> models = births({"low ~ age", "low ~ age + lwt"});
  const auto part = test::csv("low,age,lwt\n0,20,100\n1,30,120\n0,25,140\n1,22,130\n");
  const Error error = error_of([&] { compare_models(models, *part); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK(error.text().what == "m1: these are not the data that the model was fitted to");
}

TEST_CASE("where no likelihood was maximised there are no criteria and no ratios") {
  const auto table = open_dataset("lbw.csv");
  FitOptions firth;
  firth.method = Method::firth;
  FitOptions robust;
  robust.variance = {Variance::hc1, {}};
  for (const FitOptions& options : {firth, robust}) {
    const std::vector<NamedFit> models = {named("a", *table, "low ~ age", options),
                                          named("b", *table, "low ~ age + lwt", options)};
    const ModelComparison comparison = compare_models(models);
    CHECK(comparison.tests.empty());
    CHECK(std::isnan(comparison.models[0].aic));
    CHECK(std::isnan(comparison.models[0].weight));
    CHECK(note_text(comparison, "N171").empty());
    CHECK(note_text(comparison, "N172")
              .starts_with("Of a, b there are no information criteria and no test: "));
  }
}

TEST_CASE("a heterogeneity factor of the larger model makes the ratio an F") {
  const auto table = open_dataset("budworm.csv");
  FitOptions options;
  options.heterogeneity = HeterogeneityUse::on;
  const std::vector<NamedFit> models = {named("a", *table, "killed/n ~ ldose", options),
                                        named("b", *table, "killed/n ~ sex + ldose", options)};
  const NestedTest found = compare_models(models).tests.front();
  CHECK(found.df == 1);
  CHECK(found.denominator == 9.0);
  CHECK(found.statistic == doctest::Approx(17.3468563884203).epsilon(1e-12));
}

TEST_CASE("comparisons do not depend on threads") {
  const auto table = open_dataset("mroz.csv");
  const std::vector<NamedFit> models = {named("a", *table, "inlf ~ educ + exper"),
                                        named("b", *table, "inlf ~ age + kidslt6")};
  const VuongTest one = vuong_test(models[0], models[1], *table, test::with_threads(1));
  const VuongTest four = vuong_test(models[0], models[1], *table, test::with_threads(4));
  CHECK(one.z == four.z);
  CHECK(one.omega == four.omega);
}

TEST_CASE("nested models have no test of Vuong") {
  const auto table = open_dataset("lbw.csv");
  const std::vector<NamedFit> models = births({"low ~ age", "low ~ age + lwt"});
  const Error error = error_of([&] { vuong_test(models[0], models[1], *table); });
  CHECK(error.kind() == ErrorKind::model);
  CHECK(error.text().hint == "nested models have a likelihood ratio test");
}

TEST_CASE("terms of factors with different bases are not one term") {
  const auto table = open_dataset("lbw.csv");
  const std::vector<NamedFit> models = {named("a", *table, "low ~ race"),
                                        named("b", *table, "low ~ C(race, base=other) + age")};
  for (const ComparedTerm& term : compare_models(models).terms) {
    const bool shared = term.estimates[0].state == ComparedEstimate::State::there &&
                        term.estimates[1].state == ComparedEstimate::State::there;
    CHECK(shared == (term.name == "(Intercept)"));
  }
}

}  // namespace
}  // namespace odds
