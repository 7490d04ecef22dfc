#include "diagnose/high_dimension.hpp"

#include "support/printed.hpp"
#include "support/random_data.hpp"

#include <odds/diagnose.hpp>
#include <odds/memory_table.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::Printed;

// Sur and Candes (2019) have alpha 1.4994, sigma 4.7436 and lambda 3.0269 at kappa 0.2 and gamma^2
// 5, without an intercept. scipy's fsolve with 80 x 80 nodes of Gauss and Hermite: 1.49935012,
// 4.74355316, 3.02692616, E (y - sigma(r))^2 0.09823446.
TEST_CASE("the equations have the solution that Sur and Candes print") {
  const double sigma = 4.74355316;
  const double lambda = 3.02692616;
  const double alpha = 1.49935012;
  const double residual = std::pow(0.2 * sigma / lambda, 2.0);
  const HighDimension found =
      high_dimension_of({.ratio = 0.2,
                         .lambda = lambda,
                         .residual = residual,
                         .eta_mean = 0.0,
                         .eta_variance = alpha * alpha * 5.0 + 0.2 * sigma * sigma});
  CHECK(found.bias == Printed("1.4994"));
  CHECK(found.bias == doctest::Approx(alpha).epsilon(1e-7));
  CHECK(found.signal == doctest::Approx(5.0).epsilon(1e-7));
  CHECK(found.z_factor * found.z_factor ==
        doctest::Approx(0.2 * sigma * sigma / lambda).epsilon(1e-12));
}

TEST_CASE("predictors without a signal leave no bias to be told") {
  const HighDimension found = high_dimension_of(
      {.ratio = 0.1, .lambda = 1.0, .residual = 0.2, .eta_mean = 0.0, .eta_variance = 0.5});
  CHECK(found.z_factor == doctest::Approx(std::sqrt(2.0)));
  CHECK(std::isnan(found.bias));
}

/// n rows of k normal columns, whose linear predictor has variance 5.
MemoryTable normal_table(std::size_t n, std::size_t k) {
  test::Random random(17);
  std::vector<std::vector<double>> columns(k, std::vector<double>(n));
  std::vector<double> y(n);
  for (std::size_t i = 0; i < n; ++i) {
    double eta = 0.0;
    for (std::size_t j = 0; j < k; ++j) {
      columns[j][i] = random.normal();
      eta += std::sqrt(5.0 / static_cast<double>(k)) * columns[j][i];
    }
    y[i] = random.uniform() < 1.0 / (1.0 + std::exp(-eta)) ? 1.0 : 0.0;
  }
  MemoryTable table;
  table.add("y", y);
  for (std::size_t j = 0; j < k; ++j) table.add("x" + std::to_string(j), columns[j]);
  return table;
}

TEST_CASE("simulated data of many columns have about the factors of the theory") {
  const MemoryTable table = normal_table(1500, 300);
  const Fit fit = odds::fit(table, parse_formula("y ~ ."));
  REQUIRE(fit.converged());
  const Diagnosis found = diagnose(fit, table);
  const HighDimension& many = found.support.high_dimension;
  CHECK(many.ratio == doctest::Approx(0.2));
  // Errors of the estimates from 1500 rows are some percents.
  CHECK(many.bias == doctest::Approx(1.4994).epsilon(0.06));
  CHECK(many.z_factor == doctest::Approx(std::sqrt(1.4867)).epsilon(0.03));
  const auto is_said = [](const Note& note) { return note.code == "N254"; };
  CHECK(std::ranges::any_of(found.notes, is_said));
  const double mean = [&] {
    double sum = 0.0;
    for (std::size_t j = 1; j < fit.coefficients().size(); ++j) sum += fit.coefficients()[j];
    return sum / 300.0 / std::sqrt(5.0 / 300.0);
  }();
  CHECK(mean == doctest::Approx(many.bias).epsilon(0.06));
}

TEST_CASE("few columns are not looked at") {
  const MemoryTable table = normal_table(400, 5);
  CHECK_FALSE(
      diagnose(odds::fit(table, parse_formula("y ~ .")), table).support.high_dimension.applies());
}

}  // namespace
}  // namespace odds
