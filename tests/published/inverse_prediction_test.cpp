// Published doses and their limits. Unless a source is named, figures were recomputed with R's glm
// at full convergence, `glm.control(epsilon = 1e-14)`, and MASS::dose.p.
#include "support/dataset.hpp"
#include "support/options.hpp"
#include "support/printed.hpp"

#include <odds/dose.hpp>

#include <doctest/doctest.h>

#include <string>

namespace odds {
namespace {

using test::Printed;

Dose doses(const std::string& data, const std::string& formula, const DoseOptions& options = {},
           const FitOptions& fit_options = {}) {
  const auto table = test::open_dataset(data);
  return dose(fit(*table, parse_formula(formula), fit_options), *table, options);
}

DoseOptions at(std::vector<double> percents) {
  DoseOptions options;
  options.percents = std::move(percents);
  return options;
}

void check(const DoseEstimate& row, const char* estimate, const char* std_error) {
  CHECK(row.estimate == Printed(estimate));
  CHECK(row.std_error == Printed(std_error));
}

void check_limits(const DoseEstimate& row, DoseInterval method, const char* low, const char* high) {
  CAPTURE(static_cast<int>(method));
  for (const DoseLimits& limits : row.limits) {
    if (limits.method != method) continue;
    REQUIRE(limits.measure.size() == 1);
    CHECK(limits.measure.front().low == Printed(low));
    CHECK(limits.measure.front().high == Printed(high));
    return;
  }
  FAIL("no such limits");
}

// Venables and Ripley, Modern Applied Statistics with S, section 7.2.
TEST_CASE("budworms: log2 doses that kill 25, 50 and 75 % of the females") {
  const Dose result = doses("budworm.csv", "killed/n ~ 0 + sex + ldose", at({25, 50, 75}));
  REQUIRE(result.curves.size() == 2);
  CHECK(result.curves.front().name == "sex = F");
  check(result.estimates[0], "2.2313", ".2499");
  check(result.estimates[1], "3.2636", ".2298");
  check(result.estimates[2], "4.2959", ".2747");
}

TEST_CASE("beetles: limits of the log10 LD50") {
  const Dose result = doses("beetles.csv", "killed/exposed ~ log10dose", at({50}));
  CHECK(result.curves.front().g == Printed(".0277"));
  CHECK(result.estimates.front().estimate == Printed("1.77172"));
  check_limits(result.estimates.front(), DoseInterval::fieller, "1.76386", "1.77920");
  // Refits in R at tolerance 1e-12 give 1.763982 and 1.779187.
  check_limits(result.estimates.front(), DoseInterval::profile, "1.76398", "1.77919");
  CHECK_FALSE(result.heterogeneity.applied);  // p = .12
}

TEST_CASE("beetles: the heterogeneity factor widens the limits") {
  DoseOptions options = at({50});
  options.heterogeneity = HeterogeneityUse::on;
  const Dose result = doses("beetles.csv", "killed/exposed ~ log10dose", options);
  CHECK(result.heterogeneity.applied);
  CHECK(result.heterogeneity.factor == Printed("1.6711"));
  CHECK(result.heterogeneity.degrees == 6.0);
  check_limits(result.estimates.front(), DoseInterval::fieller, "1.75852", "1.78388");
}

TEST_CASE("Challenger: the temperature of even odds, three times") {
  const Dose result = doses("challenger.csv", "distress ~ temp", at({50}));
  const DoseEstimate& row = result.estimates.front();
  check(row, "64.795", "2.809");
  CHECK(result.curves.front().g == Printed(".835"));
  check_limits(row, DoseInterval::delta, "59.3", "70.3");
  check_limits(row, DoseInterval::fieller, "27.6", "69.7");
  check_limits(row, DoseInterval::profile, "52.49", "69.27");
}

TEST_CASE("menarche: the median age") {
  const Dose result = doses("menarche.csv", "Menarche/Total ~ Age", at({50}));
  check(result.estimates.front(), "13.00662", ".03867");
}

TEST_CASE("rotenone: the log10 dose that affects one half") {
  const Dose result = doses("rotenone.csv", "affected/total ~ log10(dose)", at({50}),
                            test::with(&FitOptions::where, "dose > 0"));
  CHECK(result.scale == "log10(dose)");
  check(result.estimates.front(), "0.68385", ".02245");
}

// drc, one curve per type (`LL.2`).
TEST_CASE("selenium: median effective concentrations of four types") {
  DoseOptions options = at({50});
  options.heterogeneity = HeterogeneityUse::off;
  const Dose result = doses("selenium.csv", "dead/total ~ C(type)*log(conc)", options,
                            test::with(&FitOptions::where, "conc > 0"));
  REQUIRE(result.estimates.size() == 4);
  CHECK(result.estimates[0].dose == Printed("252.26"));
  CHECK(result.estimates[1].dose == Printed("378.46"));
  CHECK(result.estimates[2].dose == Printed("119.71"));
  CHECK(result.estimates[3].dose == Printed("88.81"));
  CHECK(result.comparisons.size() == 6);
  CHECK(result.notes.front().code == "N065");  // X^2 = 117 on 13 df
}

TEST_CASE("brightness: the threshold and the 75 % point") {
  const Dose result = doses("brightness.csv", "yes/trials ~ intensity", at({50, 75}));
  check(result.estimates[0], "37.2177", "1.2474");
  CHECK(result.estimates[1].estimate == Printed("45.2566"));
  CHECK(result.estimates[1].estimate - result.estimates[0].estimate ==
        doctest::Approx(result.curves.front().jnd).epsilon(1e-13));
}

}  // namespace
}  // namespace odds
