#include "fit/fit_within.hpp"
#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/table.hpp"

#include <odds/curve.hpp>
#include <odds/inference.hpp>
#include <odds/margins.hpp>
#include <odds/model_file.hpp>
#include <odds/predict.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::csv;
using test::error_of;

FitOptions on_link(Link link) {
  FitOptions result;
  result.link = link;
  return result;
}

Fit lbw(const std::string& formula, const FitOptions& options) {
  return test::fit_dataset("lbw.csv", formula, options);
}

const std::vector<Link> kOtherLinks = {Link::probit, Link::cloglog};

doctest::Approx exactly(double value) { return doctest::Approx(value).epsilon(1e-11); }

}  // namespace

// R 4.2, updated from its own estimates until they rest: low ~ age + offset(lwt / 100).
TEST_CASE("other links with an offset, and their null models, are those of R") {
  struct Case {
    Link link;
    double intercept, age, intercept_error, age_error, deviance, null_deviance;
  };
  for (const Case& r : {Case{Link::probit, -0.81497984313818, -0.04236728157271, 0.44571490692252,
                             0.019007620244834, 255.03256536358, 260.17420696795},
                        Case{Link::cloglog, -1.1439432844915, -0.052535758790219, 0.61805743982441,
                             0.026974960518229, 247.79676148306, 252.07564875315}}) {
    CAPTURE(link_name(r.link));
    const Fit fit = lbw("low ~ age + offset(lwt / 100)", on_link(r.link));
    CHECK(fit.coefficients()[0] == exactly(r.intercept));
    CHECK(fit.coefficients()[1] == exactly(r.age));
    CHECK(fit.std_errors()[0] == exactly(r.intercept_error));
    CHECK(fit.std_errors()[1] == exactly(r.age_error));
    CHECK(fit.goodness().deviance == exactly(r.deviance));
    CHECK(fit.goodness().null_deviance == exactly(r.null_deviance));
    CHECK(fit.maximum().existence == Existence::proved);
  }
}

TEST_CASE("without an intercept the null model is P(0), which a note says") {
  const Fit probit = lbw("low ~ 0 + age", on_link(Link::probit));
  CHECK(probit.coefficients()[0] == exactly(-0.02172788456201));
  CHECK(probit.goodness().null_deviance == exactly(262.0096342517));
  const Fit cloglog = lbw("low ~ 0 + age", on_link(Link::cloglog));
  CHECK(cloglog.goodness().null_deviance == exactly(314.1236671557));
  CHECK(cloglog.notes().front().text.find("probability 0.6321") != std::string::npos);
}

// R 4.2: B M B with B = summary(fit)$cov.unscaled, the inverse expected information.
TEST_CASE("robust variances are sandwiches about the expected information") {
  FitOptions options = on_link(Link::probit);
  options.variance = Variance::hc3;
  const Fit probit = lbw("low ~ age + lwt + race", options);
  CHECK(probit.std_errors()[1] == exactly(0.0190183291947));
  CHECK(probit.std_errors()[2] == exactly(0.003774207792432));
  options = on_link(Link::cloglog);
  options.variance = Variance::hc0;
  CHECK(lbw("low ~ age + lwt + race", options).std_errors()[3] == exactly(0.4034989047088));
}

TEST_CASE("data that are separated are so on every link") {
  const auto table = csv("y,x\n0,1\n0,2\n0,3\n1,4\n1,5\n1,6\n");
  for (const Link link : kOtherLinks) {
    CAPTURE(link_name(link));
    const Fit fit = odds::fit(*table, parse_formula("y ~ x"), on_link(link));
    CHECK(fit.maximum().termination == Termination::separated);
    CHECK(fit.separation().size() == 2);
  }
}

// A row so far out that its event is certain tells nothing of the coefficients.
TEST_CASE("a row far out takes no maximum away") {
  const std::string text = "y,x\n0,1\n1,2\n0,3\n1,4\n0,5\n1,6\n";
  for (const Link link : kOtherLinks) {
    CAPTURE(link_name(link));
    const Formula formula = parse_formula("y ~ x");
    const Fit without = odds::fit(*csv(text), formula, on_link(link));
    const Fit with = odds::fit(*csv(text + "1,1e7\n"), formula, on_link(link));
    CHECK(with.maximum().existence == Existence::proved);
    REQUIRE(with.converged());
    for (const std::size_t j : {0U, 1U}) {
      CHECK(with.coefficients()[j] == doctest::Approx(without.coefficients()[j]).epsilon(1e-10));
    }
  }
}

// mpmath, 60 digits: b and 1 / sqrt of the observed information. The expected one is 1e-27 and
// 8e-14 of it.
TEST_CASE("an offset against the outcomes leaves the observed information") {
  struct Case {
    Link link;
    const char* rows;
    double estimate, std_error;
  };
  for (const Case& r :
       {Case{Link::cloglog, "1,0.5,5\n0,-1,5\n1,1.2,5\n1,-0.3,5\n0,0.8,5\n0,-1.5,5\n",
             0.54692671426022906, 0.051297084870788853},
        Case{Link::probit, "1,1,-8\n1,-1,-8\n0,1,-8\n0,-1,-8\n", 0.0, 0.71222646256219841}}) {
    CAPTURE(link_name(r.link));
    FitOptions options = on_link(r.link);
    options.offset = "o";
    const Fit fit =
        odds::fit(*csv(std::string("y,x,o\n") + r.rows), parse_formula("y ~ 0 + x"), options);
    CHECK(std::abs(fit.coefficients()[0] - r.estimate) < 1e-9);
    CHECK(fit.std_errors()[0] == doctest::Approx(r.std_error).epsilon(1e-9));
    CHECK(std::ranges::find(fit.notes(), "N150", &Note::code) != fit.notes().end());
  }
  const Fit fit = lbw("low ~ age", on_link(Link::probit));
  CHECK(std::ranges::find(fit.notes(), "N150", &Note::code) == fit.notes().end());
}

TEST_CASE("an eliminated factor changes no estimate of another link") {
  const auto table = test::open_dataset("infert.csv");
  const Formula formula = parse_formula("case ~ age + C(parity)");
  for (const Link link : kOtherLinks) {
    CAPTURE(link_name(link));
    FitOptions options = on_link(link);
    options.where = "parity < 5";
    const auto within = [&](Index dense_levels) {
      return fit_within({.columns = kMostColumns, .dense_levels = dense_levels}, *table, formula,
                        options, {});
    };
    const Fit dense = within(kMostColumns);
    const Fit eliminated = within(2);
    REQUIRE(eliminated.eliminated() > 0);
    CHECK(eliminated.goodness().log_likelihood == exactly(dense.goodness().log_likelihood));
    const std::vector<CoefficientRow> rows = coefficients(dense);
    for (const CoefficientRow& row : coefficients(eliminated)) {
      if (row.term != "age") continue;
      CHECK(row.estimate == exactly(rows[1].estimate));
      CHECK(row.std_error == exactly(rows[1].std_error));
    }
  }
}

TEST_CASE("a saved model keeps its link, and predicts as the fit does") {
  const auto table = test::open_dataset("lbw.csv");
  for (const Link link : kOtherLinks) {
    CAPTURE(link_name(link));
    const Fit fit = lbw("low ~ age + lwt + race", on_link(link));
    const Fit loaded = parse_model(model_text(fit));
    CHECK(loaded.link() == link);
    const std::vector<Prediction> ours = predict(fit, *table);
    const std::vector<Prediction> theirs = predict(loaded, *table);
    for (std::size_t i = 0; i < ours.size(); ++i) {
      REQUIRE(ours[i].probability == theirs[i].probability);
      REQUIRE(ours[i].std_error == theirs[i].std_error);
    }
  }
}

TEST_CASE("readers of the first format do not take another link for the logit") {
  CHECK(model_text(lbw("low ~ age", {})).find("odds.model/1") != std::string::npos);
  for (const Link link : kOtherLinks) {
    std::string text = model_text(lbw("low ~ age", on_link(link)));
    const std::size_t at = text.find("odds.model/2");
    REQUIRE(at != std::string::npos);
    text[at + std::string("odds.model/").size()] = '1';
    CHECK(error_of([&] { parse_model(text); }).kind() == ErrorKind::data);
  }
}

TEST_CASE("what goes with the logit alone is refused with the reason") {
  for (const Link link : kOtherLinks) {
    CAPTURE(link_name(link));
    FitOptions firth = on_link(link);
    firth.method = Method::firth;
    CHECK(error_of([&] { lbw("low ~ age", firth); }).kind() == ErrorKind::usage);
    FitOptions descent = on_link(link);
    descent.optimizer.solver = Solver::gradient_descent;
    CHECK(error_of([&] { lbw("low ~ age", descent); }).kind() == ErrorKind::usage);
    const Fit fit = lbw("low ~ age + race", on_link(link));
    MarginsOptions conditional;
    conditional.measures = {Measure::conditional_odds_ratio};
    conditional.of = {"race"};
    CHECK(error_of([&] { margins(fit, *test::open_dataset("lbw.csv"), conditional); }).kind() ==
          ErrorKind::usage);
  }
  CoefficientOptions ratios;
  ratios.ratios = true;
  const Fit probit = lbw("low ~ age", on_link(Link::probit));
  CHECK(error_of([&] { coefficients(probit, ratios); }).kind() == ErrorKind::usage);
  const Fit cloglog = lbw("low ~ age", on_link(Link::cloglog));
  CHECK(coefficients(cloglog, ratios)[1].estimate ==
        doctest::Approx(std::exp(cloglog.coefficients()[1])));
}

TEST_CASE("no number of threads changes a bit of another link") {
  const auto table = test::open_dataset("default.csv");
  for (const Link link : kOtherLinks) {
    CAPTURE(link_name(link));
    const auto run = [&](int threads) {
      return odds::fit(*table, parse_formula("default ~ balance + student"), on_link(link),
                       {.threads = threads, .progress = {}});
    };
    const Fit one = run(1);
    for (const int threads : {2, 5}) {
      const Fit many = run(threads);
      CHECK(many.coefficients() == one.coefficients());
      CHECK(many.covariance() == one.covariance());
      CHECK(many.goodness().auc == one.goodness().auc);
    }
  }
}

}  // namespace odds
