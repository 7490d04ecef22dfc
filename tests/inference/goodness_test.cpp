#include "inference/goodness.hpp"

#include "support/dataset.hpp"
#include "support/fit_text.hpp"
#include "support/printed.hpp"
#include "support/table.hpp"

#include <odds/predict.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

using test::csv;
using test::fit_text;
using test::Printed;

}  // namespace

TEST_CASE("low birth weight, as printed by Stata and in Hosmer and Lemeshow (1989)") {
  const Fit fit = test::fit_dataset("lbw.csv", "low ~ age + lwt + race + smoke + ptl + ht + ui");
  CHECK(fit.goodness().log_likelihood == Printed("-100.724"));
  CHECK(fit.goodness().lr == Printed("33.22"));
  CHECK(fit.goodness().lr_df == 8);
  CHECK(fit.goodness().lr_p == Printed("0.0001"));
  CHECK(fit.goodness().mcfadden == Printed(".1416"));
  CHECK(fit.goodness().cox_snell == Printed(".16120"));
  CHECK(fit.goodness().nagelkerke == Printed(".22670"));
  CHECK(fit.goodness().tjur == Printed(".1670"));
  CHECK(fit.goodness().auc == Printed(".7462"));
  CHECK(fit.goodness().brier == Printed(".1795"));
  CHECK(fit.goodness().aic == Printed("219.45"));
  CHECK(fit.goodness().bic == Printed("248.62"));
  CHECK(fit.probabilities().min == Printed("0.0273"));
  CHECK(fit.probabilities().q1 == Printed("0.1681"));
  CHECK(fit.probabilities().median == Printed("0.2792"));
  CHECK(fit.probabilities().q3 == Printed("0.4124"));
  CHECK(fit.probabilities().max == Printed("0.8391"));
  CHECK(fit.probabilities().saturated == 0);
  CHECK(fit.response().events == 59.0);
  CHECK(fit.response().nonevents == 130.0);
  CHECK(fit.goodness().observations == 189.0);
  CHECK(fit.goodness().rank == 9);
  CHECK(fit.goodness().df_residual == 180.0);
  CHECK(fit.goodness().df_null == 188.0);
}

TEST_CASE("a table of two by two has its figures in closed form") {
  // x = 0: 1 of 4 events; x = 1: 3 of 4. Fitted probabilities are these shares.
  const Fit fit = fit_text("y,x\n1,0\n0,0\n0,0\n0,0\n1,1\n1,1\n1,1\n0,1\n", "y ~ x");
  const double value = 2.0 * (3.0 * std::log(0.75) + std::log(0.25));
  const double null_value = 8.0 * std::log(0.5);
  const double lr = 2.0 * (value - null_value);
  const Goodness& goodness = fit.goodness();
  const auto near = [](double expected) { return doctest::Approx(expected).epsilon(1e-14); };
  CHECK(goodness.log_likelihood == near(value));
  CHECK(goodness.null_log_likelihood == near(null_value));
  CHECK(goodness.deviance == near(-2.0 * value));
  CHECK(goodness.null_deviance == near(-2.0 * null_value));
  CHECK(goodness.lr == near(lr));
  CHECK(goodness.lr_p == near(std::erfc(std::sqrt(lr / 2.0))));  // chi-square, 1 df
  CHECK(goodness.mcfadden == near(1.0 - value / null_value));
  CHECK(goodness.cox_snell == near(1.0 - std::exp(-lr / 8.0)));
  CHECK(goodness.nagelkerke == near((1.0 - std::exp(-lr / 8.0)) / 0.75));
  CHECK(goodness.tjur == near(0.25));  // (3 * .75 + .25) / 4 - (3 * .25 + .75) / 4
  CHECK(goodness.brier == near(0.1875));
  CHECK(goodness.auc == 0.75);  // 9 pairs won, 6 tied of 16
  CHECK(goodness.aic == near(-2.0 * value + 4.0));
  CHECK(goodness.bic == near(-2.0 * value + 2.0 * std::log(8.0)));
}

TEST_CASE("grouped rows have the pseudo-R2, AUC and Brier score of their expanded rows") {
  const Fit grouped = fit_text("k,n,x\n1,4,0\n3,4,1\n2,5,2\n", "k/n ~ x");
  std::string rows = "y,x\n";
  for (const std::string row : {"1,0", "0,0", "0,0", "0,0", "1,1", "1,1", "1,1", "0,1", "1,2",
                                "1,2", "0,2", "0,2", "0,2"}) {
    rows += row + "\n";
  }
  const Fit expanded = fit_text(rows, "y ~ x");
  const auto near = [](double expected) { return doctest::Approx(expected).epsilon(1e-13); };
  CHECK(grouped.goodness().mcfadden == near(expanded.goodness().mcfadden));
  CHECK(grouped.goodness().cox_snell == near(expanded.goodness().cox_snell));
  CHECK(grouped.goodness().nagelkerke == near(expanded.goodness().nagelkerke));
  CHECK(grouped.goodness().tjur == near(expanded.goodness().tjur));
  CHECK(grouped.goodness().auc == near(expanded.goodness().auc));
  CHECK(grouped.goodness().brier == near(expanded.goodness().brier));
  CHECK(grouped.goodness().lr == near(expanded.goodness().lr));
  CHECK(grouped.goodness().observations == 3.0);
  // log of choose(4,1) choose(4,3) choose(5,2)
  CHECK(grouped.goodness().log_likelihood ==
        near(expanded.goodness().log_likelihood + std::log(4.0 * 4.0 * 10.0)));
  CHECK(grouped.response().events == 6.0);
  CHECK(grouped.response().nonevents == 7.0);
}

TEST_CASE("frequency weights count observations, importance weights do not") {
  const std::string text = "y,x,w\n1,0,2\n0,0,3\n1,1,4\n0,1,1\n";
  FitOptions frequency;
  frequency.frequency_weights = "w";
  FitOptions importance;
  importance.importance_weights = "w";
  const Fit counted = fit_text(text, "y ~ x", frequency);
  const Fit weighted = fit_text(text, "y ~ x", importance);
  CHECK(counted.goodness().observations == 10.0);
  CHECK(weighted.goodness().observations == 4.0);
  CHECK(counted.goodness().deviance == weighted.goodness().deviance);
  CHECK(counted.goodness().df_residual == 8.0);
  CHECK(weighted.goodness().df_residual == 2.0);
}

TEST_CASE("quantiles of fitted probabilities are those of the predictions") {
  const auto table = test::open_dataset("vaso.csv");
  const Fit fit = odds::fit(*table, parse_formula("Y ~ log(Volume) + log(Rate)"));
  std::vector<double> p;
  for (const Prediction& row : predict(fit, *table)) p.push_back(row.probability);
  std::ranges::sort(p);
  REQUIRE(p.size() == 39);  // 39 - 1 is even, so min, median and max are rows
  CHECK(fit.probabilities().min == p.front());
  CHECK(fit.probabilities().median == p[19]);
  CHECK(fit.probabilities().max == p.back());
  CHECK(fit.probabilities().q1 == doctest::Approx((p[9] + p[10]) / 2.0).epsilon(1e-15));
  Index saturated = 0;
  for (const double value : p) saturated += value * (1.0 - value) < 0.01 ? 1 : 0;
  CHECK(fit.probabilities().saturated == saturated);
}

TEST_CASE("the null model keeps the offset") {
  // One parameter fits the share of events under the offset; without intercept there is nothing.
  const std::string text = "y,x,o\n1,0,0.5\n0,0.3,-0.2\n1,1,0.1\n0,1.5,0\n1,2,0.4\n0,-1,0.3\n";
  FitOptions options;
  options.offset = "o";
  const Fit null_fit = fit_text(text, "y ~ 1", options);
  const Fit full = fit_text(text, "y ~ x", options);
  CHECK(full.goodness().null_log_likelihood ==
        doctest::Approx(null_fit.goodness().log_likelihood).epsilon(1e-14));
  const Fit no_intercept = fit_text(text, "y ~ 0 + x", options);
  double at_offset = 0.0;
  const double y[] = {1, 0, 1, 0, 1, 0};
  const double o[] = {0.5, -0.2, 0.1, 0.0, 0.4, 0.3};
  for (int i = 0; i < 6; ++i) at_offset -= std::log1p(std::exp(y[i] > 0.5 ? -o[i] : o[i]));
  CHECK(no_intercept.goodness().null_log_likelihood == doctest::Approx(at_offset).epsilon(1e-14));
  CHECK(no_intercept.goodness().df_null == 6.0);
}

TEST_CASE("a model without slopes explains nothing, rounding left aside") {
  for (const char* text : {"y\n1\n0\n0\n", "y\n1\n1\n0\n1\n1\n0\n1\n"}) {
    const Goodness goodness = fit_text(text, "y ~ 1").goodness();
    CHECK(goodness.tjur == 0.0);
    CHECK(goodness.mcfadden == 0.0);
    CHECK_FALSE(std::signbit(goodness.tjur));
  }
}

}  // namespace odds
