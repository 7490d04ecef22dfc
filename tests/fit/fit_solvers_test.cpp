// Two solvers, one optimum, on every model that has certified values.
#include "support/dataset.hpp"
#include "support/random_data.hpp"

#include <odds/memory_table.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>

namespace odds {
namespace {

struct CertifiedModel {
  std::string dataset;
  std::string formula;
  FitOptions options;
};

FitOptions options_of(const nlohmann::json& json) {
  const std::map<std::string, std::string FitOptions::*> fields = {
      {"event", &FitOptions::event},
      {"fweight", &FitOptions::frequency_weights},
      {"iweight", &FitOptions::importance_weights},
      {"offset", &FitOptions::offset},
      {"where", &FitOptions::where}};
  FitOptions options;
  for (const auto& [key, value] : json.items()) options.*fields.at(key) = value;
  return options;
}

std::vector<CertifiedModel> certified_models() {
  std::vector<CertifiedModel> models;
  for (const auto& entry : std::filesystem::directory_iterator(test::dataset_path(""))) {
    if (!entry.path().filename().string().ends_with(".certified.json")) continue;
    std::ifstream file(entry.path());
    const nlohmann::json json = nlohmann::json::parse(file);
    for (const nlohmann::json& model : json["models"]) {
      models.push_back({json["dataset"], model["formula"], options_of(model["options"])});
    }
  }
  return models;
}

}  // namespace

TEST_CASE("gradient descent reaches Newton's optimum to 8 digits on every certified model") {
  const std::vector<CertifiedModel> models = certified_models();
  REQUIRE(models.size() >= 30);
  for (const CertifiedModel& model : models) {
    CAPTURE(model.dataset);
    CAPTURE(model.formula);
    const auto table = test::open_dataset(model.dataset);
    FitOptions options = model.options;
    const Fit newton = fit(*table, parse_formula(model.formula), options);
    options.optimizer.solver = Solver::gradient_descent;
    const Fit descent = fit(*table, parse_formula(model.formula), options);
    REQUIRE(newton.converged());
    CHECK(descent.converged());
    for (Index j = 0; j < newton.coefficients.size(); ++j) {
      CAPTURE(newton.names[static_cast<std::size_t>(j)]);
      if (std::isnan(newton.coefficients[j])) {
        CHECK(std::isnan(descent.coefficients[j]));
        continue;
      }
      // An estimate near 0 has its digits counted from its standard error.
      const double size =
          std::max(std::abs(newton.coefficients[j]), std::sqrt(newton.covariance(j, j)));
      CHECK(std::abs(descent.coefficients[j] - newton.coefficients[j]) < 1e-8 * size);
    }
    CHECK(descent.goodness.log_likelihood ==
          doctest::Approx(newton.goodness.log_likelihood).epsilon(1e-14));
  }
}

TEST_CASE("a large table is approached through some of its blocks, to the same optimum") {
  constexpr int kRows = 340'000;  // 41 blocks or more
  test::Random random(77);
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i < kRows; ++i) {
    x.push_back(random.normal());
    y.push_back(random.uniform() < 1.0 / (1.0 + std::exp(1.0 - 0.8 * x.back())) ? 1.0 : 0.0);
  }
  MemoryTable table;
  table.add("x", x).add("y", y);
  const Formula formula = parse_formula("y ~ x");
  const Fit newton = fit(table, formula);
  CHECK(newton.maximum.history.front().score_norm < 0.02 * kRows);  // not where slopes are 0
  CHECK(newton.maximum.iterations() <= 3);
  FitOptions options;
  options.optimizer.solver = Solver::gradient_descent;
  const Fit descent = fit(table, formula, options);  // starts where slopes are 0
  for (Index j = 0; j < 2; ++j) {
    CHECK(newton.coefficients[j] == doctest::Approx(descent.coefficients[j]).epsilon(1e-12));
    CHECK(newton.covariance(j, j) == doctest::Approx(descent.covariance(j, j)).epsilon(1e-12));
  }
  const Fit one_thread = fit(table, formula, {}, {.threads = 1, .progress = {}});
  CHECK(one_thread.coefficients == newton.coefficients);
  CHECK(one_thread.covariance == newton.covariance);
}

}  // namespace odds
