#include "support/dataset.hpp"
#include "support/error_of.hpp"

#include <odds/formula.hpp>
#include <odds/select.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::error_of;
using test::open_dataset;

constexpr const char* kBirths = "low ~ age + lwt + race + smoke + ptl + ht + ui";

struct Births {
  std::unique_ptr<const Table> table = open_dataset("lbw.csv");

  Fit fit(const std::string& formula, const FitOptions& options = {}) const {
    return odds::fit(*table, parse_formula(formula), options);
  }

  Selection select(const std::string& formula, const SelectionOptions& options = {},
                   const Execution& execution = {}) const {
    return select_terms(fit(formula), *table, options, execution);
  }
};

SelectionOptions by(SelectionCriterion criterion, SelectionSearch search = SelectionSearch::all) {
  SelectionOptions options;
  options.criterion = criterion;
  options.search = search;
  return options;
}

double criterion_of(const Fit& fit, SelectionCriterion criterion) {
  const Goodness& g = fit.goodness();
  const auto k = static_cast<double>(g.rank);
  if (criterion == SelectionCriterion::bic) return g.bic;
  if (criterion == SelectionCriterion::aic) return g.aic;
  return g.aic + 2.0 * k * (k + 1.0) / (g.observations - k - 1.0);
}

double criterion_of(const CandidateModel& model, SelectionCriterion criterion) {
  if (criterion == SelectionCriterion::bic) return model.bic;
  return criterion == SelectionCriterion::aic ? model.aic : model.aicc;
}

/// The criterion of every model that keeps marginality, each fitted by itself, ascending.
std::vector<double> all_of(const Births& births, const std::vector<std::string>& terms,
                           SelectionCriterion criterion, bool (*is_allowed)(unsigned)) {
  std::vector<double> values;
  for (unsigned chosen = 0; chosen < 1U << terms.size(); ++chosen) {
    if (!is_allowed(chosen)) continue;
    std::string formula = "low ~ 1";
    for (std::size_t t = 0; t < terms.size(); ++t) {
      if ((chosen >> t & 1U) != 0) formula += " + " + terms[t];
    }
    values.push_back(criterion_of(births.fit(formula), criterion));
  }
  std::ranges::sort(values);
  return values;
}

TEST_CASE("the best of all subsets are those of all models fitted one by one") {
  const Births births;
  const std::vector<std::string> terms{"age", "lwt", "race", "smoke", "ptl", "ht", "ui"};
  for (const auto criterion :
       {SelectionCriterion::aic, SelectionCriterion::aicc, SelectionCriterion::bic}) {
    const std::vector<double> expected =
        all_of(births, terms, criterion, [](unsigned) { return true; });
    const Selection selection = births.select(kBirths, by(criterion));
    REQUIRE(selection.models.size() == 10);
    CHECK(selection.fitted < 128);  // branches were left
    for (std::size_t i = 0; i < 10; ++i) {
      CHECK(criterion_of(selection.models[i], criterion) ==
            doctest::Approx(expected[i]).epsilon(1e-10));
    }
  }
}

TEST_CASE("no model has an interaction without what it consists of") {
  const Births births;
  const std::vector<std::string> terms{"age", "lwt", "smoke", "age:lwt", "age:smoke", "lwt:smoke"};
  const auto is_marginal = [](unsigned m) {
    const auto needs = [m](unsigned high, unsigned one, unsigned two) {
      return (m >> high & 1U) == 0 || ((m >> one & 1U) != 0 && (m >> two & 1U) != 0);
    };
    return needs(3, 0, 1) && needs(4, 0, 2) && needs(5, 1, 2);
  };
  const std::vector<double> expected = all_of(births, terms, SelectionCriterion::aic, is_marginal);
  SelectionOptions options = by(SelectionCriterion::aic);
  options.models = 100;
  const Selection selection = births.select("low ~ (age + lwt + smoke)^2", options);
  REQUIRE(selection.models.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(selection.models[i].aic == doctest::Approx(expected[i]).epsilon(1e-10));
  }
}

// R 4.2.2: step() of glm at epsilon = 1e-14.
TEST_CASE("steps are those of R") {
  const Births births;
  const Selection backward =
      births.select(kBirths, by(SelectionCriterion::aic, SelectionSearch::backward));
  CHECK(backward.chosen().formula == "low ~ lwt + race + smoke + ptl + ht + ui");
  CHECK(backward.chosen().aic == doctest::Approx(218.00796701966).epsilon(1e-11));
  CHECK(backward.models[1].term == "age");
  CHECK(backward.models[1].statistic == doctest::Approx(0.55997588715923690).epsilon(1e-9));
  CHECK(backward.models[1].p_value == doctest::Approx(0.45426995815882056).epsilon(1e-9));
  const Selection bic =
      births.select(kBirths, by(SelectionCriterion::bic, SelectionSearch::backward));
  CHECK(bic.chosen().formula == "low ~ lwt + ht");
  CHECK(bic.chosen().bic == doctest::Approx(236.89068999457).epsilon(1e-11));
  const Selection forward =
      births.select(kBirths, by(SelectionCriterion::aic, SelectionSearch::forward));
  CHECK(forward.chosen().formula == "low ~ lwt + race + smoke + ptl + ht + ui");
  CHECK(forward.chosen().aic == doctest::Approx(218.00796701966).epsilon(1e-11));
}

TEST_CASE("terms go by likelihood ratio while p is above alpha, but not those to keep") {
  const Births births;
  SelectionOptions options = by(SelectionCriterion::lr, SelectionSearch::backward);
  options.keep = {"age"};
  const Selection selection = births.select(kBirths, options);
  CHECK(selection.models.size() > 1);
  for (std::size_t i = 1; i < selection.models.size(); ++i) {
    CHECK(selection.models[i].p_value > 0.05);
    CHECK(selection.models[i].has_term[0]);
  }
  options.search = SelectionSearch::forward;
  for (const CandidateModel& model : births.select(kBirths, options).models) {
    CHECK(model.has_term[0]);
    CHECK((model.term.empty() || (model.came && model.p_value < 0.05)));
  }
}

TEST_CASE("the choice in resamples does not depend on threads") {
  const Births births;
  SelectionOptions options;
  options.resamples = 20;
  const Selection one = births.select(kBirths, options, {.threads = 1, .progress = {}});
  const Selection three = births.select(kBirths, options, {.threads = 3, .progress = {}});
  CHECK(one.frequency == three.frequency);
  REQUIRE(one.frequency.size() == 7);
  for (const double frequency : one.frequency) CHECK((frequency >= 0.0 && frequency <= 1.0));
  CHECK(one.frequency[5] > one.frequency[0]);  // ht against age, z 2.65 and 0.74
}

TEST_CASE("terms that are combinations of others are in no model") {
  const Births births;
  for (const auto search :
       {SelectionSearch::all, SelectionSearch::backward, SelectionSearch::forward}) {
    const Selection selection =
        births.select("low ~ age + I(2*age) + lwt", by(SelectionCriterion::aic, search));
    CHECK(selection.terms == std::vector<std::string>{"age", "lwt"});
    CHECK(selection.chosen().aic == doctest::Approx(births.fit("low ~ lwt").goodness().aic));
  }
}

TEST_CASE("what cannot be compared is refused") {
  const Births births;
  const auto refusal = [&](const FitOptions& fit_options, const SelectionOptions& options) {
    return error_of([&] { select_terms(births.fit(kBirths, fit_options), *births.table, options); })
        .text()
        .what;
  };
  FitOptions robust;
  robust.variance = VarianceChoice(Variance::hc1);
  CHECK(refusal(robust, {}).starts_with("selection compares likelihoods"));
  SelectionOptions unknown;
  unknown.keep = {"weight"};
  CHECK(refusal({}, unknown) == "\"weight\" is no term of the formula");
  CHECK(refusal({}, by(SelectionCriterion::lr)).starts_with("likelihood ratios compare"));
}

}  // namespace
}  // namespace odds
