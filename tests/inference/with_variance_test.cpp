// Another variance after the fit is that of a fit that was asked for it.
#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/fit_text.hpp"
#include "support/workplace.hpp"

#include <odds/margins.hpp>
#include <odds/memory_table.hpp>
#include <odds/model_file.hpp>
#include <odds/variance.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <string>

namespace odds {
namespace {

using test::error_of;

constexpr Variance kVariances[] = {Variance::model, Variance::hc0, Variance::hc1,
                                   Variance::hc2,   Variance::hc3, Variance::stata};

FitOptions asked_for(Variance variance) {
  FitOptions options;
  options.variance = variance;
  return options;
}

struct VarianceCase {
  std::unique_ptr<const Table> table = test::open_dataset("lbw.csv");

  Fit fit(const FitOptions& options) const {
    return odds::fit(*table, parse_formula("low ~ age + lwt + race + smoke"), options);
  }
};

void check_same_errors(const Fit& one, const Fit& other) {
  CHECK(one.variance() == other.variance());
  CHECK(one.coefficients() == other.coefficients());
  for (std::size_t j = 0; j < one.std_errors().size(); ++j) {
    CHECK(one.std_errors()[j] == doctest::Approx(other.std_errors()[j]).epsilon(1e-13));
  }
}

std::string refusal(const Fit& fit, const Table& table, Variance variance) {
  return error_of([&] { with_variance(fit, table, variance); }).text().what;
}

}  // namespace

TEST_CASE("every variance can be had after the fit, from every other") {
  const VarianceCase each;
  for (const Variance from : kVariances) {
    const Fit fit = each.fit(asked_for(from));
    for (const Variance to : kVariances) {
      CAPTURE(static_cast<int>(from));
      CAPTURE(static_cast<int>(to));
      const Fit expected = each.fit(asked_for(to));
      const Fit changed = with_variance(fit, *each.table, to);
      check_same_errors(changed, expected);
      const auto effect = [&](const Fit& of) { return margins(of, *each.table).rows.front(); };
      CHECK(effect(changed).std_error ==
            doctest::Approx(effect(expected).std_error).epsilon(1e-13));
    }
  }
}

TEST_CASE("a model that was saved knows enough, and a given covariance is replaced") {
  const VarianceCase each;
  const test::Workplace place;
  const Fit fit = each.fit({});
  save_model(fit, place.path("m.json"));
  const Fit expected = each.fit(asked_for(Variance::hc3));
  check_same_errors(with_variance(load_model(place.path("m.json")), *each.table, Variance::hc3),
                    expected);
  const Fit given = with_covariance(fit, expected.covariance(), "mine");
  const Fit back = with_variance(given, *each.table, Variance::model);
  check_same_errors(back, fit);
  CHECK(back.covariance_label().empty());
  CHECK_FALSE(test::has_note(back, "N056"));
}

TEST_CASE("a heterogeneity factor goes with the variance of the model") {
  const auto table = test::open_dataset("selenium.csv");
  const Formula formula = parse_formula("dead/total ~ C(type)*log(conc)");
  FitOptions options;
  options.where = "conc > 0";
  options.heterogeneity = HeterogeneityUse::automatic;
  const Fit fit = odds::fit(*table, formula, options);
  REQUIRE(fit.heterogeneity().applied);
  options.variance = Variance::hc1;
  const Fit robust = with_variance(fit, *table, Variance::hc1);
  check_same_errors(robust, odds::fit(*table, formula, options));
  CHECK_FALSE(robust.heterogeneity().applied);
  CHECK(std::isinf(robust.test_degrees()));
  // A given covariance has ended the use of the factor.
  const Fit given = with_covariance(fit, robust.covariance(), "mine");
  FitOptions binomial;
  binomial.where = "conc > 0";
  check_same_errors(with_variance(given, *table, Variance::model),
                    odds::fit(*table, formula, binomial));
}

TEST_CASE("other data than those of the fit are refused, and what has no such variance") {
  const VarianceCase each;
  const Fit fit = each.fit({});
  const auto other = test::csv("low,age,lwt,race,smoke\n1,20,120,White,0\n0,30,140,black,1\n");
  CHECK(refusal(fit, *other, Variance::hc1) ==
        "these are not the data that the model was fitted to");
  FitOptions firth;
  firth.method = Method::firth;
  CHECK(refusal(each.fit(firth), *each.table, Variance::hc0) ==
        "Firth's estimates have the inverse information as their only variance");
  const Fit moved = with_coefficients(fit, fit.coefficients(), "mine");
  CHECK(refusal(moved, *each.table, Variance::hc0) ==
        "the scores of the rows belong to the fit's own coefficients, not to given ones");
  FitOptions weighted;
  weighted.probability_weights = "lwt";
  const Fit sampled = odds::fit(*each.table, parse_formula("low ~ age + smoke"), weighted);
  CHECK(refusal(sampled, *each.table, Variance::model) ==
        "with probability weights the inverse information is no variance of the estimates");
  const Fit hc0 = with_variance(sampled, *each.table, Variance::hc0);
  weighted.variance = Variance::hc0;
  check_same_errors(hc0, odds::fit(*each.table, parse_formula("low ~ age + smoke"), weighted));
}

}  // namespace odds
