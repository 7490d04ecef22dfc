#include "inference/robust_covariance.hpp"

#include "property/sheet.hpp"
#include "support/error_of.hpp"
#include "support/options.hpp"
#include "support/random_data.hpp"
#include "support/table.hpp"

#include <odds/inference.hpp>
#include <odds/margins.hpp>

#include <Eigen/LU>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::csv;
using test::error_of;
using test::with;

constexpr Variance kRobust[] = {Variance::hc0, Variance::hc1, Variance::hc2, Variance::hc3,
                                Variance::stata};

/// A row with several readings of its outcome: y is 0 or 1, k of n trials, a share.
struct Row {
  double x, z;
  double y, k, n, share;
  double weight;
  int copies;
};

std::vector<Row> random_rows(std::uint64_t seed) {
  test::Random random(seed);
  std::vector<Row> rows;
  for (int i = 0; i < 60; ++i) {
    Row row{.x = random.whole(-100, 100) / 32.0,
            .z = 7.0 + random.whole(-60, 60) / 64.0,
            .y = 0.0,
            .k = 0.0,
            .n = 1.0 + random.whole(0, 5),
            .share = random.whole(0, 64) / 64.0,
            .weight = random.whole(1, 20) / 8.0,
            .copies = random.whole(1, 3)};
    const double p = 1.0 / (1.0 + std::exp(-0.4 * row.x + 0.5 * (row.z - 7.0)));
    row.y = random.uniform() < p ? 1.0 : 0.0;
    for (int trial = 0; trial < row.n; ++trial) row.k += random.uniform() < p ? 1.0 : 0.0;
    rows.push_back(row);
  }
  return rows;
}

std::unique_ptr<const Table> table_of(const std::vector<Row>& rows) {
  std::string text = "x,z,y,k,n,share,w,f\n";
  for (const Row& row : rows) {
    for (const double cell : {row.x, row.z, row.y, row.k, row.n, row.share, row.weight}) {
      text += fmt::format("{},", cell);
    }
    text += fmt::format("{}\n", row.copies);
  }
  return csv(std::move(text));
}

/// A formula with options, and what they make of a row.
struct Case {
  std::string formula;
  FitOptions options;
  double Row::*events;
  double Row::*trials;  ///< null: one
};

std::vector<Case> cases() {
  FitOptions fractional;
  fractional.fractional = true;
  FitOptions both = with(&FitOptions::frequency_weights, "f");
  both.importance_weights = "w";
  return {{"y ~ x + z", {}, &Row::y, nullptr},
          {"k/n ~ x + z", {}, &Row::k, &Row::n},
          {"share ~ x + z", fractional, &Row::share, nullptr},
          {"y ~ x + z", with(&FitOptions::frequency_weights, "f"), &Row::y, nullptr},
          {"k/n ~ x + z", with(&FitOptions::importance_weights, "w"), &Row::k, &Row::n},
          {"y ~ x + z", with(&FitOptions::probability_weights, "w"), &Row::y, nullptr},
          {"k/n ~ x + z", both, &Row::k, &Row::n}};
}

/// The sandwich from its definition: every copy of a row by itself, dense, on the formula's
/// columns.
Matrix plain_sandwich(const std::vector<Row>& rows, const Case& example, const Vector& beta,
                      Variance variance) {
  const bool weighted =
      !example.options.importance_weights.empty() || !example.options.probability_weights.empty();
  const bool copied = !example.options.frequency_weights.empty();
  Matrix information = Matrix::Zero(3, 3);
  struct Single {
    Vector x;
    double score;
    double curvature;
  };
  std::vector<Single> singles;
  for (const Row& row : rows) {
    const Vector x = Eigen::Vector3d(1.0, row.x, row.z);
    const double p = 1.0 / (1.0 + std::exp(-x.dot(beta)));
    const double m = example.trials == nullptr ? 1.0 : row.*example.trials;
    const double a = weighted ? row.weight : 1.0;
    for (int copy = 0; copy < (copied ? row.copies : 1); ++copy) {
      singles.push_back({x, a * (row.*example.events - m * p), a * m * p * (1.0 - p)});
      information += singles.back().curvature * x * x.transpose();
    }
  }
  const Matrix bread = information.inverse();
  Matrix meat = Matrix::Zero(3, 3);
  for (const Single& single : singles) {
    const double freedom = 1.0 - single.curvature * single.x.dot(bread * single.x);
    const double divisor = variance == Variance::hc2   ? freedom
                           : variance == Variance::hc3 ? freedom * freedom
                                                       : 1.0;
    meat += single.score * single.score / divisor * single.x * single.x.transpose();
  }
  const auto n = static_cast<double>(singles.size());
  const double factor = variance == Variance::hc1     ? n / (n - 3.0)
                        : variance == Variance::stata ? n / (n - 1.0)
                                                      : 1.0;
  return factor * bread * meat * bread;
}

double relative_gap(const Matrix& a, const Matrix& b) {
  return (a - b).cwiseAbs().maxCoeff() / b.cwiseAbs().maxCoeff();
}

Fit fit_with(const Table& table, const std::string& formula, FitOptions options, Variance variance,
             const Execution& execution = {}) {
  options.variance = variance;
  return fit(table, parse_formula(formula), options, execution);
}

}  // namespace

// z lies seven standard deviations from 0: working out its sandwich without centring costs digits.
TEST_CASE("a sandwich is what its definition says, for every kind of response and weight") {
  const std::vector<Row> rows = random_rows(401);
  const auto table = table_of(rows);
  for (const Case& example : cases()) {
    for (const Variance variance : kRobust) {
      CAPTURE(example.formula);
      CAPTURE(example.options.frequency_weights);
      CAPTURE(kVarianceNames[static_cast<int>(variance)]);
      const Fit fit = fit_with(*table, example.formula, example.options, variance);
      REQUIRE(fit.converged());
      CHECK(fit.variance() == variance);
      CHECK(relative_gap(as_eigen(fit.covariance()),
                         plain_sandwich(rows, example, as_eigen(fit.coefficients()), variance)) <
            1e-9);
      CHECK(
          (as_eigen(fit.std_errors()) - as_eigen(fit.covariance()).diagonal().cwiseSqrt()).norm() ==
          0.0);
    }
  }
}

TEST_CASE("the inverse information stays in the model, and the scores balance") {
  const auto table = table_of(random_rows(402));
  const FitOptions options = with(&FitOptions::frequency_weights, "f");
  const Fit plain = fit(*table, parse_formula("k/n ~ x + z"), options);
  const Fit robust = fit_with(*table, "k/n ~ x + z", options, Variance::hc1);
  CHECK_FALSE(plain.model().bread.has_value());
  CHECK(robust.model().information_inverse().core == plain.model().covariance.core);
  CHECK(robust.model().covariance.core != plain.model().covariance.core);
  const Model& model = robust.model();
  const auto source = table->scan(model.roles.requests());
  const DesignReader reader(source, model.roles, model.plan, model.response);
  DesignRows rows;
  reader.read(0, rows);
  const RowScores scores = row_scores(reader, rows, model, Variance::hc1);
  Vector sum = Vector::Zero(3);
  add_transposed_product(rows.x, scores.copies.cwiseProduct(scores.score), sum);
  CHECK(sum.norm() < 1e-10);
  CHECK(scores.copies.sum() == robust.goodness().observations);
}

TEST_CASE("a row of frequency weight 2 is the row twice, in every variance") {
  std::vector<Row> rows = random_rows(403);
  for (Row& row : rows) row.copies = 2;
  std::vector<Row> twice = rows;
  twice.insert(twice.end(), rows.begin(), rows.end());
  const auto weighted = table_of(rows);
  const auto repeated = table_of(twice);
  for (const Variance variance : kRobust) {
    const Fit fit =
        fit_with(*weighted, "y ~ x + z", with(&FitOptions::frequency_weights, "f"), variance);
    const Fit other = fit_with(*repeated, "y ~ x + z", {}, variance);
    CHECK(relative_gap(as_eigen(fit.covariance()), as_eigen(other.covariance())) < 1e-12);
  }
}

TEST_CASE("a group of one trial is an event or a non-event") {
  std::vector<Row> rows = random_rows(404);
  for (Row& row : rows) {
    row.n = 1.0;
    row.k = row.y;
  }
  const auto table = table_of(rows);
  for (const Variance variance : kRobust) {
    const Fit grouped = fit_with(*table, "k/n ~ x + z", {}, variance);
    const Fit single = fit_with(*table, "y ~ x + z", {}, variance);
    CHECK(relative_gap(as_eigen(grouped.covariance()), as_eigen(single.covariance())) < 1e-12);
  }
}

TEST_CASE("aliased columns have no robust standard error, and change no other") {
  const auto table = table_of(random_rows(405));
  const Fit fit = fit_with(*table, "y ~ x + I(2*x) + z", {}, Variance::hc3);
  const Fit without = fit_with(*table, "y ~ x + z", {}, Variance::hc3);
  CHECK(std::isnan(fit.std_errors()[2]));
  CHECK(fit.std_errors()[1] == doctest::Approx(without.std_errors()[1]).epsilon(1e-12));
  CHECK(fit.std_errors()[3] == doctest::Approx(without.std_errors()[2]).epsilon(1e-12));
}

TEST_CASE("margins take the covariance that the fit has") {
  const auto table = table_of(random_rows(406));
  const Fit fit = fit_with(*table, "y ~ x", {}, Variance::hc0);
  const Fit plain = odds::fit(*table, parse_formula("y ~ x"));
  const MarginRow robust = margins(fit, *table).rows[0];
  const MarginRow model_based = margins(plain, *table).rows[0];
  CHECK(robust.estimate == model_based.estimate);
  // d AME / d beta by differences of the average, at steps where a quarter of the digits is left.
  const auto effect = [&](double intercept, double slope) {
    double sum = 0.0;
    for (const Row& row : random_rows(406)) {
      const double p = 1.0 / (1.0 + std::exp(-intercept - slope * row.x));
      sum += slope * p * (1.0 - p);
    }
    return sum / 60.0;
  };
  const double a = fit.coefficients()[0];
  const double b = fit.coefficients()[1];
  const double h = 1e-4;
  const Eigen::Vector2d gradient((effect(a + h, b) - effect(a - h, b)) / (2.0 * h),
                                 (effect(a, b + h) - effect(a, b - h)) / (2.0 * h));
  const double variance = gradient.dot(as_eigen(fit.covariance()) * gradient);
  CHECK(robust.std_error == doctest::Approx(std::sqrt(variance)).epsilon(1e-7));
}

TEST_CASE("a sandwich has the same bits for any number of threads") {
  const MemoryTable table = test::memory_table(test::random_sheet(20'011, 7));
  const FitOptions options = with(&FitOptions::frequency_weights, "f");
  const std::string formula = "y ~ x*g + z";
  for (const Variance variance : {Variance::stata, Variance::hc3}) {
    const Fit one = fit_with(table, formula, options, variance, {.threads = 1, .progress = {}});
    for (const int count : {2, 3, 7}) {
      const Fit many =
          fit_with(table, formula, options, variance, {.threads = count, .progress = {}});
      CHECK(test::same_bits(many, one));
    }
  }
}

TEST_CASE("a row that alone determines a coefficient has no hc3, and is named") {
  const auto table = csv("share,x,only\n0.2,1,0\n0.5,2,0\n0.4,3,0\n0.9,4,1\n0.6,5,0\n");
  FitOptions options;
  options.fractional = true;
  for (const Variance variance : {Variance::hc2, Variance::hc3}) {
    const Error error = error_of([&] { fit_with(*table, "share ~ x + only", options, variance); });
    CHECK(error.kind() == ErrorKind::model);
    CHECK(error.text().what.starts_with(kVarianceNames[static_cast<int>(variance)]));
    CHECK(error.text().where.text() == "data.csv:5");
  }
  CHECK(fit_with(*table, "share ~ x + only", options, Variance::hc1).converged());
}

TEST_CASE("a factor of very many levels has a robust variance through the dense matrix") {
  test::Random random(407);
  std::string text = "y,x,g\n";
  for (int i = 0; i < 6000; ++i) {
    text += fmt::format("{},{},g{}\n", random.whole(0, 1), random.normal(), i % 1100);
  }
  const auto table = csv(std::move(text));
  FitOptions options;
  options.drop_separated = true;
  const Fit plain = fit(*table, parse_formula("y ~ x + g"), options);
  const Fit robust = fit_with(*table, "y ~ x + g", options, Variance::hc0);
  REQUIRE(robust.converged());
  CHECK(plain.eliminated() > 0);
  CHECK(robust.eliminated() == 0);
  CHECK(robust.coefficients()[1] == doctest::Approx(plain.coefficients()[1]).epsilon(1e-9));
  CHECK(robust.std_errors()[1] > 0.0);
}

}  // namespace odds
