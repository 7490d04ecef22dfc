// O-ring distress: Dalal, Fowlkes and Hoadley (1989), JASA 84, in the version of 23 flights with
// any distress as the event. Figures recomputed with R's glm at full convergence.
#include "published/published.hpp"
#include "support/dataset.hpp"

#include <odds/memory_table.hpp>
#include <odds/predict.hpp>

#include <vector>

namespace odds {
namespace {

using test::Printed;

Fit fit_challenger() { return test::fit_dataset("challenger.csv", "distress ~ temp"); }

MemoryTable temperature(double fahrenheit) {
  MemoryTable table;
  table.add("temp", std::vector<double>{fahrenheit});
  return table;
}

TEST_CASE("Challenger: the fit") {
  const Fit fit = fit_challenger();
  test::check_coefficients(
      fit, {{"(Intercept)", "15.04290", "7.37864"}, {"temp", "-0.232163", "0.108237"}});
  CHECK(fit.goodness().null_deviance == Printed("28.267"));
  CHECK(fit.goodness().df_null == 22.0);
  CHECK(fit.goodness().deviance == Printed("20.315"));
  CHECK(fit.goodness().df_residual == 21.0);
  CHECK(fit.goodness().aic == Printed("24.315"));
  test::check_crossing(test::crossing(fit, 0, 1, 0.0), "64.795", "2.809");
}

TEST_CASE("Challenger: the probability at the temperature of the accident") {
  CHECK(predict(fit_challenger(), temperature(31.0)).front().probability == Printed(".99961"));
}

TEST_CASE("Challenger: the gain at three temperatures is the marginal effect over one row") {
  const Fit fit = fit_challenger();
  const auto check_gain = [&](double fahrenheit, const char* gain, const char* std_error) {
    test::check_margins(margins(fit, temperature(fahrenheit)), {{"temp", gain, std_error}});
  };
  check_gain(53.0, "-.0132475", ".0142341");
  check_gain(65.0, "-.0580077", ".0275002");
  check_gain(75.0, "-.0181611", ".0088484");
}

}  // namespace
}  // namespace odds
