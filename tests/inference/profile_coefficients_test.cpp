// Reference values: tools/certify_profile.py, mpmath with 60 digits; MASS 7.3 confint of a glm at
// full convergence; R's logistf as published (Heinze and Schemper 2002).
#include "base/special_values.hpp"
#include "math/distributions.hpp"
#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/execution.hpp"
#include "support/fit_text.hpp"
#include "support/printed.hpp"
#include "support/workplace.hpp"

#include <odds/memory_table.hpp>
#include <odds/model_file.hpp>
#include <odds/profile.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::csv;
using test::error_of;
using test::fit_dataset;
using test::open_dataset;
using test::Printed;

/// The order of tools/certify_profile.py.
struct ProfileValues {
  const char* dataset;
  const char* formula;
  const char* options;
  const char* term;
  double low;
  double high;
  double ratio;
};

const ProfileValues kValues[] = {
#include "profile_values.inc"
};

/// `link=probit guess=0.5`, as the generator writes them.
FitOptions options_named(const std::string& text) {
  FitOptions options;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const std::string key = word.substr(0, word.find('='));
    const std::string value = word.substr(word.find('=') + 1);
    if (key == "firth") options.method = Method::firth;
    if (key == "link") options.link = value == "probit" ? Link::probit : Link::cloglog;
    if (key == "guess" && value == "estimate") options.estimate_guess = true;
    if (key == "guess" && value != "estimate") options.asymptotes.guess = std::stod(value);
    if (key == "lapse") options.asymptotes.lapse = std::stod(value);
    if (key == "fweight") options.frequency_weights = value;
    if (key == "iweight") options.importance_weights = value;
    if (key == "offset") options.offset = value;
  }
  return options;
}

FitOptions firth() {
  FitOptions options;
  options.method = Method::firth;
  return options;
}

std::size_t place_of(const Fit& fit, const std::string& term) {
  const auto found = std::ranges::find(fit.names(), term);
  REQUIRE(found != fit.names().end());
  return static_cast<std::size_t>(found - fit.names().begin());
}

struct Profiled {
  Fit fit;
  std::vector<ProfileRow> rows;

  const ProfileRow& of(const std::string& term) const { return rows[place_of(fit, term)]; }
};

Profiled profiled(const Table& table, const std::string& formula, const FitOptions& options = {},
                  const ProfileOptions& profile = {}) {
  Profiled result{fit(table, parse_formula(formula), options), {}};
  result.rows = profile_coefficients(result.fit, table, profile);
  return result;
}

/// To 1e-10, relative to itself.
doctest::Approx certified(double value) { return doctest::Approx(value).epsilon(1e-10).scale(0.0); }

std::string refusal(const Table& table, const std::string& formula, const FitOptions& options) {
  const Fit fitted = fit(table, parse_formula(formula), options);
  return error_of([&] { profile_coefficients(fitted, table); }).text().what;
}

}  // namespace

TEST_CASE("ends and likelihood ratios agree with 60-digit arithmetic") {
  std::string last;
  Profiled profiles;
  for (const ProfileValues& values : kValues) {
    const std::string model = std::string(values.dataset) + values.formula + values.options;
    CAPTURE(model);
    CAPTURE(values.term);
    if (model != last) {
      profiles = profiled(*open_dataset(std::string(values.dataset) + ".csv"), values.formula,
                          options_named(values.options));
    }
    last = model;
    const ProfileRow& row = profiles.of(values.term);
    CHECK(row.conf_low == certified(values.low));
    CHECK(row.conf_high == certified(values.high));
    CHECK(row.statistic == certified(values.ratio));
    CHECK(row.p_value == doctest::Approx(chi_square_p_value(values.ratio, 1.0)).epsilon(1e-8));
    const double rounding = 0x1p-50 * std::abs(profiles.fit.maximum().value) / 1.96;
    CHECK(row.root_error < 2.0 * std::max(1e-8, rounding));
  }
}

TEST_CASE("endometrial: Firth's table as it was published, from iterations to 1e-5") {
  const Profiled published =
      profiled(*open_dataset("endometrial.csv"), "HG ~ NV + PI + EH", firth());
  const std::vector<ProfiledRow> rows = profiled_coefficients(published.fit, published.rows);
  const auto near = [](double value) { return doctest::Approx(value).epsilon(3e-5).scale(1.0); };
  CHECK(rows[1].term == "NV");
  CHECK(rows[1].statistic == Printed("6.7985"));
  CHECK(rows[1].p_value == Printed(".0091"));
  CHECK(rows[1].conf_low == near(.60975));
  CHECK(rows[1].conf_high == Printed("7.8546"));
  CHECK(rows[2].conf_low == near(-.124445));
  CHECK(rows[2].conf_high == near(.040469));
  CHECK(rows[3].conf_low == near(-4.36516));
  CHECK(rows[3].conf_high == near(-1.23272));
}

TEST_CASE("an end is where the fit without the coefficient has lost what it may") {
  const auto table = open_dataset("spector.csv");
  const Profiled whole = profiled(*table, "GRADE ~ GPA + TUCE + PSI");
  for (const double end : {whole.of("GPA").conf_low, whole.of("GPA").conf_high}) {
    const std::string formula = "GRADE ~ TUCE + PSI + offset(" + std::to_string(end) + "*GPA)";
    // Six decimals of the end are in the formula; the rest by the slope of the root there.
    const double printed = std::stod(std::to_string(end));
    const Fit without = fit(*table, parse_formula(formula));
    const double lost =
        2.0 * (whole.fit.goodness().log_likelihood - without.goodness().log_likelihood);
    const ProfileRow there = profile_combination(whole.fit, *table, std::vector{0., 1., 0., 0.},
                                                 {.level = 0.95, .null = printed});
    CHECK(lost == doctest::Approx(there.statistic).epsilon(1e-11));
    CHECK(std::abs(std::sqrt(there.statistic) - normal_critical_value(0.95)) < 1e-5);
  }
}

TEST_CASE("a combination is the coefficient of a model written in it") {
  const auto table = open_dataset("lbw.csv");
  const Fit apart = fit(*table, parse_formula("low ~ smoke + ht + age"));
  const Profiled joined = profiled(*table, "low ~ smoke + I(smoke + ht) + age");
  const ProfileRow difference =
      profile_combination(apart, *table, std::vector{0.0, 1.0, -1.0, 0.0});
  const ProfileRow& coefficient = joined.of("smoke");
  CHECK(difference.estimate == certified(coefficient.estimate));
  CHECK(difference.conf_low == certified(coefficient.conf_low));
  CHECK(difference.conf_high == certified(coefficient.conf_high));
  CHECK(difference.statistic == certified(coefficient.statistic));
  const ProfileRow twice = profile_combination(apart, *table, std::vector{0.0, -2.0, 2.0, 0.0});
  CHECK(twice.conf_high == certified(-2.0 * difference.conf_low));
}

TEST_CASE("a tested value at an end of the interval has the p-value of the level") {
  const auto table = open_dataset("vaso.csv");
  const Profiled rows = profiled(*table, "Y ~ log(Volume) + log(Rate)", {}, {.level = 0.9});
  const ProfileRow at_end =
      profile_combination(rows.fit, *table, std::vector{0.0, 1.0, 0.0},
                          {.level = 0.9, .null = rows.of("log(Volume)").conf_high});
  CHECK(at_end.p_value == doctest::Approx(0.1).epsilon(1e-9));
  CHECK(at_end.conf_low == rows.of("log(Volume)").conf_low);
}

TEST_CASE("a heterogeneity factor widens the profile, and F stands for chi-square") {
  FitOptions options;
  options.heterogeneity = HeterogeneityUse::on;
  const auto table = open_dataset("beetles.csv");
  const Profiled with = profiled(*table, "killed/exposed ~ log10dose", options);
  const Heterogeneity& h = with.fit.heterogeneity();
  const double critical = t_quantile(0.975, h.degrees) * std::sqrt(h.factor);
  const Profiled plain =
      profiled(*table, "killed/exposed ~ log10dose", {}, {.level = 1.0 - normal_p_value(critical)});
  CHECK(with.rows[1].conf_low == doctest::Approx(plain.rows[1].conf_low).epsilon(1e-9));
  CHECK(with.rows[1].conf_high == doctest::Approx(plain.rows[1].conf_high).epsilon(1e-9));
  CHECK(with.rows[1].statistic * h.factor == certified(plain.rows[1].statistic));
  CHECK(with.rows[1].p_value == certified(f_p_value(with.rows[1].statistic, 1.0, h.degrees)));
}

TEST_CASE("next to separation the profile is long on one side, and ends") {
  // One event lies below one non-event: without them the data are separated.
  const auto table = csv("y,x\n0,1\n0,2\n0,3\n1,3.9\n0,4\n1,5\n1,6\n1,7\n1,8\n0,0\n");
  const Profiled rows = profiled(*table, "y ~ x");
  const ProfileRow& x = rows.of("x");
  const EstimateRow wald = wald_row(x.estimate, rows.fit.std_errors()[1], 0.95);
  CHECK(wald.conf_low < 0.0);
  CHECK(x.conf_low > 0.0);
  CHECK(x.p_value < 0.01);
  CHECK(std::isfinite(x.conf_high));
  CHECK(x.conf_high - x.estimate > 3.0 * (x.estimate - x.conf_low));
  CHECK(x.root_error < 1e-8);
}

TEST_CASE("between asymptotes the likelihood is bounded: an end may be infinite") {
  FitOptions options;
  options.asymptotes = {.guess = 0.5, .lapse = 0.02};
  const auto table = csv("y,n,x\n11,20,1\n10,20,2\n12,20,3\n19,20,4\n20,20,5\n");
  const Profiled rows = profiled(*table, "y/n ~ x", options);
  CHECK(rows.of("x").conf_high == kInfinity);
  CHECK(std::isfinite(rows.of("x").conf_low));
  CHECK(rows.of("x").conf_low > 0.0);
}

TEST_CASE("frequency weights and groups are the rows that they stand for") {
  const auto weighted = csv("y,x,w\n0,1,3\n1,2,1\n0,2,2\n1,3,2\n0,4,1\n1,5,2\n");
  const auto repeated = csv("y,x\n0,1\n0,1\n0,1\n1,2\n0,2\n0,2\n1,3\n1,3\n0,4\n1,5\n1,5\n");
  const auto grouped = csv("s,n,x\n0,3,1\n1,3,2\n2,2,3\n0,1,4\n2,2,5\n");
  FitOptions frequency;
  frequency.frequency_weights = "w";
  for (const Method method : {Method::maximum_likelihood, Method::firth}) {
    frequency.method = method;
    FitOptions plain;
    plain.method = method;
    const Profiled rows = profiled(*repeated, "y ~ x", plain);
    const Profiled weights = profiled(*weighted, "y ~ x", frequency);
    const Profiled groups = profiled(*grouped, "s/n ~ x", plain);
    for (const Profiled* other : {&weights, &groups}) {
      CHECK(other->of("x").conf_low == certified(rows.of("x").conf_low));
      CHECK(other->of("x").conf_high == certified(rows.of("x").conf_high));
      CHECK(other->of("x").statistic == certified(rows.of("x").statistic));
    }
  }
}

TEST_CASE("a shift of a variable by 1e8 leaves the profile of its slope alone") {
  const std::vector<double> y = {0, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0};
  std::vector<double> x = {1, 2, 3, 4, 5, 6, 7, 8, 9, 3, 8, 1};
  MemoryTable plain;
  plain.add("y", y).add("x", x);
  for (double& value : x) value += 1e8;
  MemoryTable shifted;
  shifted.add("y", y).add("x", x);
  const Profiled near = profiled(plain, "y ~ x");
  const Profiled far = profiled(shifted, "y ~ x");
  CHECK(far.of("x").conf_low == certified(near.of("x").conf_low));
  CHECK(far.of("x").conf_high == certified(near.of("x").conf_high));
  // P at x = 0 of the first is P at 1e8 of the second.
  const ProfileRow there = profile_combination(far.fit, shifted, std::vector{1.0, 1e8});
  CHECK(there.conf_low == doctest::Approx(near.of("(Intercept)").conf_low).epsilon(1e-8));
}

TEST_CASE("an aliased column has no profile and no weight in one") {
  const auto table = csv("y,x,z\n0,1,2\n1,2,4\n0,3,6\n1,4,8\n0,5,10\n1,6,12\n1,7,14\n");
  const Profiled rows = profiled(*table, "y ~ x + z");
  CHECK(std::isnan(rows.of("z").conf_low));
  CHECK(std::isfinite(rows.of("x").conf_low));
  const auto weights = [&](std::vector<double> w) {
    return error_of([&] { profile_combination(rows.fit, *table, w); }).text().what;
  };
  CHECK(weights({0.0, 1.0, 1.0}) == "z is aliased: it has no coefficient that could have a weight");
  CHECK(weights({0.0, 0.0, 0.0}) == "all weights are 0: there is nothing to profile");
  CHECK(weights({1.0}) == "1 weights for 3 coefficients");
  CHECK(weights({0.0, kInfinity, 0.0}) == "the weight of x is not finite");
}

TEST_CASE("threads do not change a bit of a profile") {
  const auto table = open_dataset("default.csv");
  FitOptions options;
  options.event = "Yes";
  const Fit fitted = fit(*table, parse_formula("default ~ balance + income + student"), options);
  const auto one = profile_coefficients(fitted, *table, {}, test::with_threads(1));
  const auto three = profile_coefficients(fitted, *table, {}, test::with_threads(3));
  for (std::size_t j = 0; j < one.size(); ++j) {
    CHECK(one[j].conf_low == three[j].conf_low);
    CHECK(one[j].conf_high == three[j].conf_high);
    CHECK(one[j].statistic == three[j].statistic);
  }
}

TEST_CASE("a saved model and its data have the profiles of the fit") {
  const auto table = open_dataset("endometrial.csv");
  const Profiled rows = profiled(*table, "HG ~ NV + PI + EH", firth());
  const test::Workplace place;
  save_model(rows.fit, place.path("model.json"));
  const Fit loaded = load_model(place.path("model.json"));
  const std::vector<ProfileRow> again = profile_coefficients(loaded, *table);
  for (std::size_t j = 0; j < again.size(); ++j)
    CHECK(again[j].conf_high == rows.rows[j].conf_high);
  const auto other = csv("HG,NV,PI,EH\n0,0,13,1.64\n1,1,16,2.26\n0,0,8,3.14\n1,0,34,2\n0,1,9,1\n");
  CHECK(error_of([&] { profile_coefficients(loaded, *other); }).kind() == ErrorKind::data);
}

TEST_CASE("where no likelihood tells how estimates vary there is no profile, and why") {
  const auto table = open_dataset("stress_interaction.csv");
  FitOptions sampled;
  sampled.probability_weights = "w";
  CHECK(refusal(*table, "y ~ x + z", sampled) ==
        "there is no profile likelihood: with probability weights none is maximised");
  FitOptions robust;
  robust.variance = {Variance::hc1};
  CHECK(refusal(*table, "y ~ x + z", robust) ==
        "there is no profile likelihood: a robust variance says that it does not tell how "
        "estimates vary");
  CHECK(error_of([&] { require_profile(sampled); }).kind() == ErrorKind::usage);
  const Fit plain = fit(*table, parse_formula("y ~ x"));
  const Fit given = with_covariance(plain, plain.covariance(), "mine");
  CHECK(error_of([&] { profile_coefficients(given, *table); }).text().what ==
        "there is no profile likelihood: the covariance is a given one");
  const std::vector<double> coefficients = {0.1, 0.2};
  const Fit moved = with_coefficients(plain, coefficients, "mine");
  CHECK(error_of([&] { profile_coefficients(moved, *table); }).text().what ==
        "there is no profile likelihood: the coefficients are given ones");
  CHECK(error_of([&] { profile_coefficients(plain, *table, {.level = 1.0}); }).kind() ==
        ErrorKind::usage);
}

}  // namespace odds
