// Reference values: tools/certify_dose_degrees.py, of 100 digits; qt of R 4.2.2.
#include "support/dataset.hpp"
#include "support/error_of.hpp"

#include <odds/dose.hpp>
#include <odds/inference.hpp>
#include <odds/variance.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::error_of;
using test::open_dataset;

struct CertifiedDoseDegrees {
  const char* variance;
  double percent;
  double estimate;
  double std_error;
  double degrees;
};

const std::vector<CertifiedDoseDegrees> kCertifiedDoseDegrees = {
#include "effects/dose/dose_degree_values.inc"
};

Dose doses_with(const std::string& variance, const DoseOptions& options = {}) {
  const auto table = open_dataset("esoph.csv");
  FitOptions choice;
  choice.variance = parse_variance(variance);
  const Fit fit = odds::fit(*table, parse_formula("cbind(ncases, ncontrols) ~ alc"), choice);
  return dose(fit, *table, options);
}

TEST_CASE("doses have the degrees of freedom of their gradients") {
  for (const CertifiedDoseDegrees& certified : kCertifiedDoseDegrees) {
    CAPTURE(certified.percent);
    DoseOptions options;
    options.percents = {certified.percent};
    const Dose doses = doses_with(certified.variance, options);
    const DoseEstimate& row = doses.estimates.at(0);
    CHECK(doses.own_degrees);
    CHECK(row.estimate == doctest::Approx(certified.estimate).epsilon(1e-10));
    CHECK(row.std_error == doctest::Approx(certified.std_error).epsilon(1e-9));
    CHECK(row.degrees == doctest::Approx(certified.degrees).epsilon(1e-8));
    REQUIRE(row.limits.size() == 1);
    CHECK(row.limits[0].method == DoseInterval::delta);
    const double reach = row.limits[0].measure.front().high - row.estimate;
    // A t interval, wider than that of z.
    CHECK(reach > 1.96 * row.std_error);
    const EstimateRow as_t = wald_row(row.estimate, row.std_error, 0.95, certified.degrees);
    CHECK(row.limits[0].measure.front().high == doctest::Approx(as_t.conf_high).epsilon(1e-8));
  }
}

TEST_CASE("limits that need one quantile are refused beside degrees of each number") {
  for (const DoseInterval method : {DoseInterval::fieller, DoseInterval::profile}) {
    DoseOptions options;
    options.intervals = {method};
    CHECK(error_of([&] { doses_with("cr2:age", options); }).kind() == ErrorKind::usage);
  }
  const Dose doses = doses_with("cr2:age");
  REQUIRE_FALSE(doses.notes.empty());
  CHECK(std::ranges::count(doses.notes, "N182", &Note::code) == 1);
}

TEST_CASE("curves are compared with degrees of freedom of their own") {
  const auto table = open_dataset("esoph.csv");
  FitOptions choice;
  choice.variance = parse_variance("cr2:age");
  const Fit fit =
      odds::fit(*table, parse_formula("cbind(ncases, ncontrols) ~ alc*I(tob > 2)"), choice);
  DoseOptions options;
  options.variable = "alc";
  options.at = {{"tob", {"1", "4"}}};
  const Dose doses = dose(fit, *table, options);
  REQUIRE(doses.comparisons.size() == 1);
  CHECK(std::isfinite(doses.comparisons[0].degrees));
  CHECK(doses.parallel.kind == ParallelTest::Kind::wald);
  // The difference of the slopes is the coefficient of the interaction: its t squared.
  const EstimateRow interaction = coefficients(fit).back();
  CHECK(doses.parallel.denominator == doctest::Approx(interaction.degrees).epsilon(1e-9));
  CHECK(doses.parallel.statistic ==
        doctest::Approx(interaction.statistic * interaction.statistic).epsilon(1e-8));
}

}  // namespace
}  // namespace odds
