// Coefficients and covariances that are put in the place of a fit's own.
#include "support/error_of.hpp"
#include "support/fit_text.hpp"
#include "support/table.hpp"

#include <odds/dose.hpp>
#include <odds/eigen.hpp>
#include <odds/fit.hpp>
#include <odds/inference.hpp>
#include <odds/margins.hpp>
#include <odds/model_file.hpp>
#include <odds/predict.hpp>
#include <odds/report.hpp>
#include <odds/sensitivity.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::csv;
using test::error_of;
using test::has_note;

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

std::shared_ptr<const Table> table() {
  std::string text = "y,x,g,twice\n";
  for (int i = 0; i < 60; ++i) {
    const double x = 40.0 + 0.5 * i;
    const bool event = (i * 37) % 61 < 12 + i / 2;
    text += std::to_string(event ? 1 : 0) + ',' + std::to_string(x) + ',' + "abc"[i % 3] + ',' +
            std::to_string(2.0 * x) + '\n';
  }
  return csv(text);
}

Fit example(const std::string& formula = "y ~ x + I(x^2) + g") {
  return fit(*table(), parse_formula(formula));
}

SymmetricMatrix scaled(const SymmetricMatrix& matrix, double factor) {
  std::vector<double> values(matrix.values().begin(), matrix.values().end());
  for (double& value : values) value *= factor;
  return {matrix.size(), std::move(values)};
}

/// Positive definite, of sizes like those of the fit and correlations of its own: D R D with R the
/// correlation matrix of an autoregression.
SymmetricMatrix another_covariance(const Fit& fit) {
  const auto p = std::ssize(fit.std_errors());
  std::vector<double> values;
  for (Index j = 0; j < p; ++j) {
    for (Index i = 0; i < p; ++i) {
      values.push_back(fit.std_errors()[static_cast<std::size_t>(i)] *
                       fit.std_errors()[static_cast<std::size_t>(j)] *
                       std::pow(-0.3, std::abs(static_cast<double>(i - j))));
    }
  }
  return {p, std::move(values)};
}

std::string text_of(const Report& report, Format format = Format::text) {
  std::ostringstream out;
  render(report, format, {}, out);
  return out.str();
}

}  // namespace

TEST_CASE("four times the covariance doubles every standard error, wherever there is one") {
  const Fit plain = example();
  const Fit wide = with_covariance(plain, scaled(plain.covariance(), 4.0), "doubled");
  const auto twice = [](double a, double b) { return doctest::Approx(2.0 * a).epsilon(1e-9) == b; };
  for (std::size_t j = 0; j < plain.names().size(); ++j) {
    CHECK(wide.coefficients()[j] == plain.coefficients()[j]);
    CHECK(twice(plain.std_errors()[j], wide.std_errors()[j]));
    CHECK(twice(coefficients(plain)[j].std_error, coefficients(wide)[j].std_error));
  }
  const std::vector<Prediction> a = predict(plain, *table());
  const std::vector<Prediction> b = predict(wide, *table());
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(twice(a[i].std_error, b[i].std_error));
  for (const MarginErrors errors : {MarginErrors::delta, MarginErrors::simulation}) {
    MarginsOptions options;
    options.errors = errors;
    const Margins narrow = margins(plain, *table(), options);
    const Margins broad = margins(wide, *table(), options);
    for (std::size_t i = 0; i < narrow.rows.size(); ++i) {
      const double ratio = broad.rows[i].std_error / narrow.rows[i].std_error;
      // Simulated errors see the bend of P, too: it keeps those of wide draws small.
      CHECK(std::abs(ratio - 2.0) < (errors == MarginErrors::delta ? 1e-9 : 0.5));
    }
  }
  CHECK(twice(sensitivity(plain, *table()).probability.std_error,
              sensitivity(wide, *table()).probability.std_error));
}

TEST_CASE("doses take the covariance") {
  const Fit plain = example("y ~ x + g");
  const Fit wide = with_covariance(plain, scaled(plain.covariance(), 4.0), "doubled");
  CHECK(dose(wide).estimates[1].std_error ==
        doctest::Approx(2.0 * dose(plain).estimates[1].std_error).epsilon(1e-9));
}

TEST_CASE("the error of a prediction is that of the given covariance, in the formula's columns") {
  const Fit plain = example();
  const SymmetricMatrix given = another_covariance(plain);
  const Fit changed = with_covariance(plain, given, "autoregressive");
  for (Index j = 0; j < given.size(); ++j) {
    for (Index i = 0; i < given.size(); ++i) {
      const double size = std::sqrt(given(i, i) * given(j, j));
      CHECK(std::abs(changed.covariance()(i, j) - given(i, j)) < 1e-9 * size);
    }
  }
  const std::vector<Prediction> predictions = predict(changed, *table());
  for (std::size_t r = 0; r < predictions.size(); ++r) {
    const double x = 40.0 + 0.5 * static_cast<double>(r);
    const Eigen::VectorXd row{{1.0, x, x * x, r % 3 == 1 ? 1.0 : 0.0, r % 3 == 2 ? 1.0 : 0.0}};
    const double expected = std::sqrt(row.dot(as_eigen(given) * row));
    CHECK(predictions[r].eta_std_error == doctest::Approx(expected).epsilon(1e-8));
  }
}

TEST_CASE("predictions are those of the given coefficients") {
  const Fit plain = example();
  const std::vector<double> given = {-3.0, 0.05, 0.0002, 0.4, -0.3};
  const Fit changed = with_coefficients(plain, given, "published");
  CHECK(changed.coefficients_label() == "published");
  const std::vector<Prediction> predictions = predict(changed, *table());
  double sum = 0.0;
  for (std::size_t r = 0; r < predictions.size(); ++r) {
    const double x = 40.0 + 0.5 * static_cast<double>(r);
    const double eta = given[0] + given[1] * x + given[2] * x * x + (r % 3 == 1 ? given[3] : 0.0) +
                       (r % 3 == 2 ? given[4] : 0.0);
    const double p = 1.0 / (1.0 + std::exp(-eta));
    CHECK(predictions[r].eta == doctest::Approx(eta).epsilon(1e-11));
    CHECK(predictions[r].probability == doctest::Approx(p).epsilon(1e-11));
    sum += p * (1.0 - p) * (given[1] + 2.0 * given[2] * x);
  }
  const Margins effects = margins(changed, *table());
  CHECK(effects.rows[0].estimate == doctest::Approx(sum / 60.0).epsilon(1e-10));
}

TEST_CASE("of given coefficients nothing is known that rests on the likelihood") {
  const Fit plain = example();
  const Fit changed = with_coefficients(plain, plain.coefficients(), "the same");
  CHECK(std::isnan(changed.goodness().log_likelihood));
  CHECK(std::isnan(changed.goodness().aic));
  CHECK(std::isnan(changed.goodness().auc));
  CHECK(std::isnan(changed.probabilities().median));
  CHECK(std::isnan(changed.maximum().value));
  CHECK(changed.goodness().null_log_likelihood == plain.goodness().null_log_likelihood);
  CHECK(has_note(changed, "N057"));
  CHECK(changed.covariance() == plain.covariance());
  const Dose doses = dose(
      with_coefficients(example("y ~ x"), std::vector<double>{-4.0, 0.1}, "rounded"), *table());
  CHECK(doses.methods.size() == 2);  // no profile likelihood
  CHECK(doses.estimates[1].estimate == doctest::Approx(40.0).epsilon(1e-10));
}

TEST_CASE("a model file keeps given numbers and what they are called") {
  const Fit plain = example();
  const Fit changed = with_covariance(
      with_coefficients(plain, std::vector<double>{-3.0, 0.05, 0.0002, 0.4, -0.3}, "published"),
      another_covariance(plain), "autoregressive");
  const Fit loaded = parse_model(model_text(changed));
  CHECK(loaded.coefficients() == changed.coefficients());
  CHECK(loaded.covariance() == changed.covariance());
  CHECK(loaded.coefficients_label() == "published");
  CHECK(loaded.covariance_label() == "autoregressive");
  CHECK(predict(loaded, *table())[7].std_error == predict(changed, *table())[7].std_error);
  CHECK(model_text(loaded) == model_text(changed));
}

TEST_CASE("reports name what was given") {
  const Fit plain = example();
  const Fit changed = with_covariance(plain, plain.covariance(), "bootstrap");
  CHECK(text_of(report(changed)).find("SE    bootstrap (given)") != std::string::npos);
  CHECK(text_of(report(changed), Format::json).find("\"covariance\":{\"kind\":\"bootstrap\"") !=
        std::string::npos);
  const Fit other = with_coefficients(plain, plain.coefficients(), "shrunken");
  const std::string text = text_of(report(other));
  CHECK(text.find("Fit   shrunken (given)") != std::string::npos);
  CHECK(text.find("NaN") == std::string::npos);
  CHECK(text.find("logLik") == std::string::npos);
}

TEST_CASE("aliased terms have no numbers, whatever is given for the others") {
  const Fit plain = example("y ~ x + twice");
  std::vector<double> zeros(9, 0.0);
  zeros[0] = 4.0;
  zeros[4] = 0.01;
  const Fit changed = with_covariance(plain, {3, zeros}, "independent");
  CHECK(changed.std_errors()[1] == doctest::Approx(0.1).epsilon(1e-9));
  CHECK(std::isnan(changed.std_errors()[2]));
  const Fit moved = with_coefficients(plain, std::vector<double>{1.0, 0.5, kNotANumber}, "moved");
  CHECK(moved.coefficients()[1] == doctest::Approx(0.5).epsilon(1e-12));
  CHECK(std::isnan(moved.coefficients()[2]));
  CHECK(error_of([&] {
          with_coefficients(plain, std::vector<double>{1.0, 0.5, 2.0}, "moved");
        })
            .text()
            .what == "twice is aliased: its coefficient must be NaN or 0");
}

TEST_CASE("what cannot be a covariance or an estimate is refused") {
  const Fit plain = example("y ~ x");
  const auto refusal = [&](std::vector<double> values) {
    const Error error = error_of([&] { with_covariance(plain, {2, values}, "mine"); });
    CHECK(error.kind() == ErrorKind::usage);
    return error.text().what;
  };
  const std::string indefinite = "the covariance is not positive semidefinite";
  CHECK(refusal({1.0, 2.0, 2.0, 1.0}) == indefinite);
  CHECK(refusal({-1.0, 0.0, 0.0, 1.0}) == indefinite);
  CHECK(refusal({0.0, 0.1, 0.1, 1.0}) == indefinite);
  CHECK(refusal({1.0, 0.0, 0.0, kNotANumber}) == "the covariance of x is nan: it must be finite");
  CHECK(error_of([&] {
          with_covariance(plain, {1, {1.0}}, "mine");
        })
            .text()
            .what == "covariances for 1 are given, the fit has 2");
  CHECK(error_of([&] { with_covariance(plain, plain.covariance(), ""); }).kind() ==
        ErrorKind::usage);
  CHECK(error_of([&] { with_coefficients(plain, std::vector<double>{1.0}, "mine"); }).kind() ==
        ErrorKind::usage);
  CHECK(error_of([&] {
          with_coefficients(plain, std::vector<double>{1.0, kNotANumber}, "mine");
        }).kind() == ErrorKind::usage);
  CHECK(
      std::isfinite(with_covariance(plain, {2, {1.0, 1.0, 1.0, 1.0}}, "singular").std_errors()[0]));
}

TEST_CASE("what belongs to the fit's own estimates is refused for given ones") {
  const Fit plain = example();
  MarginsOptions options;
  options.errors = MarginErrors::unconditional;
  const Fit changed = with_covariance(plain, plain.covariance(), "mine");
  CHECK(error_of([&] { margins(changed, *table(), options); }).kind() == ErrorKind::usage);
  const auto separated = csv("y,x\n0,1\n0,2\n1,3\n1,4\n");
  const Fit none = fit(*separated, parse_formula("y ~ x"));
  CHECK(error_of([&] {
          with_coefficients(none, std::vector<double>{0.0, 1.0}, "mine");
        }).kind() == ErrorKind::model);
}

TEST_CASE("a Fit of nothing is told from one of something") {
  CHECK(Fit().names().empty());
  CHECK(error_of([] { margins(Fit(), *table()); }).kind() == ErrorKind::usage);
}

}  // namespace odds
