// Reference values: R 4.2.2, glm with epsilon 1e-15, pt and qt; sandwich::vcovHC.
#include "support/dataset.hpp"
#include "support/error_of.hpp"

#include <odds/dose.hpp>
#include <odds/hypothesis.hpp>
#include <odds/inference.hpp>
#include <odds/margins.hpp>
#include <odds/model_file.hpp>
#include <odds/variance.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <sstream>
#include <string>

namespace odds {
namespace {

using test::error_of;
using test::open_dataset;

struct Spector {
  std::unique_ptr<const Table> table = open_dataset("spector.csv");

  Fit fit(const FitOptions& options = {}) const {
    return odds::fit(*table, parse_formula("GRADE ~ GPA + TUCE + PSI"), options);
  }
};

TEST_CASE("coefficients have t with the degrees of freedom that were asked for") {
  const Fit fit = with_test_degrees(Spector().fit(), 28.0);
  CHECK(fit.test_degrees() == 28.0);
  const auto rows = coefficients(fit);
  CHECK(rows[0].p_value == doctest::Approx(0.0133823405689385).epsilon(1e-9));
  CHECK(rows[1].p_value == doctest::Approx(0.0333761828596011).epsilon(1e-9));
  CHECK(rows[3].p_value == doctest::Approx(0.0336170874451377).epsilon(1e-9));
  CHECK(rows[0].conf_low == doctest::Approx(-23.122706594511417).epsilon(1e-9));
  CHECK(rows[1].conf_low == doctest::Approx(0.239095076111435).epsilon(1e-8));
}

TEST_CASE("chi-square of a Wald test becomes F") {
  FitOptions options;
  options.variance = Variance::hc0;
  const Fit fit = with_test_degrees(Spector().fit(options), 28.0);
  CHECK(fit.slopes_test().statistic == doctest::Approx(3.22082747041538).epsilon(1e-8));
  CHECK(fit.slopes_test().denominator == 28.0);
  HypothesisOptions all;
  all.hypotheses = {"GPA", "TUCE", "PSI"};
  const HypothesisRow joint = test_hypotheses(fit, all).rows.back();
  CHECK(joint.degrees == 28.0);
  CHECK(joint.statistic == doctest::Approx(3.22082747041538).epsilon(1e-8));
}

TEST_CASE("margins and another variance keep the degrees of freedom, and so does the model file") {
  const Spector spector;
  const Fit fit = with_test_degrees(spector.fit(), 28.0);
  CHECK(margins(fit, *spector.table).test_degrees == 28.0);
  MarginsOptions unconditional;
  unconditional.errors = MarginErrors::unconditional;
  CHECK(margins(fit, *spector.table, unconditional).test_degrees == 28.0);
  CHECK(with_variance(fit, *spector.table, Variance::hc3).test_degrees() == 28.0);
  const Fit own = with_variance(fit, *spector.table, parse_variance("cr2:TUCE"));
  CHECK(std::isinf(own.test_degrees()));
  CHECK_FALSE(own.own_degrees().empty());
  const Fit again = parse_model(model_text(fit));
  CHECK(again.test_degrees() == 28.0);
  CHECK(coefficients(again)[1].p_value == coefficients(fit)[1].p_value);
}

TEST_CASE("doses use t, and their heterogeneity factor its own") {
  const auto table = open_dataset("beetles.csv");
  const Fit fit = odds::fit(*table, parse_formula("killed/exposed ~ log10dose"), FitOptions());
  const Fit given = with_test_degrees(fit, 6.0);
  const Dose doses = dose(given);
  CHECK(doses.test_degrees == 6.0);
  CHECK(doses.critical == doctest::Approx(2.4469118511449692).epsilon(1e-12));  // qt(0.975, 6)
  DoseOptions options;
  options.heterogeneity = HeterogeneityUse::on;
  CHECK(error_of([&] { dose(given, options); }).kind() == ErrorKind::usage);
}

TEST_CASE("degrees of freedom that are none, or beside a fit's own, are refused") {
  const Spector spector;
  for (const double degrees : {0.0, -1.0, std::numeric_limits<double>::infinity(), std::nan("")}) {
    CHECK(error_of([&] { with_test_degrees(spector.fit(), degrees); }).kind() == ErrorKind::usage);
  }
  FitOptions clustered;
  clustered.variance = parse_variance("cr3:TUCE");
  CHECK(error_of([&] { with_test_degrees(spector.fit(clustered), 5.0); }).text().what.find("cr3") !=
        std::string::npos);
  const auto table = open_dataset("budworm.csv");
  FitOptions factor;
  factor.heterogeneity = HeterogeneityUse::on;
  const Fit fit = odds::fit(*table, parse_formula("killed/n ~ sex + ldose"), factor);
  CHECK(error_of([&] { with_test_degrees(fit, 5.0); }).kind() == ErrorKind::usage);
}

}  // namespace
}  // namespace odds
