// Reference values: R 4.2.2, sandwiches formed from model.matrix and fitted values.
#include "inference/slopes_test.hpp"

#include "support/dataset.hpp"
#include "support/fit_text.hpp"

#include <doctest/doctest.h>

#include <cmath>

namespace odds {
namespace {

using test::fit_dataset;
using test::fit_text;
using test::has_note;
using Kind = SlopesTest::Kind;

constexpr const char* kBirths = "low ~ age + lwt + race + smoke + ptl + ht + ui";

FitOptions with_variance(Variance variance) {
  FitOptions options;
  options.variance = variance;
  return options;
}

SlopesTest test_with(Variance variance) {
  return fit_dataset("lbw.csv", kBirths, with_variance(variance)).slopes_test();
}

TEST_CASE("with a robust variance all slopes are tested by Wald's test") {
  const SlopesTest hc0 = test_with(Variance::hc0);
  CHECK(hc0.kind == Kind::wald);
  CHECK(hc0.degrees == 8);
  CHECK(hc0.statistic == doctest::Approx(29.1706878996375).epsilon(1e-9));
  CHECK(hc0.p_value == doctest::Approx(2.95951849314793e-04).epsilon(1e-8));
  const SlopesTest stata = test_with(Variance::stata);
  CHECK(stata.statistic == doctest::Approx(29.01634563561828).epsilon(1e-9));
  CHECK(stata.p_value == doctest::Approx(0.00031501048336115).epsilon(1e-8));
}

TEST_CASE("what rests on the likelihood is left out beside a robust variance") {
  const Fit robust = fit_dataset("lbw.csv", kBirths, with_variance(Variance::hc0));
  CHECK(has_note(robust, "N133"));
  for (const double left_out : {robust.goodness().aic, robust.goodness().bic, robust.goodness().lr,
                                robust.goodness().lr_p}) {
    CHECK(std::isnan(left_out));
  }
  const Fit plain = fit_dataset("lbw.csv", kBirths);
  CHECK(plain.slopes_test().kind == Kind::likelihood_ratio);
  CHECK(plain.slopes_test().statistic == plain.goodness().lr);
  CHECK_FALSE(has_note(plain, "N133"));
}

TEST_CASE("a sandwich of few rows tests as many slopes as it has directions") {
  // Three groups fitted by three coefficients but for one: the scores of the rows span one
  // direction of the slopes only.
  const std::string groups = "k,n,x\n2,10,0\n3,10,0\n6,10,1\n";
  const Fit fit = fit_text(groups, "k/n ~ x", with_variance(Variance::hc0));
  // The slope is logit .6 - logit .25; its sandwich has the scores 10 (.2 - .25) and 10 (.3 - .25)
  // of the first two rows: variance 2 (.5)^2 / (20 .25 .75)^2.
  const double slope = std::log(1.5) - std::log(1.0 / 3.0);
  const double variance = 0.5 / std::pow(20 * 0.25 * 0.75, 2);
  CHECK(fit.slopes_test().degrees == 1);
  CHECK(fit.slopes_test().statistic == doctest::Approx(slope * slope / variance).epsilon(1e-9));
  const Fit two = fit_text("k,n,x,z\n2,10,0,0\n3,10,0,0\n6,10,1,0\n5,10,0,1\n", "k/n ~ x + z",
                           with_variance(Variance::hc0));
  // Of two slopes, whose errors are those of the intercept: both differ by logit .6 and logit .5
  // from it, in which directions there is no variance. Stata shows a dot.
  CHECK(two.slopes_test().kind == Kind::none);
}

TEST_CASE("neither Firth's method nor a fit without slopes has the test") {
  FitOptions firth;
  firth.method = Method::firth;
  CHECK(fit_dataset("lbw.csv", "low ~ age", firth).slopes_test().kind == Kind::none);
  CHECK(fit_dataset("lbw.csv", "low ~ 1").slopes_test().kind == Kind::none);
}

}  // namespace
}  // namespace odds
