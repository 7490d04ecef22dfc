#include "fit/warm_start.hpp"

#include "support/laid_out.hpp"
#include "support/random_data.hpp"

#include <odds/fit.hpp>
#include <odds/memory_table.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

namespace odds {
namespace {

/// Columns x1, x2, ... and an outcome that leans on the first, or that it decides.
MemoryTable random_table(int rows, int columns, bool decided) {
  test::Random random(78);
  std::vector<std::vector<double>> x(static_cast<std::size_t>(columns));
  std::vector<double> y;
  for (int i = 0; i < rows; ++i) {
    for (std::vector<double>& column : x) column.push_back(random.normal());
    const double p = 1.0 / (1.0 + std::exp(1.0 - 0.8 * x.front().back()));
    y.push_back((decided ? x.front().back() > 0.5 : random.uniform() < p) ? 1.0 : 0.0);
  }
  MemoryTable table;
  table.add("y", y);
  for (std::size_t j = 0; j < x.size(); ++j) table.add("x" + std::to_string(j + 1), x[j]);
  return table;
}

TEST_CASE("value, score and information of the null model come from the outcomes") {
  const MemoryTable table = random_table(500, 3, false);
  for (const std::string formula : {"y ~ .", "y ~ 0 + x1 + x2"}) {
    CAPTURE(formula);
    const test::LaidOut design(table, formula);
    const Execution execution;
    const ModelLikelihood likelihood(design.reader(), execution);
    const NullScore null = likelihood.null_score();
    std::vector<Index> all(static_cast<std::size_t>(likelihood.dimension()));
    std::iota(all.begin(), all.end(), Index{0});
    const DataRoles& roles = design.reader().rows().roles();
    const Start start = start_from_null(roles, null, all);
    if (roles.formula.intercept) {
      CHECK(start.point[0] == std::log(null.events) - std::log(null.trials - null.events));
    }
    const Evaluation there = likelihood.evaluate(start.point, Vector(), Order::information);
    REQUIRE(start.here);
    CHECK(start.here->value == doctest::Approx(there.value).epsilon(1e-13));
    CHECK(start.here->gradient.isApprox(there.gradient, 1e-12));
    CHECK(start.information.core.isApprox(there.information.core, 1e-13));
  }
}

TEST_CASE("with an offset the start cancels it as far as the columns can, and is to be evaluated") {
  const MemoryTable table = random_table(500, 2, false);
  FitOptions options;
  options.offset = "x2";
  const test::LaidOut design(table, "y ~ x1", options);
  const NullScore null = ModelLikelihood(design.reader(), {}).null_score();
  CHECK_FALSE(start_from_null(design.reader().rows().roles(), null, {0, 1}).here);
  const test::LaidOut with_column(table, "y ~ x1 + x2", options);
  const NullScore all = ModelLikelihood(with_column.reader(), {}).null_score();
  const Start start = start_from_null(with_column.reader().rows().roles(), all, {0, 1, 2});
  const DesignPlan& plan = with_column.plan();
  CHECK(start.point[2] == doctest::Approx(-plan.centring.scale[2]).epsilon(1e-13));
  CHECK(std::abs(start.point[1]) < 1e-13);
}

struct Size {
  int rows;
  int columns;
};

/// The first has rows enough for a sample, the second columns enough to do without.
constexpr Size kSizes[] = {{172'100, 1}, {21'600, 30}};

TEST_CASE("a fit of many rows begins next to the maximum, and ends where it would have ended") {
  for (const Size size : kSizes) {
    CAPTURE(size.columns);
    const MemoryTable table = random_table(size.rows, size.columns, false);
    const Formula formula = parse_formula("y ~ .");
    const Fit newton = fit(table, formula);
    CHECK(newton.maximum().iterations() == 1);
    CHECK(newton.maximum().existence == Existence::proved);
    FitOptions options;
    options.optimizer.solver = Solver::gradient_descent;
    const Fit descent = fit(table, formula, options);  // starts where slopes are 0
    CHECK(descent.maximum().history.front().score_norm > 0.02 * size.rows);
    for (Index j = 0; j < as_eigen(newton.coefficients()).size(); ++j) {
      const double error = std::sqrt(descent.covariance()(j, j));
      CHECK(std::abs(as_eigen(newton.coefficients())[j] - as_eigen(descent.coefficients())[j]) <
            1e-12 * error);
      CHECK(newton.covariance()(j, j) ==
            doctest::Approx(descent.covariance()(j, j)).epsilon(1e-12));
    }
    const Fit one_thread = fit(table, formula, {}, {.threads = 1, .progress = {}});
    CHECK(one_thread.coefficients() == newton.coefficients());
    CHECK(one_thread.covariance() == newton.covariance());
  }
}

TEST_CASE("many rows that one column decides are told to be separated all the same") {
  for (const Size size : kSizes) {
    CAPTURE(size.columns);
    const Fit result = fit(random_table(size.rows, size.columns, true), parse_formula("y ~ ."));
    CHECK(result.maximum().termination == Termination::separated);
    CHECK(result.maximum().separation.kind == SeparationKind::complete);
  }
}

TEST_CASE("so are many rows of which a rare level decides a few") {
  constexpr int kRows = 172'100;
  test::Random random(79);
  std::vector<double> x, rare, y;
  for (int i = 0; i < kRows; ++i) {
    x.push_back(random.normal());
    rare.push_back(i % 2500 == 0 ? 1.0 : 0.0);
    y.push_back(rare.back() == 1.0 || random.uniform() < 0.3 ? 1.0 : 0.0);
  }
  MemoryTable table;
  table.add("x", x).add("rare", rare).add("y", y);
  const Fit result = fit(table, parse_formula("y ~ x + rare"));
  CHECK(result.maximum().termination == Termination::separated);
  CHECK(result.maximum().separation.kind == SeparationKind::quasi);
  CHECK(result.maximum().separation.rows == (kRows + 2499) / 2500);
}

TEST_CASE("few rows begin at the start that was handed in") {
  const Fit result = fit(random_table(1000, 3, false), parse_formula("y ~ ."));
  CHECK(result.maximum().iterations() > 2);
}

}  // namespace
}  // namespace odds
