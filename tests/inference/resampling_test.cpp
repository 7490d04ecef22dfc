#include "inference/resampling.hpp"

#include "inference/resampled_intervals.hpp"
#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/execution.hpp"
#include "support/fit_text.hpp"
#include "support/options.hpp"
#include "support/random_data.hpp"
#include "support/table.hpp"
#include "support/thread_ranks.hpp"
#include "support/workplace.hpp"

#include <odds/inference.hpp>
#include <odds/model_file.hpp>
#include <odds/variance.hpp>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::csv;
using test::error_of;
using test::with;

/// y by x and firm; `f` and `w` are weights.
std::string rows_text(unsigned seed, int rows) {
  test::Random random(seed);
  std::string text = "y,x,firm,f,w\n";
  for (int i = 0; i < rows; ++i) {
    const double x = 3.0 + random.normal();
    const int firm = random.whole(1, 15);
    const int y = random.uniform() < 1.0 / (1.0 + std::exp(3.0 - x - 0.1 * firm)) ? 1 : 0;
    text += fmt::format("{},{},{},{},{}\n", y, x, firm, random.whole(1, 3), random.uniform());
  }
  return text;
}

VarianceChoice boot(Index resamples, std::vector<std::string> clusters = {}) {
  VarianceChoice choice(Variance::boot, std::move(clusters));
  choice.resamples = resamples;
  return choice;
}

Fit fit_with(const Table& table, const VarianceChoice& variance, FitOptions options = {},
             const Execution& execution = {}) {
  options.variance = variance;
  return fit(table, parse_formula("y ~ x"), options, execution);
}

std::vector<double> estimates_of(const Fit& fit, std::size_t resample) {
  const auto& all = fit.resampling().estimates;
  const auto begin = all.begin() + static_cast<std::ptrdiff_t>(2 * resample);
  return {begin, begin + 2};
}

ResamplingUnits single_units(std::size_t count) {
  return {.of_row = {}, .copies = std::vector<double>(count, 1.0)};
}

}  // namespace

TEST_CASE("draws are as many as units, evenly spread, and a function of seed and resample") {
  const ResamplingUnits units = single_units(50);
  std::vector<double> total(50, 0.0);
  double distinct = 0.0;
  for (Index r = 0; r < 4000; ++r) {
    const std::vector<double> counts = bootstrap_counts(units, 7, r);
    CHECK(std::accumulate(counts.begin(), counts.end(), 0.0) == 50.0);
    for (std::size_t i = 0; i < 50; ++i) {
      total[i] += counts[i];
      distinct += counts[i] > 0.0 ? 1.0 : 0.0;
    }
  }
  double chi2 = 0.0;  // of 49 degrees of freedom: 99.9 % are below 85
  for (const double sum : total) chi2 += (sum - 4000.0) * (sum - 4000.0) / 4000.0;
  CHECK(chi2 < 85.0);
  CHECK(distinct / (4000.0 * 50.0) == doctest::Approx(1.0 - std::pow(0.98, 50)).epsilon(0.005));
  CHECK(bootstrap_counts(units, 7, 3) == bootstrap_counts(units, 7, 3));
  CHECK(bootstrap_counts(units, 7, 3) != bootstrap_counts(units, 8, 3));
  CHECK(bootstrap_counts(units, 7, 3) != bootstrap_counts(units, 7, 4));
}

TEST_CASE("a unit that stands for several is drawn as often, and counts in their share") {
  const ResamplingUnits units{.of_row = {}, .copies = {1.0, 3.0}};
  double first = 0.0;
  for (Index r = 0; r < 4000; ++r) {
    const std::vector<double> counts = bootstrap_counts(units, 1, r);
    CHECK(counts[0] + 3.0 * counts[1] == doctest::Approx(4.0).epsilon(1e-14));
    first += counts[0];
  }
  CHECK(first / 4000.0 == doctest::Approx(1.0).epsilon(0.04));
}

TEST_CASE("each resample has the estimates of its rows as a table of their own") {
  const std::string text = rows_text(31, 120);
  const auto table = csv(text);
  const Fit fit = fit_with(*table, boot(20));
  CHECK(fit.resampling().resamples == 20);
  std::vector<std::string> lines;
  for (std::size_t at = text.find('\n') + 1; at < text.size(); at = text.find('\n', at) + 1) {
    lines.push_back(text.substr(at, text.find('\n', at) + 1 - at));
  }
  for (Index r = 0; r < 20; ++r) {
    const std::vector<double> counts = bootstrap_counts(single_units(lines.size()), 1, r);
    std::string resample = "y,x,firm,f,w\n";
    for (std::size_t i = 0; i < lines.size(); ++i) {
      for (int copy = 0; copy < counts[i]; ++copy) resample += lines[i];
    }
    const Fit apart = odds::fit(*csv(resample), parse_formula("y ~ x"));
    const std::vector<double> estimates = estimates_of(fit, static_cast<std::size_t>(r));
    CHECK(estimates[0] == doctest::Approx(apart.coefficients()[0]).epsilon(1e-10));
    CHECK(estimates[1] == doctest::Approx(apart.coefficients()[1]).epsilon(1e-10));
  }
}

TEST_CASE("the covariance is that of the resampled estimates") {
  const Fit fit = fit_with(*csv(rows_text(32, 150)), boot(60, {"firm"}));
  double mean = 0.0;
  double squares = 0.0;
  for (std::size_t r = 0; r < 60; ++r) mean += estimates_of(fit, r)[1] / 60.0;
  for (std::size_t r = 0; r < 60; ++r) squares += std::pow(estimates_of(fit, r)[1] - mean, 2);
  CHECK(fit.std_errors()[1] == doctest::Approx(std::sqrt(squares / 59.0)).epsilon(1e-12));
  CHECK(fit.clusters().front().clusters == 15.0);
  const Fit sandwich = fit_with(*csv(rows_text(32, 150)), {Variance::cluster, {"firm"}});
  CHECK(fit.clusters().front().largest_share == sandwich.clusters().front().largest_share);
}

TEST_CASE("the jackknife is made of the fits without a row, or without a cluster") {
  const auto table = csv(rows_text(33, 90));
  const auto check = [&](const VarianceChoice& choice, const std::string& column, int units) {
    std::vector<double> slopes;
    for (int unit = 1; unit <= units; ++unit) {
      FitOptions without;
      without.where = fmt::format("{} != {}", column, unit);
      slopes.push_back(fit(*table, parse_formula("y ~ x"), without).coefficients()[1]);
    }
    const double n = units;
    const double mean = std::accumulate(slopes.begin(), slopes.end(), 0.0) / n;
    double squares = 0.0;
    for (const double slope : slopes) squares += (slope - mean) * (slope - mean);
    const Fit jackknife = fit_with(*table, choice);
    CHECK(jackknife.std_errors()[1] ==
          doctest::Approx(std::sqrt((n - 1.0) / n * squares)).epsilon(1e-9));
  };
  check({Variance::jackknife, {"firm"}}, "firm", 15);
}

TEST_CASE("a row of frequency weight f is left out f times, a copy at a time") {
  std::string text = "y,x,f\n";
  std::string repeated = "y,x,f\n";
  test::Random random(34);
  for (int i = 0; i < 60; ++i) {
    const double x = random.normal();
    const int y = random.uniform() < 1.0 / (1.0 + std::exp(-x)) ? 1 : 0;
    const int f = random.whole(1, 3);
    text += fmt::format("{},{},{}\n", y, x, f);
    for (int copy = 0; copy < f; ++copy) repeated += fmt::format("{},{},1\n", y, x);
  }
  const Fit weighted =
      fit_with(*csv(text), Variance::jackknife, with(&FitOptions::frequency_weights, "f"));
  const Fit all = fit_with(*csv(repeated), Variance::jackknife);
  CHECK(weighted.std_errors()[1] == doctest::Approx(all.std_errors()[1]).epsilon(1e-9));
}

TEST_CASE("the same bits for any number of threads and processes") {
  const auto table = csv(rows_text(35, 9000));
  const VarianceChoice choice = boot(8, {"firm"});
  const Fit alone = fit_with(*table, choice, {}, test::with_threads(1));
  CHECK(fit_with(*table, choice, {}, test::with_threads(4)).std_errors() == alone.std_errors());
  for (const Fit& fit : test::results_of_ranks(2, [&](Communicator& processes) {
         return fit_with(*table, choice, {},
                         {.threads = 1, .memory = 0, .progress = {}, .processes = &processes});
       })) {
    CHECK(fit.resampling().estimates == alone.resampling().estimates);
    CHECK(fit.std_errors() == alone.std_errors());
  }
}

TEST_CASE("separated resamples are counted, noted and left out") {
  const auto table = csv("y,x\n0,1\n0,2\n1,2.5\n0,3\n1,4\n1,5\n1,6\n0,2.2\n");
  const Fit fit = fit_with(*table, boot(200));
  const Resampling& resampling = fit.resampling();
  CHECK(resampling.left_out > 0);
  CHECK(resampling.left_out < 150);
  CHECK(std::ssize(resampling.estimates) == 2 * (200 - resampling.left_out));
  CHECK(test::has_note(fit, "N138"));
}

TEST_CASE("resamples can be had after the fit, and a saved model knows of them") {
  const auto table = csv(rows_text(36, 100));
  const Fit asked = fit_with(*table, boot(30, {"firm"}));
  const Fit later = with_variance(fit(*table, parse_formula("y ~ x")), *table, boot(30, {"firm"}));
  CHECK(later.std_errors()[1] == doctest::Approx(asked.std_errors()[1]).epsilon(1e-13));
  const test::Workplace place;
  save_model(asked, place.path("m.json"));
  const Fit loaded = load_model(place.path("m.json"));
  CHECK(loaded.variance_choice() == asked.variance_choice());
  CHECK(loaded.std_errors()[1] == doctest::Approx(asked.std_errors()[1]).epsilon(1e-13));
  CHECK(error_of([&] {
          coefficients(loaded, {.level = 0.9, .ratios = false, .interval = IntervalMethod::bca});
        }).kind() == ErrorKind::usage);
}

// norm.inter, boot.ci(type = c("perc", "basic", "bca")) of R's boot 1.3-28 on t = sort(sin(1:99)^3
// + (1:99) / 60), t0 = 0.9, and an acceleration of 0.03.
TEST_CASE("quantiles and intervals of given resamples are those of R's boot") {
  std::vector<double> values;
  for (int i = 1; i <= 99; ++i) values.push_back(std::pow(std::sin(i), 3) + i / 60.0);
  const auto interval = [&](IntervalMethod method, double level) {
    return resampled_interval(values, 0.9, 0.03, method, level);
  };
  CHECK(interval(IntervalMethod::percentile, 0.9).low ==
        doctest::Approx(-0.37553876643678319).epsilon(1e-12));
  CHECK(interval(IntervalMethod::percentile, 0.95).high ==
        doctest::Approx(2.2862444925638972).epsilon(1e-12));
  CHECK(interval(IntervalMethod::basic, 0.95).low ==
        doctest::Approx(-0.48624449256389712).epsilon(1e-12));
  CHECK(interval(IntervalMethod::bca, 0.95).low ==
        doctest::Approx(-0.40764046599021581).epsilon(1e-12));
  CHECK(interval(IntervalMethod::bca, 0.95).high ==
        doctest::Approx(2.4993091751690861).epsilon(1e-12));
  CHECK(error_of([&] { resampled_interval(values, 9.0, 0.0, IntervalMethod::bca, 0.95); }).kind() ==
        ErrorKind::model);
}

struct CertifiedBootstrap {
  const char* data;
  const char* formula;
  Index resamples;
  std::uint64_t seed;
  Index fitted;
  const char* term;
  double std_error;
  ConfidenceRange percentile;
  ConfidenceRange basic;
  ConfidenceRange bca;
};

// Of 100 digits, from tools/certify_bootstrap.py.
const std::vector<CertifiedBootstrap> kCertifiedBootstraps = {
#include "inference/bootstrap_values.inc"
};

TEST_CASE("errors and intervals of resamples have their certified values") {
  for (const CertifiedBootstrap& certified : kCertifiedBootstraps) {
    CAPTURE(certified.data);
    CAPTURE(certified.term);
    VarianceChoice variance = boot(certified.resamples);
    variance.seed = certified.seed;
    FitOptions options;
    options.variance = variance;
    const Fit fit =
        odds::fit(*test::open_dataset(certified.data), parse_formula(certified.formula), options);
    CHECK(fit.resampling().resamples - fit.resampling().left_out == certified.fitted);
    const auto check = [&](IntervalMethod method, const ConfidenceRange& range) {
      CoefficientOptions asked;
      asked.interval = method;
      for (const CoefficientRow& row : coefficients(fit, asked)) {
        if (row.term != certified.term) continue;
        CHECK(row.std_error == doctest::Approx(certified.std_error).epsilon(1e-10));
        CHECK(row.conf_low == doctest::Approx(range.low).epsilon(1e-10));
        CHECK(row.conf_high == doctest::Approx(range.high).epsilon(1e-10));
      }
    };
    check(IntervalMethod::percentile, certified.percentile);
    check(IntervalMethod::basic, certified.basic);
    check(IntervalMethod::bca, certified.bca);
  }
}

TEST_CASE("the acceleration is that of the influences of the units") {
  const auto table = csv(rows_text(37, 80));
  const Fit plain = fit(*table, parse_formula("y ~ x"));
  const Fit fit = fit_with(*table, boot(2));
  // The influence of row i on the slope: the second row of V times its score.
  const std::string text = rows_text(37, 80);
  double squares = 0.0;
  double cubes = 0.0;
  for (std::size_t at = text.find('\n') + 1; at < text.size(); at = text.find('\n', at) + 1) {
    const double y = std::stod(text.substr(at));
    const double x = std::stod(text.substr(at + 2));
    const double p = 1.0 / (1.0 + std::exp(-plain.coefficients()[0] - plain.coefficients()[1] * x));
    const double influence = (plain.covariance()(1, 0) + plain.covariance()(1, 1) * x) * (y - p);
    squares += influence * influence;
    cubes += influence * influence * influence;
  }
  CHECK(fit.resampling().acceleration[1] ==
        doctest::Approx(cubes / (6.0 * std::pow(squares, 1.5))).epsilon(1e-9));
}

TEST_CASE("one cluster has nothing to be resampled") {
  const auto table = csv("y,x,id\n1,2,a\n0,1,a\n1,1.5,a\n0,3,a\n");
  for (const VarianceChoice& choice :
       {boot(10, {"id"}), VarianceChoice(Variance::jackknife, {"id"})}) {
    CHECK(error_of([&] { fit_with(*table, choice); }).text().what ==
          "all rows have the same id: there is one cluster");
  }
}

TEST_CASE("the texts of resamples") {
  CHECK(parse_variance("boot:1000") == boot(1000));
  CHECK(parse_variance("boot:200,id") == boot(200, {"id"}));
  CHECK(parse_variance("boot:200,id").text() == "boot:200,id");
  CHECK(parse_variance("jackknife:id") == VarianceChoice(Variance::jackknife, {"id"}));
  CHECK(parse_variance("jackknife").text() == "jackknife");
  for (const char* wrong :
       {"boot", "boot:", "boot:1", "boot:id", "boot:100,a,b", "jackknife:a,b", "boot:10000001"}) {
    CAPTURE(wrong);
    CHECK(error_of([&] { parse_variance(wrong); }).kind() == ErrorKind::usage);
  }
}

}  // namespace odds
