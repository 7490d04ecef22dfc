#include "fit/fit_within.hpp"
#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/random_data.hpp"
#include "support/table.hpp"

#include <odds/inference.hpp>
#include <odds/margins.hpp>
#include <odds/model_file.hpp>
#include <odds/predict.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <map>
#include <stdexcept>

namespace odds {
namespace {

using test::csv;
using test::error_of;

const PlanLimits kEliminating{.columns = kMostColumns, .dense_levels = 3};
const PlanLimits kDense{.columns = kMostColumns, .dense_levels = kMostColumns};

/// Rows with a factor g of `levels` levels, two numbers, a small factor, weights and trials.
std::string random_text(int rows, int levels, std::uint64_t seed) {
  test::Random random(seed);
  std::string text = "y,g,x,z,h,w,k,n,flat\n";
  for (int i = 0; i < rows; ++i) {
    const int level = random.whole(0, levels - 1);
    const double x = random.normal();
    const double z = 100.0 + 10.0 * random.uniform();
    const double eta = 0.7 * x - 0.05 * (z - 105.0) + 0.1 * (level % 5) - 0.2;
    const int y = random.uniform() < 1.0 / (1.0 + std::exp(-eta)) ? 1 : 0;
    const int trials = random.whole(1, 4);
    for (const std::string& field :
         {std::to_string(y), "g" + std::to_string(level), std::to_string(x), std::to_string(z),
          std::string(1, "pqr"[random.whole(0, 2)]), std::to_string(random.whole(0, 3)),
          std::to_string(random.whole(0, trials)), std::to_string(trials)}) {
      text += field + ",";
    }
    text += std::to_string(level * level % 7) + "\n";
  }
  return text;
}

Fit fit_with(const PlanLimits& limits, const Table& table, const char* formula,
             const FitOptions& options = {}) {
  return fit_within(limits, table, parse_formula(formula), options, {});
}

std::map<std::string, CoefficientRow> by_term(const Fit& fit) {
  std::map<std::string, CoefficientRow> rows;
  for (const CoefficientRow& row : coefficients(fit)) rows[row.term] = row;
  return rows;
}

bool close(double a, double b, double tolerance = 1e-10) {
  return std::abs(a - b) <= tolerance * (1.0 + std::abs(b));
}

/// The entry of a data set's certified values, which tools/certify.py made.
nlohmann::json certified_model(const std::string& dataset, const std::string& formula) {
  std::ifstream file(test::dataset_path(dataset + ".certified.json"));
  const nlohmann::json all = nlohmann::json::parse(file);
  for (const nlohmann::json& model : all["models"]) {
    if (model["formula"] == formula) return model;
  }
  throw std::logic_error("no certified model " + formula);
}

double number_in(const nlohmann::json& text) { return std::stod(text.get<std::string>()); }

/// Everything that a dense fit says of its coefficients is said by the other one.
void check_same_estimates(const Fit& fit, const Fit& dense) {
  const auto rows = by_term(fit);
  const auto expected = by_term(dense);
  REQUIRE(rows.size() == expected.size());
  for (const auto& entry : expected) {
    const std::string& term = entry.first;
    CAPTURE(term);
    CHECK(close(rows.at(term).estimate, entry.second.estimate));
    CHECK(close(rows.at(term).std_error, entry.second.std_error));
  }
  CHECK(close(fit.goodness().log_likelihood, dense.goodness().log_likelihood, 1e-13));
  CHECK(fit.goodness().rank == dense.goodness().rank);
  CHECK(fit.maximum().existence == Existence::proved);
}

void check_same_margins(const Fit& fit, const Fit& dense, const Table& table,
                        const MarginsOptions& options) {
  const Margins effects = margins(fit, table, options);
  const Margins expected = margins(dense, table, options);
  REQUIRE(effects.rows.size() == expected.rows.size());
  for (std::size_t i = 0; i < effects.rows.size(); ++i) {
    CAPTURE(effects.rows[i].variable);
    CHECK(close(effects.rows[i].estimate, expected.rows[i].estimate));
    CHECK(close(effects.rows[i].std_error, expected.rows[i].std_error));
  }
}

void check_same_predictions(const Fit& fit, const Fit& dense, const Table& table) {
  const std::vector<Prediction> rows = predict(fit, table);
  const std::vector<Prediction> expected = predict(dense, table);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(close(rows[i].eta, expected[i].eta));
    CHECK(close(rows[i].eta_std_error, expected[i].eta_std_error));
  }
}

}  // namespace

TEST_CASE("a factor that is eliminated has the estimates of the dense fit") {
  const auto table = csv(random_text(1500, 25, 71));
  FitOptions weighted;
  weighted.frequency_weights = "w";
  weighted.where = "x < 1.5";
  const struct {
    const char* formula;
    FitOptions options;
    std::vector<std::string> variables;
  } problems[] = {{"y ~ x + g", {}, {"x"}},
                  {"y ~ g + x + I(x^2) + z", {}, {"x", "z"}},
                  {"y ~ x*z + g + h", {}, {"x", "z", "h"}},
                  {"y ~ 0 + g + z + h:x", {}, {"x", "z", "h"}},
                  {"y ~ 0 + h + g + z", {}, {"z", "h"}},
                  {"y ~ g + log(z) + offset(x)", {}, {"z"}},
                  {"y ~ x + g + h", weighted, {"x", "h"}},
                  {"k/n ~ g + x", {}, {"x"}}};
  for (const auto& problem : problems) {
    CAPTURE(problem.formula);
    const Fit fit = fit_with(kEliminating, *table, problem.formula, problem.options);
    const Fit dense = fit_with(kDense, *table, problem.formula, problem.options);
    CHECK(fit.eliminated() >= 24);
    CHECK(dense.eliminated() == 0);
    CHECK(fit.names().back() == "g[g9]");
    check_same_estimates(fit, dense);
    MarginsOptions options;
    options.variables = problem.variables;
    check_same_margins(fit, dense, *table, options);
    check_same_predictions(fit, dense, *table);
  }
}

TEST_CASE("estimates and errors agree with 50-digit values of an independent program") {
  const struct {
    const char* dataset;
    const char* formula;
  } models[] = {{"lbw", "low ~ age + lwt + race + smoke + ptl + ht + ui"},
                {"selenium", "dead/total ~ C(type) + conc"},
                {"esoph", "cbind(ncases, ncontrols) ~ alcgp + tobgp + age"}};
  for (const auto& model : models) {
    CAPTURE(model.formula);
    const auto table = test::open_dataset(std::string(model.dataset) + ".csv");
    const PlanLimits limits{.columns = kMostColumns, .dense_levels = 1};
    const Fit fit = fit_with(limits, *table, model.formula);
    CHECK(fit.eliminated() > 1);
    const auto rows = by_term(fit);
    const nlohmann::json certified = certified_model(model.dataset, model.formula);
    CHECK(certified["coefficients"].size() == rows.size());
    for (const nlohmann::json& row : certified["coefficients"]) {
      CAPTURE(row["term"]);
      const CoefficientRow& ours = rows.at(row["term"].get<std::string>());
      CHECK(close(ours.estimate, number_in(row["estimate"]), 1e-12));
      CHECK(close(ours.std_error, number_in(row["std.error"]), 1e-12));
    }
  }
}

TEST_CASE("the covariances that are kept are those of the dense fit") {
  const auto table = csv(random_text(800, 12, 72));
  const Fit fit = fit_with(kEliminating, *table, "y ~ x + z + g");
  const Fit dense = fit_with(kDense, *table, "y ~ x + z + g");
  REQUIRE(as_eigen(fit.covariance()).cols() == 3);
  CHECK(
      as_eigen(fit.covariance()).isApprox(as_eigen(dense.covariance()).topLeftCorner(3, 3), 1e-10));
}

TEST_CASE("gradient descent goes by the same matrices") {
  const auto table = csv(random_text(600, 9, 73));
  FitOptions descent;
  descent.optimizer.solver = Solver::gradient_descent;
  const Fit fit = fit_with(kEliminating, *table, "y ~ x + g", descent);
  CHECK(fit.converged());
  check_same_estimates(fit, fit_with(kDense, *table, "y ~ x + g"));
}

TEST_CASE("Firth's method eliminates nothing") {
  const auto table = csv(random_text(300, 6, 74));
  FitOptions firth;
  firth.method = Method::firth;
  CHECK(fit_with(kEliminating, *table, "y ~ x + g", firth).eliminated() == 0);
}

TEST_CASE("a number that is constant within levels is aliased by name") {
  const auto table = csv(random_text(1500, 25, 75));
  const Fit fit = fit_with(kEliminating, *table, "y ~ x + flat + g");
  REQUIRE(fit.aliased().size() == 1);
  CHECK(fit.aliased().front().term == "flat");
  CHECK(fit.aliased().front().dependency == "one number for each level of g");
  CHECK(std::isnan(fit.std_errors()[2]));
  // The dense fit drops the last level instead: the fitted model is the same.
  const Fit dense = fit_with(kDense, *table, "y ~ x + flat + g");
  CHECK(close(fit.goodness().log_likelihood, dense.goodness().log_likelihood, 1e-13));
  CHECK(close(by_term(fit).at("x").estimate, by_term(dense).at("x").estimate));
  CHECK(close(by_term(fit).at("x").std_error, by_term(dense).at("x").std_error));
  check_same_predictions(fit, dense, *table);
}

TEST_CASE("separated levels are found before the fit, and can be left out") {
  std::string text = random_text(1200, 20, 76);
  for (int i = 0; i < 3; ++i) {
    text += "1,only" + std::to_string(i) + ",0.5,101,p,1,1,1,1\n";
    text += "0,none,0." + std::to_string(i) + ",101,q,1,0,1,1\n";
  }
  for (const char* base : {"", ",base=none"}) {
    CAPTURE(base);
    const std::string formula = "y ~ x + C(g" + std::string(base) + ")";
    const auto table = csv(text);
    const Fit fit = fit_with(kEliminating, *table, formula.c_str());
    CHECK(fit.maximum().termination == Termination::separated);
    CHECK(fit.maximum().iterations() == 0);
    CHECK(fit.maximum().separation.kind == SeparationKind::quasi);
    CHECK(fit.maximum().separation.rows == 6);
    CHECK(fit.separated_levels() == 4);
    FitOptions drop;
    drop.drop_separated = true;
    if (*base != '\0') continue;  // the base would be gone
    const Fit rest = fit_with(kEliminating, *table, formula.c_str(), drop);
    CHECK(rest.converged());
    CHECK(rest.rows().used == fit.rows().used - 6);
    check_same_estimates(rest, fit_with(kDense, *table, formula.c_str(), drop));
  }
}

TEST_CASE("a column that separates beside the levels is never called converged") {
  std::string text = "y,g,x\n";
  for (int i = 0; i < 60; ++i) {
    const int x = i % 10;
    text += std::to_string(x > 4 ? 1 : 0) + ",g" + std::to_string(i % 6) + "," + std::to_string(x) +
            "\n";
  }
  const auto table = csv(text);
  const Fit fit = fit_with(kEliminating, *table, "y ~ x + g");
  CHECK_FALSE(fit.converged());
  CHECK(fit.maximum().existence != Existence::proved);
}

TEST_CASE("models are saved and loaded with the same bits") {
  const auto table = csv(random_text(700, 15, 77));
  const Fit fit = fit_with(kEliminating, *table, "y ~ x + z + g + h");
  const Fit loaded = parse_model(model_text(fit), "m.json");
  CHECK(loaded.eliminated() == fit.eliminated());
  CHECK(loaded.coefficients() == fit.coefficients());
  CHECK(loaded.std_errors() == fit.std_errors());
  CHECK(loaded.covariance() == fit.covariance());
  CHECK(model_text(loaded) == model_text(fit));
  const Margins effects = margins(loaded, *table);
  CHECK(effects.covariance == margins(fit, *table).covariance);
  CHECK(effects.rows.size() == 4);  // x, z, two contrasts of h; none of g
  MarginsOptions of_g;
  of_g.variables = {"g"};
  CHECK(error_of([&] { margins(loaded, *table, of_g); }).kind() == ErrorKind::usage);
}

TEST_CASE("the same bits for any number of threads, levels, effects and all") {
  const auto table = csv(random_text(60'000, 2500, 78));
  const Formula formula = parse_formula("y ~ x + z + g + h");
  FitOptions drop;
  drop.drop_separated = true;
  const Fit one = fit(*table, formula, drop, {.threads = 1, .memory = 0, .progress = {}});
  CHECK(one.converged());
  CHECK(one.eliminated() > 2000);
  const Margins effects = margins(one, *table, {}, {.threads = 1, .memory = 0, .progress = {}});
  for (const int threads : {2, 3, 7}) {
    CAPTURE(threads);
    const Execution execution{.threads = threads, .memory = 0, .progress = {}};
    const Fit more = fit(*table, formula, drop, execution);
    CHECK(more.coefficients() == one.coefficients());
    CHECK(more.std_errors() == one.std_errors());
    CHECK(more.goodness().log_likelihood == one.goodness().log_likelihood);
    CHECK(margins(more, *table, {}, execution).covariance == effects.covariance);
  }
}

}  // namespace odds
