// Published fits of doses and their effects. Unless a source is named, figures were recomputed with
// R's glm at full convergence, `glm.control(epsilon = 1e-14)`.
#include "published/published.hpp"
#include "support/dataset.hpp"

#include <cmath>
#include <string>

namespace odds {
namespace {

using test::check_coefficients;
using test::check_crossing;
using test::crossing;
using test::fit_dataset;
using test::Printed;

// Dobson, An Introduction to Generalized Linear Models, to three decimals; log10 doses as printed
// by Bliss, rounded to four.
TEST_CASE("Bliss (1935), beetles and carbon disulphide") {
  const Fit fit = fit_dataset("beetles.csv", "killed/exposed ~ log10dose");
  check_coefficients(fit, {{"(Intercept)", "-60.717", "5.181"}, {"log10dose", "34.270", "2.912"}});
  check_coefficients(fit, {{"(Intercept)", "-60.71745"}, {"log10dose", "34.27033"}});
  CHECK(fit.goodness().deviance == Printed("11.2322"));
  CHECK(fit.goodness().df_residual == 6.0);
  CHECK(fit.goodness().aic == Printed("41.43"));  // with the binomial coefficients
  check_crossing(crossing(fit, 0, 1, 0.0), "1.77172");
}

// Dobson, ibid.
TEST_CASE("Bliss (1935), beetles, by other links") {
  FitOptions options;
  options.link = Link::probit;
  const Fit probit = fit_dataset("beetles.csv", "killed/exposed ~ log10dose", options);
  check_coefficients(probit, {{"(Intercept)", "-34.935"}, {"log10dose", "19.728"}});
  CHECK(probit.goodness().deviance == Printed("10.12"));
  options.link = Link::cloglog;
  const Fit cloglog = fit_dataset("beetles.csv", "killed/exposed ~ log10dose", options);
  check_coefficients(cloglog, {{"(Intercept)", "-39.572"}, {"log10dose", "22.041"}});
  CHECK(cloglog.goodness().deviance == Printed("3.45"));
}

// Published output of R's glm with its probit link.
TEST_CASE("Gegenfurtner (1992), brightness discrimination, by probits") {
  FitOptions options;
  options.link = Link::probit;
  const Fit fit = fit_dataset("brightness.csv", "yes/trials ~ intensity", options);
  check_coefficients(
      fit, {{"(Intercept)", "-2.874139", "0.286786"}, {"intensity", "0.077472", "0.007367"}});
  CHECK(fit.goodness().null_deviance == Printed("184.5899"));
  CHECK(fit.goodness().deviance == Printed("2.8119"));
  CHECK(fit.goodness().aic == Printed("26.549"));
}

// Venables and Ripley, Modern Applied Statistics with S, section 7.2.
TEST_CASE("Collett (1991), budworms and a pyrethroid") {
  const Fit fit = fit_dataset("budworm.csv", "killed/n ~ 0 + sex + ldose");
  check_coefficients(fit, {{"sex[F]", "-3.4732", ".4685"},
                           {"sex[M]", "-2.3724", ".3855"},
                           {"ldose", "1.0642", ".1311"}});
  CHECK(fit.goodness().deviance == Printed("6.757"));
  CHECK(fit.goodness().df_residual == 9.0);
  // Log2 doses that kill 25, 50 and 75 % of the females.
  check_crossing(crossing(fit, 0, 2, -std::log(3.0)), "2.2313", ".2499");
  check_crossing(crossing(fit, 0, 2, 0.0), "3.2636", ".2298");
  check_crossing(crossing(fit, 0, 2, std::log(3.0)), "4.2959", ".2747");
}

TEST_CASE("the null deviance of budworms has p = 1/2 only without an intercept, as in R") {
  CHECK(fit_dataset("budworm.csv", "killed/n ~ 0 + sex + ldose").goodness().null_deviance ==
        Printed("126.2269"));
  CHECK(fit_dataset("budworm.csv", "killed/n ~ sex + ldose").goodness().null_deviance ==
        Printed("124.8756"));
}

TEST_CASE("Finney (1971), rotenone: the log10 dose that affects one half") {
  FitOptions options;
  options.where = "dose > 0";
  const Fit fit = fit_dataset("rotenone.csv", "affected/total ~ log10(dose)", options);
  check_crossing(crossing(fit, 0, 1, 0.0), "0.68385", ".02245");
  options.link = Link::probit;
  const Fit probit = fit_dataset("rotenone.csv", "affected/total ~ log10(dose)", options);
  check_crossing(crossing(probit, 0, 1, 0.0), "0.68534", ".02207");
}

// drc, one curve per type (`LL.2`).
TEST_CASE("Jeske et al. (2009), selenium: median effective concentrations of four types") {
  FitOptions options;
  options.where = "conc > 0";
  const Fit fit = fit_dataset("selenium.csv", "dead/total ~ C(type)*log(conc)", options);
  const auto estimate = [&](const std::string& term) {
    return test::coefficient(fit, term).estimate;
  };
  const double intercept = estimate("(Intercept)");
  const double slope = estimate("log(conc)");
  CHECK(std::exp(-intercept / slope) == Printed("252.26"));
  const auto median = [&](const std::string& type) {
    return std::exp(-(intercept + estimate("C(type)[" + type + "]")) /
                    (slope + estimate("C(type)[" + type + "]:log(conc)")));
  };
  CHECK(median("2") == Printed("378.46"));
  CHECK(median("3") == Printed("119.71"));
  CHECK(median("4") == Printed("88.81"));
  CHECK(fit.goodness().deviance == Printed("99.85"));
  CHECK(fit.goodness().df_residual == 13.0);
}

// R's glm prints 1.3206, 1.8646, 1.8378 by default: the errors of the iteration before the last.
TEST_CASE("Finney (1947) and Pregibon (1981), vasoconstriction") {
  const Fit fit = fit_dataset("vaso.csv", "Y ~ log(Volume) + log(Rate)");
  check_coefficients(fit, {{"(Intercept)", "-2.87542", "1.32079"},
                           {"log(Volume)", "5.17932", "1.86485"},
                           {"log(Rate)", "4.56168", "1.83799"}});
  CHECK(fit.goodness().deviance == Printed("29.227"));
  CHECK(fit.goodness().df_residual == 36.0);
}

// The example data of psignifit; the threshold is where 75 % are right.
TEST_CASE("a signal in one of two intervals, with a guess rate of 1/2") {
  FitOptions options;
  options.asymptotes.guess = 0.5;
  const Fit fit = fit_dataset("detection.csv", "correct/trials ~ level", options);
  check_crossing(crossing(fit, 0, 1, 0.0), "4.6332e-3");
}

}  // namespace
}  // namespace odds
