// Published fits of medical and psychophysical data. Unless a source is named, figures were
// recomputed with R's glm at full convergence, `glm.control(epsilon = 1e-14)`.
#include "published/published.hpp"
#include "support/dataset.hpp"

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

using test::check_coefficients;
using test::check_crossing;
using test::crossing;
using test::fit_dataset;
using test::Printed;

// R's help page of infert.
TEST_CASE("Trichopoulos et al. (1976), infertility, matching ignored") {
  const Fit fit = fit_dataset("infert.csv", "case ~ spontaneous + induced");
  check_coefficients(fit, {{"(Intercept)", "-1.707860"},
                           {"spontaneous", "1.197205", ".211643"},
                           {"induced", ".418129", ".205627"}});
  CHECK(fit.goodness().deviance == Printed("279.612"));
}

// With the counts of R 4.0.4 and later; older prints used others.
TEST_CASE("Breslow and Day (1980), oesophageal cancer, linear scores") {
  const Fit fit = fit_dataset("esoph.csv", "cbind(ncases, ncontrols) ~ age + tob + alc");
  check_coefficients(fit, {{"(Intercept)", "-7.163953"},
                           {"age", ".743751", ".081788"},
                           {"tob", ".430851", ".093938"},
                           {"alc", "1.102555", ".103170"}});
  CHECK(fit.goodness().deviance == Printed("108.7785"));
  CHECK(fit.goodness().df_residual == 84.0);
}

// Venables and Ripley, Modern Applied Statistics with S.
TEST_CASE("Milicer and Szczotka (1966), age at menarche") {
  const Fit fit = fit_dataset("menarche.csv", "Menarche/Total ~ Age");
  check_coefficients(fit,
                     {{"(Intercept)", "-21.226395", ".770686"}, {"Age", "1.631968", ".058953"}});
  CHECK(fit.goodness().deviance == Printed("26.7035"));
  CHECK(fit.goodness().df_residual == 23.0);
  check_crossing(crossing(fit, 0, 1, 0.0), "13.00662", ".03867");
}

TEST_CASE("Ripley (1996), diabetes among Pima women, training half") {
  const Fit fit = fit_dataset("pima.csv", "type ~ npreg + glu + bp + skin + bmi + ped + age");
  CHECK(fit.response().event == "type = Yes");
  CHECK(fit.goodness().deviance == Printed("178.3907"));
  CHECK(fit.goodness().aic == Printed("194.3907"));
}

// Heinze and Schemper (2002): no low-grade tumour shows neovasculization, so the maximum-likelihood
// estimate of NV is infinite and a finite print of it would be false.
TEST_CASE("Heinze and Schemper (2002), endometrial cancer, has no estimate for NV") {
  const Fit fit = fit_dataset("endometrial.csv", "HG ~ NV + PI + EH");
  CHECK(fit.maximum().termination == Termination::separated);
  CHECK(fit.maximum().separation.kind == SeparationKind::quasi);
  const auto weight = std::ranges::find(fit.separation(), "NV", &DirectionWeight::term);
  REQUIRE(weight != fit.separation().end());
  CHECK(weight->weight == 1.0);
}

// Firth's estimates, as brglm2 and logistf print them; standard errors from the information at the
// estimate.
TEST_CASE(
    "Heinze and Schemper (2002), endometrial cancer, has finite estimates by Firth's method") {
  FitOptions options;
  options.method = Method::firth;
  const Fit fit = fit_dataset("endometrial.csv", "HG ~ NV + PI + EH", options);
  CHECK(fit.converged());
  check_coefficients(fit, {{"(Intercept)", "3.774560", "1.488692"},
                           {"NV", "2.929273", "1.550764"},
                           {"PI", "-0.034752", "0.039578"},
                           {"EH", "-2.604164", "0.776018"}});
}

// The standard error of the constant is in circulation as 0.572865: cut off, not rounded
// (.57286573).
TEST_CASE("Gegenfurtner (1992), brightness discrimination, by logit") {
  const Fit fit = fit_dataset("brightness.csv", "yes/trials ~ intensity");
  check_coefficients(
      fit, {{"(Intercept)", "-5.086255", "0.57287"}, {"intensity", "0.136662", "0.014810"}});
  CHECK(fit.goodness().deviance == Printed("2.41644"));
  CHECK(fit.goodness().df_residual == 4.0);
  CHECK(fit.goodness().null_deviance == Printed("184.5899"));  // of any link
  check_crossing(crossing(fit, 0, 1, 0.0), "37.2177", "1.2474");
  check_crossing(crossing(fit, 0, 1, std::log(3.0)), "45.2566");
}

}  // namespace
}  // namespace odds
