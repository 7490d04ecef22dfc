// Pearson's test of fit and the heterogeneity factor where fitted probabilities are 0 or 1.
#include "inference/heterogeneity.hpp"

#include "base/special_values.hpp"
#include "support/error_of.hpp"
#include "support/table.hpp"

#include <odds/dose.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

namespace odds {
namespace {

using test::csv;
using test::error_of;

/// Bliss's beetles (1935) in raw doses, and a group so far off that 1 - P underflows there.
std::unique_ptr<const Table> beetles_and(const std::string& more) {
  return csv(
      "dose,n,k\n49.06,59,6\n52.99,60,13\n56.91,62,18\n60.84,56,28\n64.76,63,52\n68.69,59,53\n"
      "72.61,62,61\n76.54,60,60\n" +
      more);
}

TEST_CASE("a group that fits exactly adds nothing to Pearson's statistic") {
  // 6.70889656799791: fit and statistic in 60 digits, with the ninth group and without.
  for (const char* more : {"", "5000,60,60\n"}) {
    const auto table = beetles_and(more);
    const Fit fit = odds::fit(*table, parse_formula("k/n ~ dose"));
    const Dose found = dose(fit, *table);
    CHECK(found.heterogeneity.pearson == doctest::Approx(6.70889656799791).epsilon(1e-11));
    DoseOptions options;
    options.heterogeneity = HeterogeneityUse::on;
    const Dose scaled = dose(fit, *table, options);
    CHECK(scaled.heterogeneity.applied);
    for (const DoseEstimate& row : scaled.estimates) {
      for (const auto& limits : row.limits) CHECK(std::isfinite(limits.dose.front().low));
    }
  }
}

TEST_CASE("a term of Pearson's statistic is exact at probabilities of 0 and 1") {
  CHECK(pearson_term(0.0, 0.0, 1.0) == 0.0);
  CHECK(pearson_term(1.0, 1.0, 0.0) == 0.0);
  CHECK(pearson_term(1.0, 1.0, 1e-300) == 1e-300);
  CHECK(pearson_term(0.0, 1e-300, 1.0) == 1e-300);
  CHECK(pearson_term(0.25, 0.75, 0.25) == doctest::Approx(0.25 / 0.1875).epsilon(1e-15));
  CHECK(pearson_term(0.5, 1e-200, 1.0) == doctest::Approx(0.25e200).epsilon(1e-15));
  CHECK(pearson_term(0.5, 0.0, 1.0) == kInfinity);
  CHECK(pearson_term(1.0, 0.0, 1.0) == kInfinity);
}

TEST_CASE("a huge heterogeneity factor has limits, and an infinite one is refused") {
  // 0 of 5 where P = 1 - 1.6e-10: Pearson's statistic is 1.042e13 (60 digits).
  const auto table =
      csv("k,n,x\n10,10,5\n79,100,1\n1,1,0.4905782721913532\n727007,1000000,1\n"
          "0,5,23.033016124281026\n1,10,5\n1,5,0.0042038575212369825\n0,1,30.62812783299448\n"
          "88,100,2\n5,5,2\n1,1,3\n0,1,1\n");
  const Fit fit = odds::fit(*table, parse_formula("k/n ~ 0 + x"));
  DoseOptions options;
  options.heterogeneity = HeterogeneityUse::on;
  const Dose found = dose(fit, *table, options);
  CHECK(found.heterogeneity.pearson == doctest::Approx(10420505285612.7).epsilon(1e-8));
  // The offset takes P of the last group to 1 to the last digit; it has non-events.
  const auto contrary = csv("k,n,x,o\n3,10,1,0\n5,10,2,0\n6,10,3,0\n9,10,4,0\n59,60,5,2000\n");
  const Fit off = odds::fit(*contrary, parse_formula("k/n ~ x + offset(o)"));
  REQUIRE(off.converged());
  CHECK(error_of([&] { dose(off, *contrary, options); }).kind() == ErrorKind::model);
  const Dose without = dose(off, *contrary);
  CHECK_FALSE(without.heterogeneity.applied);
  CHECK(std::ranges::find(without.notes, "N072", &Note::code) != without.notes.end());
}

}  // namespace
}  // namespace odds
