// Low birth weight: Hosmer and Lemeshow (1989), Applied Logistic Regression; the odds ratios are
// those of the Stata manual, entry `logistic`.
#include "published/published.hpp"
#include "support/dataset.hpp"

namespace odds {
namespace {

using test::Printed;

struct PrintedEstimate {
  std::string name;
  std::string contrast;
  std::string estimate;
  std::string std_error;
  std::string statistic;
  std::string p_value;
  std::string conf_low;
  std::string conf_high;
};

void check_row(const EstimateRow& row, const PrintedEstimate& print) {
  CAPTURE(print.name);
  CAPTURE(print.contrast);
  CHECK(row.estimate == Printed(print.estimate));
  CHECK(row.std_error == Printed(print.std_error));
  CHECK(row.statistic == Printed(print.statistic));
  CHECK(row.p_value == Printed(print.p_value));
  CHECK(row.conf_low == Printed(print.conf_low));
  CHECK(row.conf_high == Printed(print.conf_high));
}

Fit fit_lbw() {
  return test::fit_dataset("lbw.csv", "low ~ age + lwt + race + smoke + ptl + ht + ui");
}

TEST_CASE("low birth weight: odds ratios with their tests and intervals") {
  const Fit fit = fit_lbw();
  const PrintedEstimate kTable[] = {
      {"age", "", "0.9733", "0.0355", "-0.74", "0.4572", "0.9062", "1.0453"},
      {"lwt", "", "0.9850", "0.0068", "-2.19", "0.0287", "0.9717", "0.9984"},
      {"race[black]", "", "3.5348", "1.8607", "2.40", "0.0165", "1.2597", "9.9184"},
      {"race[other]", "", "2.3681", "1.0399", "1.96", "0.0496", "1.0014", "5.6002"},
      {"smoke", "", "2.5177", "1.0092", "2.30", "0.0212", "1.1477", "5.5232"},
      {"ptl", "", "1.7192", "0.5953", "1.56", "0.1176", "0.8721", "3.3888"},
      {"ht", "", "6.2496", "4.3224", "2.65", "0.0081", "1.6112", "24.2420"},
      {"ui", "", "2.1351", "0.9808", "1.65", "0.0987", "0.8678", "5.2534"},
      {"(Intercept)", "", "1.5860", "1.9105", "0.38", "0.7018", "0.1496", "16.8134"},
  };
  for (const PrintedEstimate& print : kTable) {
    check_row(test::coefficient(fit, print.name, {.level = 0.95, .ratios = true}), print);
  }
}

TEST_CASE("low birth weight: odds ratios to seven digits, as Stata prints them") {
  const Fit fit = fit_lbw();
  const auto odds_ratio = [&](const char* term) {
    return test::coefficient(fit, term, {.level = 0.95, .ratios = true}).estimate;
  };
  CHECK(odds_ratio("age") == Printed(".9732636"));
  CHECK(odds_ratio("lwt") == Printed(".9849634"));
  CHECK(odds_ratio("race[black]") == Printed("3.534767"));
  CHECK(odds_ratio("race[other]") == Printed("2.368079"));
  CHECK(odds_ratio("smoke") == Printed("2.517698"));
  CHECK(odds_ratio("ptl") == Printed("1.719161"));
  CHECK(odds_ratio("ht") == Printed("6.249602"));
  CHECK(odds_ratio("ui") == Printed("2.1351"));
}

TEST_CASE("low birth weight: average marginal effects") {
  const Fit fit = fit_lbw();
  const Margins effects = margins(fit, *test::open_dataset("lbw.csv"));
  const PrintedEstimate kTable[] = {
      {"age", "dP/dx", "-0.0048", "0.0065", "-0.75", "0.4555", "-0.0175", "0.0079"},
      {"lwt", "dP/dx", "-0.0027", "0.0012", "-2.28", "0.0225", "-0.0050", "-0.0004"},
      {"race", "black - White", "0.2327", "0.0996", "2.34", "0.0194", "0.0375", "0.4278"},
      {"race", "other - White", "0.1511", "0.0761", "1.99", "0.0470", "0.0020", "0.3002"},
      {"smoke", "1 - 0", "0.1705", "0.0730", "2.34", "0.0195", "0.0275", "0.3135"},
  };
  for (const PrintedEstimate& print : kTable) {
    check_row(test::margin(effects, print.name, print.contrast), print);
  }
}

TEST_CASE("low birth weight: goodness of fit and fitted probabilities") {
  const Fit fit = fit_lbw();
  CHECK(fit.response().events == 59.0);
  CHECK(fit.response().nonevents == 130.0);
  CHECK(fit.goodness().log_likelihood == Printed("-100.7240"));
  CHECK(fit.goodness().lr == Printed("33.22"));
  CHECK(fit.goodness().lr_df == 8);
  CHECK(fit.goodness().lr_p == Printed("0.0001"));
  CHECK(fit.goodness().aic == Printed("219.45"));
  CHECK(fit.goodness().bic == Printed("248.62"));
  CHECK(fit.goodness().mcfadden == Printed("0.1416"));
  CHECK(fit.goodness().tjur == Printed("0.1670"));
  CHECK(fit.goodness().auc == Printed("0.7462"));
  CHECK(fit.goodness().brier == Printed("0.1795"));
  CHECK(fit.probabilities().min == Printed("0.0273"));
  CHECK(fit.probabilities().q1 == Printed("0.1681"));
  CHECK(fit.probabilities().median == Printed("0.2792"));
  CHECK(fit.probabilities().q3 == Printed("0.4124"));
  CHECK(fit.probabilities().max == Printed("0.8391"));
  CHECK(fit.probabilities().saturated == 0);
}

}  // namespace
}  // namespace odds
