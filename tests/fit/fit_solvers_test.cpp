// Two solvers, one optimum, on every model that has certified values.
#include "support/certified_options.hpp"
#include "support/dataset.hpp"

#include <odds/eigen.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace odds {
namespace {

struct CertifiedModel {
  std::string dataset;
  std::string formula;
  FitOptions options;
};

std::vector<CertifiedModel> certified_models() {
  std::vector<CertifiedModel> models;
  for (const auto& entry : std::filesystem::directory_iterator(test::dataset_path(""))) {
    if (!entry.path().filename().string().ends_with(".certified.json")) continue;
    std::ifstream file(entry.path());
    const nlohmann::json json = nlohmann::json::parse(file);
    for (const nlohmann::json& model : json["models"]) {
      models.push_back(
          {json["dataset"], model["formula"], test::certified_options(model["options"])});
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
    const bool curve =
        !options.asymptotes.are_plain() || options.estimate_guess || options.link != Link::logit;
    if (curve) continue;  // which takes Newton's method
    const Fit newton = fit(*table, parse_formula(model.formula), options);
    options.optimizer.solver = Solver::gradient_descent;
    const Fit descent = fit(*table, parse_formula(model.formula), options);
    REQUIRE(newton.converged());
    CHECK(descent.converged());
    for (Index j = 0; j < as_eigen(newton.coefficients()).size(); ++j) {
      CAPTURE(newton.names()[static_cast<std::size_t>(j)]);
      if (std::isnan(as_eigen(newton.coefficients())[j])) {
        CHECK(std::isnan(as_eigen(descent.coefficients())[j]));
        continue;
      }
      // An estimate near 0 has its digits counted from its standard error.
      const double size = std::max(std::abs(as_eigen(newton.coefficients())[j]),
                                   std::sqrt(newton.covariance()(j, j)));
      CHECK(std::abs(as_eigen(descent.coefficients())[j] - as_eigen(newton.coefficients())[j]) <
            1e-8 * size);
    }
    CHECK(descent.goodness().log_likelihood ==
          doctest::Approx(newton.goodness().log_likelihood).epsilon(1e-14));
  }
}

}  // namespace odds
