// Reference values: R 4.2.2, glm(family = quasibinomial) refitted from its own solution, so that
// the covariance is that of the maximum.
#include "inference/heterogeneity.hpp"

#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/fit_text.hpp"

#include <odds/inference.hpp>
#include <odds/margins.hpp>
#include <odds/model_file.hpp>
#include <odds/predict.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>

namespace odds {
namespace {

using test::csv;
using test::error_of;
using test::fit_dataset;
using test::fit_text;
using test::has_note;
using test::open_dataset;

constexpr const char* kBeetles = "killed/exposed ~ log10dose";
constexpr const char* kSelenium = "dead/total ~ C(type)*log(conc)";

FitOptions with_use(HeterogeneityUse use) {
  FitOptions options;
  options.heterogeneity = use;
  return options;
}

FitOptions of_positive_doses(HeterogeneityUse use = HeterogeneityUse::automatic) {
  FitOptions options = with_use(use);
  options.where = "conc > 0";
  return options;
}

doctest::Approx in_r(double value) { return doctest::Approx(value).epsilon(1e-9); }

TEST_CASE("beetles: the factor multiplies variances and t stands for z, as in quasibinomial") {
  const Fit fit = fit_dataset("beetles.csv", kBeetles, with_use(HeterogeneityUse::on));
  const Heterogeneity& h = fit.heterogeneity();
  CHECK(h.applied);
  CHECK(h.factor == in_r(1.67113626427295));
  CHECK(h.degrees == 6.0);
  CHECK(h.deviance_p_value == in_r(0.0814588099273369));
  CHECK(fit.test_degrees() == 6.0);
  const std::vector<CoefficientRow> rows = coefficients(fit);
  CHECK(rows[0].estimate == in_r(-60.7174545616357));
  CHECK(rows[0].std_error == in_r(6.69723189743772));
  CHECK(rows[0].statistic == in_r(-9.06605228719428));
  CHECK(rows[0].p_value == in_r(1.01018396567092e-04));
  CHECK(rows[0].conf_low == in_r(-77.1049906613422));
  CHECK(rows[1].std_error == in_r(3.76459440153638));
  CHECK(rows[1].p_value == in_r(9.87062500432412e-05));
  CHECK(rows[1].conf_low == in_r(25.0586950782738));
  CHECK(rows[1].conf_high == in_r(43.4819563900205));
}

TEST_CASE("beetles: the slopes are tested by F, and criteria of the likelihood are left out") {
  const Fit fit = fit_dataset("beetles.csv", kBeetles, with_use(HeterogeneityUse::on));
  const SlopesTest& test = fit.slopes_test();
  CHECK(test.kind == SlopesTest::Kind::likelihood_ratio);
  CHECK(test.statistic == in_r(163.344081640267));  // anova(test = "F")
  CHECK(test.degrees == 1);
  CHECK(test.denominator == 6.0);
  CHECK(std::isnan(fit.goodness().aic));
  CHECK(std::isnan(fit.goodness().lr));
}

TEST_CASE("beetles: margins have the factor and its t") {
  const Fit fit = fit_dataset("beetles.csv", kBeetles, with_use(HeterogeneityUse::on));
  const Margins found = margins(fit, *open_dataset("beetles.csv"));
  REQUIRE(found.rows.size() == 1);
  CHECK(found.test_degrees == 6.0);
  CHECK(found.rows[0].estimate == in_r(4.1668860765701));
  CHECK(found.rows[0].std_error == in_r(0.091212158280286));
  CHECK(found.rows[0].statistic == in_r(45.6834500480261));
  CHECK(found.rows[0].p_value == in_r(7.37016916848183e-09));
  CHECK(found.rows[0].conf_low == in_r(3.94369796550555));
  CHECK(found.rows[0].conf_high == in_r(4.39007418763464));
}

TEST_CASE("the factor is used by itself where the test of fit has p below 0.1") {
  const Fit beetles = fit_dataset("beetles.csv", kBeetles);  // p = .1235
  CHECK(beetles.heterogeneity().tested);
  CHECK_FALSE(beetles.heterogeneity().applied);
  CHECK(std::isinf(beetles.test_degrees()));
  const Fit selenium = fit_dataset("selenium.csv", kSelenium, of_positive_doses());
  CHECK(selenium.heterogeneity().applied);
  CHECK(has_note(selenium, "N130"));
  CHECK(selenium.heterogeneity().pearson == in_r(117.180159292814));
  CHECK(selenium.heterogeneity().p_value == in_r(7.25206765543123e-19));
  CHECK(selenium.heterogeneity().deviance_p_value == in_r(1.77177876234458e-15));
  CHECK(selenium.goodness().deviance == in_r(99.8526172105248));
  const std::vector<CoefficientRow> rows = coefficients(selenium);
  CHECK(rows[0].std_error == in_r(2.631948254946415));
  CHECK(rows[0].p_value == in_r(0.00753503131684130));
  CHECK(selenium.slopes_test().statistic == doctest::Approx(18.51889).epsilon(1e-6));
}

TEST_CASE("without the factor the fit says that groups vary more") {
  const Fit fit = fit_dataset("selenium.csv", kSelenium, of_positive_doses(HeterogeneityUse::off));
  CHECK_FALSE(fit.heterogeneity().applied);
  CHECK(has_note(fit, "N065"));
  CHECK(coefficients(fit)[0].std_error == in_r(2.631948254946415 / std::sqrt(9.01385840713951)));
  CHECK(fit.slopes_test().denominator == 0.0);
}

TEST_CASE("predictions have the factor and its t") {
  const Fit fit = fit_dataset("selenium.csv", kSelenium, of_positive_doses());
  const Prediction row = predict(fit, *csv("type,conc\n2,100\n")).front();
  CHECK(row.probability == in_r(0.245590173389703));
  CHECK(row.std_error == in_r(0.0894176820463959));
  const double reach = 2.16036865646279 * 0.482619744217286;  // qt(.975, 13)
  CHECK(row.conf_low == in_r(1.0 / (1.0 + std::exp(1.12227157211957 + reach))));
  CHECK(row.conf_high == in_r(1.0 / (1.0 + std::exp(1.12227157211957 - reach))));
}

TEST_CASE("a model file remembers the factor") {
  const Fit fit = fit_dataset("selenium.csv", kSelenium, of_positive_doses());
  const Fit loaded = parse_model(model_text(fit));
  CHECK(loaded.heterogeneity().applied);
  CHECK(loaded.heterogeneity().factor == fit.heterogeneity().factor);
  CHECK(loaded.test_degrees() == 13.0);
  CHECK(loaded.slopes_test().p_value == fit.slopes_test().p_value);
  CHECK(coefficients(loaded)[0].p_value == coefficients(fit)[0].p_value);
  const auto text = csv("type,conc\n2,100\n");
  CHECK(predict(loaded, *text).front().conf_low == predict(fit, *text).front().conf_low);
}

TEST_CASE("another covariance takes the place of the factor") {
  const Fit fit = fit_dataset("beetles.csv", kBeetles, with_use(HeterogeneityUse::on));
  const Fit given = with_covariance(fit, fit.covariance(), "a bootstrap");
  CHECK_FALSE(given.heterogeneity().applied);
  CHECK(given.std_errors()[1] == in_r(fit.std_errors()[1]));
  CHECK(std::isinf(given.test_degrees()));
  const double z = fit.coefficients()[1] / fit.std_errors()[1];
  CHECK(given.slopes_test().kind == SlopesTest::Kind::wald);
  CHECK(given.slopes_test().statistic == in_r(z * z));
}

TEST_CASE("unconditional errors do not know of the factor") {
  MarginsOptions options;
  options.errors = MarginErrors::unconditional;
  const auto table = open_dataset("beetles.csv");
  const Margins plain = margins(
      fit_dataset("beetles.csv", kBeetles, with_use(HeterogeneityUse::off)), *table, options);
  const Margins scaled = margins(
      fit_dataset("beetles.csv", kBeetles, with_use(HeterogeneityUse::on)), *table, options);
  CHECK(scaled.rows[0].std_error == in_r(plain.rows[0].std_error));
  CHECK(scaled.test_degrees == 0.0);
}

TEST_CASE("a factor that is asked for and cannot be is refused") {
  const FitOptions on = with_use(HeterogeneityUse::on);
  const auto of = [&](const std::string& text, const FitOptions& options,
                      const std::string& formula) {
    return error_of([&] { fit_text(text, formula, options); }).text().what;
  };
  const std::string single = "y,x\n0,1\n1,2\n0,3\n1,4\n";
  CHECK(of(single, on, "y ~ x").starts_with("a heterogeneity factor needs groups of trials"));
  const std::string groups = "k,n,x\n1,10,1\n4,10,2\n6,10,3\n";
  FitOptions robust = on;
  robust.variance = Variance::hc1;
  CHECK(of(groups, robust, "k/n ~ x").starts_with("a heterogeneity factor goes with the variance"));
  const std::string two = "k,n,x\n1,10,1\n4,10,2\n";
  CHECK(of(two, on, "k/n ~ x").ends_with("as many coefficients as there are groups"));
  robust.heterogeneity = HeterogeneityUse::automatic;
  const Fit kept = fit_text(groups, "k/n ~ x", robust);
  CHECK(kept.heterogeneity().tested);
  CHECK_FALSE(kept.heterogeneity().applied);
}

}  // namespace
}  // namespace odds
