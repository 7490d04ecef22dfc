// Reference values: tools/certify_tests.py, of 100 digits; F: R 4.2.2, anova(test = "F").
#include "support/dataset.hpp"
#include "support/error_of.hpp"

#include <odds/hypothesis.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::error_of;
using test::open_dataset;
using RowKind = HypothesisRow::Kind;

struct CertifiedLikelihoodTest {
  const char* data;
  const char* formula;
  Variance variance;
  RowKind kind;
  TestMethod method;
  int type;
  const char* hypothesis;
  double statistic;
  Index df;
  double p_value;
};

const std::vector<CertifiedLikelihoodTest> kCertifiedLikelihoodTests = {
#include "inference/likelihood_test_values.inc"
};

HypothesisOptions by(TestMethod method, std::vector<std::string> hypotheses = {}, int type = 3) {
  HypothesisOptions options;
  options.method = method;
  options.type = type;
  options.hypotheses = std::move(hypotheses);
  return options;
}

struct Births {
  std::unique_ptr<const Table> table = open_dataset("lbw.csv");

  Fit fit(const char* formula, const FitOptions& options = {}) const {
    return odds::fit(*table, parse_formula(formula), options);
  }

  std::string refusal(const Fit& fit, TestMethod method) const {
    return error_of([&] { test_hypotheses(fit, *table, by(method)); }).text().what;
  }
};

TEST_CASE("likelihood ratios and scores have their certified values") {
  for (const CertifiedLikelihoodTest& certified : kCertifiedLikelihoodTests) {
    CAPTURE(certified.formula);
    CAPTURE(certified.hypothesis);
    CAPTURE(static_cast<int>(certified.method));
    const auto table = open_dataset(certified.data);
    FitOptions options;
    options.variance = certified.variance;
    const Fit fit = odds::fit(*table, parse_formula(certified.formula), options);
    const auto rows =
        test_hypotheses(fit, *table, by(certified.method, {certified.hypothesis}, certified.type))
            .rows;
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].kind == certified.kind);
    CHECK(rows[0].method == certified.method);
    CHECK(rows[0].df == certified.df);
    CHECK(rows[0].statistic == doctest::Approx(certified.statistic).epsilon(1e-10).scale(0.0));
    CHECK(rows[0].p_value == doctest::Approx(certified.p_value).epsilon(1e-9).scale(0.0));
  }
}

TEST_CASE("all slopes together are the likelihood ratio of the fit") {
  const Births births;
  const Fit fit = births.fit("low ~ age + lwt + race + smoke + ptl + ht + ui");
  const auto rows = test_hypotheses(fit, *births.table,
                                    by(TestMethod::likelihood_ratio,
                                       {"age", "lwt", "race", "smoke", "ptl", "ht", "ui"}))
                        .rows;
  CHECK(rows.back().kind == RowKind::joint);
  CHECK(rows.back().df == 8);
  CHECK(rows.back().statistic == doctest::Approx(fit.goodness().lr).epsilon(1e-10));
}

TEST_CASE("a ratio is that of a fit without the term, on other links, too") {
  const Births births;
  for (const Link link : {Link::logit, Link::probit, Link::cloglog}) {
    FitOptions options;
    options.link = link;
    const Fit all = births.fit("low ~ age + lwt + race + smoke", options);
    const Fit less = births.fit("low ~ age + lwt + smoke", options);
    const auto rows =
        test_hypotheses(all, *births.table, by(TestMethod::likelihood_ratio, {"race"})).rows;
    CHECK(rows[0].statistic ==
          doctest::Approx(2.0 * (all.goodness().log_likelihood - less.goodness().log_likelihood))
              .epsilon(1e-9));
    const auto score = test_hypotheses(all, *births.table, by(TestMethod::score, {"race"})).rows;
    CHECK(score[0].statistic == doctest::Approx(rows[0].statistic).epsilon(0.1));
  }
}

TEST_CASE("a robust score test is invariant to how a hypothesis is written") {
  const Births births;
  FitOptions options;
  options.variance = Variance::hc1;
  const Fit fit = births.fit("low ~ age + lwt + race + smoke", options);
  const auto statistic = [&](const std::vector<std::string>& hypotheses) {
    return test_hypotheses(fit, *births.table, by(TestMethod::score, hypotheses))
        .rows.back()
        .statistic;
  };
  const double race = statistic({"race"});
  CHECK(statistic({"race[black] + race[other] = 0", "race[black] - 3*race[other] = 0"}) ==
        doctest::Approx(race).epsilon(1e-9));
  // Of a robust variance that is the model's, up to the number of rows, both scores agree.
  const Fit plain = births.fit("low ~ age + lwt + race + smoke");
  const double model =
      test_hypotheses(plain, *births.table, by(TestMethod::score, {"race"})).rows.front().statistic;
  CHECK(race == doctest::Approx(model).epsilon(0.2));
}

TEST_CASE("a heterogeneity factor makes F of a likelihood ratio") {
  const auto table = open_dataset("budworm.csv");
  FitOptions options;
  options.heterogeneity = HeterogeneityUse::on;
  const Fit fit =
      odds::fit(*table, parse_formula("cbind(killed, n - killed) ~ sex + ldose"), options);
  FitOptions without;
  const Fit less = odds::fit(*table, parse_formula("cbind(killed, n - killed) ~ ldose"), without);
  const auto rows = test_hypotheses(fit, *table, by(TestMethod::likelihood_ratio, {"sex"})).rows;
  const double ratio = less.goodness().deviance - fit.goodness().deviance;
  CHECK(rows[0].statistic == doctest::Approx(ratio / fit.heterogeneity().factor).epsilon(1e-9));
}

struct CertifiedPenalised {
  const char* data;
  const char* formula;
  std::vector<std::string> terms;
  double statistic;
};

const std::vector<CertifiedPenalised> kCertifiedPenalised = {
#include "inference/penalised_values.inc"
};

TEST_CASE("several coefficients of Firth's fit have their certified penalised likelihood ratio") {
  for (const CertifiedPenalised& certified : kCertifiedPenalised) {
    CAPTURE(certified.data);
    const auto table = open_dataset(certified.data);
    FitOptions firth;
    firth.method = Method::firth;
    const Fit fit = odds::fit(*table, parse_formula(certified.formula), firth);
    const auto rows =
        test_hypotheses(fit, *table, by(TestMethod::likelihood_ratio, certified.terms)).rows;
    CHECK(rows.back().penalised);
    CHECK(rows.back().statistic == doctest::Approx(certified.statistic).epsilon(1e-9));
  }
}

// car::Anova does not make it: two fits of R without the higher terms, anova(.., test = "Rao").
TEST_CASE("a score test of type 2 goes past powers of what is left out") {
  const Births births;
  HypothesisOptions options = by(TestMethod::score, {"age"});
  options.type = 2;
  const Fit fit = births.fit("low ~ age*smoke + I(age^2)*smoke", {});
  const HypothesisRow row = test_hypotheses(fit, *births.table, options).rows.at(0);
  CHECK(row.df == 1);
  CHECK(row.statistic == doctest::Approx(1.1230986504659).epsilon(1e-9));
}

TEST_CASE("what a fit has no likelihood for is refused with the reason") {
  const Births births;
  const char* const formula = "low ~ age + race + smoke";
  FitOptions robust;
  robust.variance = Variance::hc3;
  CHECK(births.refusal(births.fit(formula, robust), TestMethod::likelihood_ratio) ==
        "there is no likelihood ratio with the variance hc3: where rows vary otherwise than the "
        "model says, twice its logarithm is no chi-square");
  FitOptions firth;
  firth.method = Method::firth;
  CHECK(births.refusal(births.fit(formula, firth), TestMethod::score) ==
        "there is no score test of Firth's penalised fit");
  FitOptions median;
  median.method = Method::median;
  for (const TestMethod method : {TestMethod::likelihood_ratio, TestMethod::score}) {
    CHECK(births.refusal(births.fit(formula, median), method).find("bias-reduced") !=
          std::string::npos);
  }
  FitOptions weighted;
  weighted.probability_weights = "lwt";
  CHECK(births.refusal(births.fit(formula, weighted), TestMethod::likelihood_ratio)
            .find("pseudo-likelihood") != std::string::npos);
  FitOptions guess;
  guess.asymptotes.guess = 0.05;
  CHECK(births.refusal(births.fit(formula, guess), TestMethod::score).find("asymptotes") !=
        std::string::npos);
  const Fit fit = births.fit(formula);
  CHECK_THROWS_AS(test_hypotheses(fit, by(TestMethod::score)), Error);
  CHECK_THROWS_AS(
      test_hypotheses(fit, *births.table, by(TestMethod::likelihood_ratio, {"age > 0"})), Error);
  CHECK_THROWS_AS(
      test_hypotheses(fit, *open_dataset("spector.csv"), by(TestMethod::likelihood_ratio)), Error);
}

TEST_CASE("threads change no bit of a likelihood test") {
  const Births births;
  const Fit fit = births.fit("low ~ age*smoke + race");
  for (const TestMethod method : {TestMethod::likelihood_ratio, TestMethod::score}) {
    Execution one;
    one.threads = 1;
    Execution three;
    three.threads = 3;
    const auto first = test_hypotheses(fit, *births.table, by(method), one).rows;
    const auto second = test_hypotheses(fit, *births.table, by(method), three).rows;
    for (std::size_t i = 0; i < first.size(); ++i) {
      CHECK(first[i].statistic == second[i].statistic);
    }
  }
}

}  // namespace
}  // namespace odds
