// Reference values: R 4.2.2, sandwich's estfun and hatvalues, convergence to 1e-16.
#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/execution.hpp"

#include <odds/row_scores.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::open_dataset;

std::vector<RowScore> scores_of(const Fit& fit, const Table& table, int threads = 1) {
  std::vector<RowScore> all;
  row_scores(fit, table, test::with_threads(threads), [&](std::span<const RowScore> rows) {
    all.insert(all.end(), rows.begin(), rows.end());
  });
  return all;
}

/// Over all observations: log-likelihood, leverage, and the largest sum of scores.
struct ScoreTotals {
  double log_likelihood = 0.0;
  double leverage = 0.0;
  double score = 0.0;
};

ScoreTotals totals_of(const std::vector<RowScore>& rows, std::size_t columns) {
  ScoreTotals totals;
  std::vector<double> sums(columns, 0.0);
  for (const RowScore& row : rows) {
    if (!row.used) continue;
    totals.log_likelihood += row.copies * row.log_likelihood;
    totals.leverage += row.copies * row.leverage;
    for (std::size_t j = 0; j < columns; ++j) sums[j] += row.copies * row.score[j];
  }
  for (const double sum : sums) totals.score = std::max(totals.score, std::abs(sum));
  return totals;
}

TEST_CASE("scores and leverages of rows are those of R") {
  const auto births = open_dataset("lbw.csv");
  const std::vector<RowScore> rows =
      scores_of(fit(*births, parse_formula("low ~ age + race")), *births);
  REQUIRE(rows.size() == 189);
  CHECK(rows[0].score[0] == doctest::Approx(-0.4468317385067874).epsilon(1e-12));
  CHECK(rows[0].score[1] == doctest::Approx(-8.489803031628959).epsilon(1e-12));
  CHECK(rows[0].score[2] == rows[0].score[0]);
  CHECK(rows[0].score[3] == 0.0);
  CHECK(rows[2].score[1] == doctest::Approx(-5.385736053683398).epsilon(1e-12));
  CHECK(rows[0].leverage == doctest::Approx(0.04072372776849475).epsilon(1e-12));
  CHECK(rows[2].leverage == doctest::Approx(0.01408392052490400).epsilon(1e-12));
  FitOptions options;
  options.link = Link::cloglog;
  const auto beetles = open_dataset("beetles.csv");
  const std::vector<RowScore> groups =
      scores_of(fit(*beetles, parse_formula("killed/exposed ~ log10dose"), options), *beetles);
  CHECK(groups[1].score[0] == doctest::Approx(1.904574437012850).epsilon(1e-9));
  CHECK(groups[1].score[1] == doctest::Approx(3.283867244297556).epsilon(1e-9));
  CHECK(groups[1].leverage == doctest::Approx(0.2813348171491925).epsilon(1e-9));
  CHECK(groups[1].log_likelihood == doctest::Approx(-2.241641277437564).epsilon(1e-9));
}

TEST_CASE("rows add up to the fit, whatever its weights and filter") {
  const auto table = open_dataset("mroz.csv");
  FitOptions options;
  options.frequency_weights = "kidsge6";
  options.where = "age > 35";
  const Fit fitted = fit(*table, parse_formula("inlf ~ educ + scale(age) + I(exper^2)"), options);
  const std::vector<RowScore> rows = scores_of(fitted, *table);
  CHECK(rows.size() == static_cast<std::size_t>(fitted.rows().read));
  const ScoreTotals totals = totals_of(rows, 4);
  CHECK(totals.log_likelihood == doctest::Approx(fitted.goodness().log_likelihood).epsilon(1e-13));
  CHECK(totals.leverage == doctest::Approx(4.0).epsilon(1e-12));
  CHECK(totals.score < 1e-6);  // exper^2 has values up to 2025
  for (const RowScore& row : rows) CHECK((row.used || row.score.empty()));
}

TEST_CASE("a column that is aliased has no score, and a heterogeneity factor no part in leverage") {
  const auto table = open_dataset("budworm.csv");
  FitOptions options;
  options.heterogeneity = HeterogeneityUse::on;
  const Fit fitted = fit(*table, parse_formula("killed/n ~ ldose + I(2*ldose) + sex"), options);
  const std::vector<RowScore> rows = scores_of(fitted, *table);
  CHECK(std::isnan(rows[0].score[2]));
  double leverage = 0.0;
  for (const RowScore& row : rows) leverage += row.leverage;
  CHECK(leverage == doctest::Approx(3.0).epsilon(1e-12));
}

TEST_CASE("scores of rows do not depend on threads") {
  const auto table = open_dataset("mroz.csv");
  const Fit fitted = fit(*table, parse_formula("inlf ~ educ + age"));
  const std::vector<RowScore> one = scores_of(fitted, *table, 1);
  const std::vector<RowScore> four = scores_of(fitted, *table, 4);
  REQUIRE(one.size() == four.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    CHECK(one[i].score == four[i].score);
    CHECK(one[i].leverage == four[i].leverage);
  }
}

TEST_CASE("data that are not those of the fit are refused") {
  const Fit fitted = test::fit_dataset("lbw.csv", "low ~ age");
  const auto other = test::open_dataset("mroz.csv");
  CHECK_THROWS_AS(scores_of(fitted, *other), Error);
}

}  // namespace
}  // namespace odds
