// Probability weights and fractional responses: likelihoods that are no probability of the data.
#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/fit_text.hpp"
#include "support/options.hpp"
#include "support/random_data.hpp"
#include "support/table.hpp"

#include <odds/inference.hpp>
#include <odds/margins.hpp>
#include <odds/model_file.hpp>
#include <odds/predict.hpp>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::csv;
using test::error_of;
using test::fit_text;
using test::fractional;
using test::has_note;
using test::with;

/// Outcomes y, fractions s, numbers x, a factor g, weights w times `unit`.
std::string random_text(double unit) {
  test::Random random(501);
  std::string text = "y,s,x,g,w\n";
  for (int i = 0; i < 120; ++i) {
    const double x = random.whole(-100, 100) / 32.0;
    const double p = 1.0 / (1.0 + std::exp(-0.6 * x));
    const int y = random.uniform() < p ? 1 : 0;
    const double s = std::clamp(p + 0.2 * random.normal(), 0.0, 1.0);
    text +=
        fmt::format("{},{},{},{},{}\n", y, s, x, "abc"[i % 3], unit * random.whole(1, 40) / 8.0);
  }
  return text;
}

FitOptions sampled() { return with(&FitOptions::probability_weights, "w"); }

doctest::Approx near(double value) { return doctest::Approx(value).epsilon(1e-11); }

}  // namespace

TEST_CASE("probability weights estimate what importance weights do, with a robust variance") {
  const std::string text = random_text(1.0);
  FitOptions importance = with(&FitOptions::importance_weights, "w");
  importance.variance = Variance::stata;
  const Fit weighted = fit_text(text, "y ~ x + g", importance);
  const Fit sample = fit_text(text, "y ~ x + g", sampled());
  CHECK(sample.coefficients() == weighted.coefficients());
  CHECK(sample.covariance() == weighted.covariance());
  CHECK(sample.variance() == Variance::stata);
  CHECK(sample.pseudo_likelihood());
  CHECK_FALSE(weighted.pseudo_likelihood());
  CHECK(sample.goodness().observations == 120.0);
  CHECK(sample.goodness().auc == weighted.goodness().auc);
}

TEST_CASE("probability weights have no unit") {
  const Fit fit = fit_text(random_text(1.0), "y ~ x + g", sampled());
  for (const double unit : {1e-6, 3.0, 1e6}) {
    CAPTURE(unit);
    const Fit other = fit_text(random_text(unit), "y ~ x + g", sampled());
    REQUIRE(other.converged());
    for (Index j = 0; j < as_eigen(fit.coefficients()).size(); ++j) {
      CHECK(as_eigen(other.coefficients())[j] == near(as_eigen(fit.coefficients())[j]));
      CHECK(as_eigen(other.std_errors())[j] == near(as_eigen(fit.std_errors())[j]));
    }
    CHECK(other.goodness().log_likelihood == near(fit.goodness().log_likelihood));
    CHECK(other.goodness().null_deviance == near(fit.goodness().null_deviance));
    CHECK(other.goodness().mcfadden == near(fit.goodness().mcfadden));
    CHECK(other.goodness().brier == near(fit.goodness().brier));
    CHECK(other.response().events == near(unit * fit.response().events));
    const Margins effects = margins(fit, *csv(random_text(1.0)));
    const Margins other_effects = margins(other, *csv(random_text(unit)));
    for (std::size_t r = 0; r < effects.rows.size(); ++r) {
      CHECK(other_effects.rows[r].estimate == near(effects.rows[r].estimate));
      CHECK(other_effects.rows[r].std_error == near(effects.rows[r].std_error));
    }
  }
}

TEST_CASE("a pseudo-likelihood has no criteria, and a note says so") {
  for (const Fit& fit : {fit_text(random_text(1.0), "y ~ x", sampled()),
                         fit_text(random_text(1.0), "s ~ x", fractional())}) {
    const Goodness& goodness = fit.goodness();
    for (const double number : {goodness.lr, goodness.lr_p, goodness.aic, goodness.bic,
                                goodness.cox_snell, goodness.nagelkerke}) {
      CHECK(std::isnan(number));
    }
    CHECK(goodness.mcfadden > 0.0);
    CHECK(has_note(fit, "N037"));
    CHECK(std::isnan(goodness.auc) == fit.response().fractional);
  }
}

TEST_CASE("fractions are fitted by the likelihood of 0/1 data: those of a fraction each in part") {
  // s counts as an event of weight s and a non-event of weight 1 - s.
  const std::string text = random_text(1.0);
  const Fit fit = fit_text(text, "s ~ x + g", fractional());
  const auto table = csv(text);
  const std::vector<ColumnRequest> requests = {
      {"s", Expect::number}, {"x", Expect::number}, {"g", Expect::text}};
  const auto rows = table->scan(requests);
  ColumnBlock cells;
  rows->read(0, rows->rows(), cells);
  std::string expanded = "y,x,g,w\n";
  for (std::size_t i = 0; i < static_cast<std::size_t>(rows->rows()); ++i) {
    const double s = cells.cells[0].numbers[i];
    const double x = cells.cells[1].numbers[i];
    const std::string g =
        rows->columns()[2].levels[static_cast<std::size_t>(cells.cells[2].codes[i])];
    expanded += fmt::format("1,{0},{1},{2}\n0,{0},{1},{3}\n", x, g, s, 1.0 - s);
  }
  const Fit parts = fit_text(expanded, "y ~ x + g", with(&FitOptions::importance_weights, "w"));
  for (Index j = 0; j < as_eigen(fit.coefficients()).size(); ++j) {
    CHECK(as_eigen(fit.coefficients())[j] == near(as_eigen(parts.coefficients())[j]));
  }
  CHECK(fit.goodness().log_likelihood == near(parts.goodness().log_likelihood));
  CHECK(fit.goodness().mcfadden == near(parts.goodness().mcfadden));
  CHECK(fit.response().mean() == near(parts.response().events / 120.0));
  CHECK(fit.goodness().observations == 120.0);
  CHECK(fit.maximum().existence == Existence::proved);
  CHECK(fit.response().event == "s");
}

TEST_CASE("fractions that are all 0 or 1 are 0/1 data") {
  const std::string text = random_text(1.0);
  FitOptions options = fractional();
  options.variance = Variance::model;
  const Fit fractions = fit_text(text, "y ~ x + g", options);
  const Fit events = fit_text(text, "y ~ x + g", {});
  CHECK(fractions.coefficients() == events.coefficients());
  CHECK(fractions.covariance() == events.covariance());
  CHECK(fractions.goodness().deviance == near(events.goodness().deviance));
  CHECK(fractions.probabilities().median == events.probabilities().median);
}

TEST_CASE("a fraction inside holds against separation, one at the end does not") {
  FitOptions options = fractional();
  CHECK(fit_text("s,x\n0,1\n0,2\n0.5,2.5\n0.3,3\n1,4\n", "s ~ x", options).maximum().existence ==
        Existence::proved);
  const Fit separated = fit_text("s,x\n0,1\n0,2\n0,3\n1,4\n1,5\n", "s ~ x", options);
  CHECK(separated.maximum().termination == Termination::separated);
  const Fit level = fit_text("s,g\n0.1,a\n0.4,a\n1,b\n1,b\n0.3,c\n", "s ~ g", options);
  REQUIRE(level.separated_by().size() == 1);
  CHECK(level.separated_by()[0] == "g = b: all 2 rows have s = 1");
}

TEST_CASE("what is no fraction is refused with its place") {
  const Error column =
      error_of([] { fit_text("s,x\n0.5,1\n1.2,2\n0.1,3\n", "s ~ x", fractional()); });
  CHECK(column.kind() == ErrorKind::data);
  CHECK(column.text().what == "1.2 is no fraction from 0 to 1");
  CHECK(column.text().where.text() == "data.csv:3, column \"s\"");
  const Error quotient =
      error_of([] { fit_text("N,K,x\n1,2,1\n1,4,2\n3,0,3\n1,9,3\n", "I(N/K) ~ x", fractional()); });
  CHECK(quotient.kind() == ErrorKind::data);
  CHECK(quotient.text().what == "N/K = inf is no fraction from 0 to 1");
  CHECK(quotient.text().where.text() == "data.csv:4");
  CHECK(error_of([] { fit_text("s,x\n0.5,1\nhalf,2\n", "s ~ x", fractional()); }).kind() ==
        ErrorKind::data);
}

TEST_CASE("fractions are one expression without an event") {
  const std::string text = "k,n,x\n1,2,1\n0,3,2\n2,2,3\n1,4,4\n";
  for (const std::string formula : {"k/n ~ x", "cbind(k, n) ~ x", "k == 1 ~ x"}) {
    const Error error = error_of([&] { fit_text(text, formula, fractional()); });
    CHECK(error.kind() == ErrorKind::usage);
    CHECK_FALSE(error.text().hint.empty());
  }
  FitOptions named = fractional();
  named.event = "1";
  CHECK(error_of([&] { fit_text(text, "I(k/n) ~ x", named); }).kind() == ErrorKind::usage);
  for (const std::string cells : {"0", "1"}) {
    const std::string all = "s,x\n" + cells + ",1\n" + cells + ",2\n";
    const Error error = error_of([&] { fit_text(all, "s ~ x", fractional()); });
    CHECK(error.kind() == ErrorKind::model);
    CHECK(error.text().what == "all values of \"s\" are " + cells + ": there is nothing to model");
  }
}

TEST_CASE("fractions without --fractional are told of it") {
  const auto hint = [](const std::string& text, const std::string& formula) {
    return error_of([&] { fit_text(text, formula, {}); }).text().hint;
  };
  const std::string kWay = "--fractional";
  CHECK(hint("s,x\n0.5,1\n0.2,2\n0.1,3\n", "s ~ x").find(kWay) != std::string::npos);
  CHECK(hint("s,x\n0.5,1\n0.2,2\n0.5,3\n", "s ~ x").find(kWay) != std::string::npos);
  CHECK(hint("s,x\n5,1\n2,2\n1,3\n", "s ~ x").find(kWay) == std::string::npos);
  CHECK(hint("N,K,x\n1.5,10,1\n2.5,10,2\n", "N/K ~ x").find("I(N/K)") != std::string::npos);
}

TEST_CASE("predictions and margins of fractions need no response") {
  const Fit fit = fit_text(random_text(1.0), "I(s) ~ x", fractional());
  const Fit loaded = parse_model(model_text(fit));
  CHECK(loaded.response().fractional);
  CHECK(loaded.pseudo_likelihood());
  CHECK(loaded.variance() == Variance::stata);
  const auto points = csv("x\n0\n1\n");
  CHECK(predict(loaded, *points)[1].probability == predict(fit, *points)[1].probability);
  const Margins effects = margins(loaded, *points);
  CHECK(effects.rows.size() == 1);
  CHECK(effects.observations == 2.0);
}

}  // namespace odds
