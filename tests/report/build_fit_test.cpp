#include "report/example_fit.hpp"
#include "report/report_text.hpp"

#include <odds/report.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::holds;
using test::rendered;

std::string fit_as(Format format, bool ratios) {
  const Margins margins = test::example_margins();
  return rendered(report(test::example_fit(), {.level = 0.95,
                                               .ratios = ratios,
                                               .solver = Solver::newton,
                                               .margins = &margins,
                                               .command = {"odds", "fit"}}),
                  format);
}

std::vector<std::string> keys(const nlohmann::ordered_json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) names.push_back(name);
  return names;
}

}  // namespace

TEST_CASE("a fit as text: what was modelled, on which rows, how, and every number") {
  CHECK(fit_as(Format::text, false) ==
        R"(Logistic regression: Pr(low = 1)      59 events, 130 non-events
Rows  192 read, 189 used, 3 dropped: 2 missing in age, 1 filter
Fit   maximum likelihood, Newton, 5 iterations, |score| < 1e-12; a finite maximum is proved to exist
SE    model-based (inverse information at the maximum)      Intervals  95 % Wald

term         estimate  std.error      z  p.value  conf.low  conf.high
(Intercept)    0.5000     0.5000   1.00   0.3173   -0.4800     1.4800
age           -0.0400     0.0200  -2.00   0.0455   -0.0792    -0.0008
race (base white)
  black        1.0000     0.2500   4.00  <0.001     0.5100     1.4900
twin          aliased

Average marginal effects on Pr(low = 1): closed-form derivatives, delta-method SE
variable  contrast       estimate  std.error      z  p.value  conf.low  conf.high
age       dP/dx           -0.0080     0.0040  -2.00   0.0455   -0.0158    -0.0002
race      black - white    0.2000     0.0500   4.00  <0.001     0.1020     0.2980

Fitted probabilities   min 0.0273  q1 0.1681  median 0.2792  q3 0.4124  max 0.8391;  saturated (sigma' < 0.01): 1 row

logLik -100.7240   LR chi2(2) 33.22  p <0.001   AIC 207.45   BIC 217.17
McFadden R2 0.1416   Tjur 0.1670   AUC 0.7462   Brier 0.1795
note: the separator is ;
note: smoke is coded 0/1
)");
}

TEST_CASE("odds ratios stand for log odds, the intercept last") {
  const std::string text = fit_as(Format::text, true);
  CHECK(holds(text,
              "term         odds.ratio  std.error      z  p.value  conf.low  conf.high\n"
              "age               0.961      0.019  -2.00   0.0455     0.924      0.999\n"
              "race (base white)\n"
              "  black           2.72       0.68    4.00  <0.001      1.67       4.44\n"
              "twin            aliased\n"
              "(Intercept)       1.65       0.82    1.00   0.3173     0.62       4.39\n"));
  const std::string csv = fit_as(Format::csv, true);
  CHECK(csv.find("term,odds.ratio,std.error,statistic,p.value,conf.low,conf.high\nage,0.96") == 0);
}

TEST_CASE("the keys of a fit as JSON are a promise to scripts") {
  const auto json = nlohmann::ordered_json::parse(fit_as(Format::json, false));
  CHECK(keys(json) == std::vector<std::string>{"schema", "version", "command", "data", "response",
                                               "estimation", "intervals", "coefficients", "aliased",
                                               "covariance", "fit", "slopes.test", "heterogeneity",
                                               "margins", "separation", "notes"});
  CHECK(json["schema"] == "odds.fit/1");
  CHECK(keys(json["data"]) == std::vector<std::string>{"file", "sha256", "rows"});
  CHECK(keys(json["data"]["rows"]) == std::vector<std::string>{"read", "used", "dropped"});
  CHECK(keys(json["response"]) == std::vector<std::string>{"event", "events", "nonevents"});
  CHECK(keys(json["estimation"]) == std::vector<std::string>{"method", "link", "solver",
                                                             "iterations", "status", "max.score",
                                                             "decrement", "condition", "mle"});
  const std::vector<std::string> row = {"term",    "estimate", "std.error", "statistic",
                                        "p.value", "conf.low", "conf.high"};
  for (const auto& coefficient : json["coefficients"]) CHECK(keys(coefficient) == row);
  CHECK(keys(json["aliased"][0]) == std::vector<std::string>{"term", "dependency"});
  CHECK(keys(json["covariance"]) == std::vector<std::string>{"kind", "terms", "matrix"});
  CHECK(keys(json["fit"]) == std::vector<std::string>{"nobs", "logLik", "null.logLik", "deviance",
                                                      "null.deviance", "df.residual", "df.null",
                                                      "AIC", "BIC", "LR", "LR.df", "LR.p.value",
                                                      "r2.mcfadden", "r2.coxsnell", "r2.nagelkerke",
                                                      "r2.tjur", "auc", "brier"});
  CHECK(keys(json["margins"][0]) == std::vector<std::string>{"variable", "contrast", "estimate",
                                                             "std.error", "statistic", "p.value",
                                                             "conf.low", "conf.high"});
  CHECK(keys(json["separation"]) == std::vector<std::string>{"status", "direction", "rows"});
  CHECK(keys(json["notes"][0]) == std::vector<std::string>{"code", "text", "kind"});
}

TEST_CASE("an aliased term has nulls for numbers and no place in the covariance") {
  const auto json = nlohmann::ordered_json::parse(fit_as(Format::json, false));
  CHECK(json["coefficients"][3]["term"] == "twin");
  CHECK(json["coefficients"][3]["estimate"].is_null());
  CHECK(json["aliased"][0]["dependency"] == "2*age");
  CHECK(json["covariance"]["terms"] ==
        std::vector<std::string>{"(Intercept)", "age", "race[black]"});
  CHECK(json["covariance"]["matrix"][1][1] == 0.0004);
  CHECK(json["notes"].size() == 2);  // of nulls there is none to explain
}

TEST_CASE("odds ratios come to programs beside the coefficients, not instead of them") {
  const auto json = nlohmann::ordered_json::parse(fit_as(Format::json, true));
  CHECK(json["coefficients"][1]["estimate"] == -0.04);
  CHECK(json["odds.ratios"][0]["term"] == "age");
  CHECK(json["odds.ratios"][3]["term"] == "(Intercept)");
}

TEST_CASE("the status of an iteration and the existence of the maximum are told as they are") {
  FitParts fit = test::example_fit();
  fit.maximum.existence = Existence::undetermined;
  fit.maximum.score_norm = 0.0;
  FitReportOptions options;
  options.solver = Solver::gradient_descent;
  const std::string text = rendered(report(fit, options), Format::text);
  CHECK(holds(text,
              "maximum likelihood, gradient descent, 5 iterations, |score| < 1e-12; that a finite "
              "maximum exists could not be proved in double precision\n"));
  fit.maximum.termination = Termination::no_ascent;
  const auto json = nlohmann::json::parse(rendered(report(fit), Format::json));
  CHECK(json["estimation"]["status"] == "no ascent");
  CHECK(json["estimation"]["mle"] == "undetermined");
  CHECK(json["margins"].empty());
}

TEST_CASE("a robust variance is named wherever it counts") {
  FitParts fit = test::example_fit();
  fit.variance = Variance::stata;
  CHECK(holds(rendered(report(fit), Format::text),
              "SE    robust (sandwich of the rows' scores, times n/(n-1) as in Stata)"));
  fit.variance = Variance::hc3;
  CHECK(holds(rendered(report(fit), Format::text), "SE    robust HC3"));
  CHECK(nlohmann::json::parse(rendered(report(fit), Format::json))["covariance"]["kind"] == "hc3");
}

TEST_CASE("fractions have a mean instead of events, and show what they have") {
  FitParts fit = test::example_fit();
  fit.response = {.event = "I(N/K)",
                  .events = 47.25,
                  .nonevents = 141.75,
                  .grouped = false,
                  .fractional = true};
  fit.pseudo_likelihood = true;
  fit.slopes_test = {};
  for (const auto member :
       {&Goodness::aic, &Goodness::bic, &Goodness::lr, &Goodness::lr_p, &Goodness::cox_snell,
        &Goodness::nagelkerke, &Goodness::tjur, &Goodness::auc, &Goodness::brier}) {
    fit.goodness.*member = std::nan("");
  }
  const std::string text = rendered(report(fit), Format::text);
  CHECK(text.starts_with("Fractional logistic regression: E(I(N/K))      mean 0.2500\n"));
  CHECK(holds(text, "Fit   maximum Bernoulli quasi-likelihood, "));
  CHECK(holds(text, "log quasi-likelihood -100.7240   deviance 201.4480\nMcFadden R2 0.1416\n"));
  const auto json = nlohmann::ordered_json::parse(rendered(report(fit), Format::json));
  CHECK(keys(json["response"]) == std::vector<std::string>{"fraction", "mean"});
  CHECK(json["response"]["mean"] == 0.25);
  CHECK(json["fit"]["AIC"].is_null());
}

TEST_CASE("a factor of which every level has a column shows levels without a base") {
  FitParts fit = test::example_fit();
  fit.labels[2].base.clear();
  CHECK(holds(rendered(report(fit), Format::text), "\nrace\n  black "));
  CHECK_FALSE(holds(rendered(report(fit), Format::text), "(base"));
}

TEST_CASE("the asymptotes of a curve have a table, and the header tells what that means") {
  FitParts fit = test::example_fit();
  fit.asymptotes = {.guess = 0.2, .lapse = 0.05};
  fit.maximum.existence = Existence::undetermined;
  const std::string given = rendered(report(fit), Format::text);
  CHECK(
      holds(given, "\nCurve  P = guess + (1 - guess - lapse) sigma(eta); coefficients are those"));
  CHECK(holds(given, "a local maximum, which is not proved to be the highest"));
  CHECK(holds(given, "(inverse observed information at the maximum)"));
  CHECK(holds(given, "saturated (dP/deta < 0.01)"));
  fit.guess_rate = GuessRate::estimated;
  fit.guess_std_error = 0.05;
  CHECK(holds(rendered(report(fit), Format::text), R"(
asymptote  estimate  std.error  conf.low  conf.high  source
guess        0.2000     0.0500    0.1193     0.3157  estimated
lapse        0.0500                                  given
)"));
  const auto json = nlohmann::json::parse(rendered(report(fit), Format::json));
  CHECK(json["asymptotes"][0]["asymptote"] == "guess");
  CHECK(json["asymptotes"][0]["std.error"] == 0.05);
  CHECK(json["asymptotes"][1]["std.error"] == nullptr);
  CHECK(json["asymptotes"][1]["source"] == "given");
  fit.asymptotes = {};
  fit.guess_rate = GuessRate::at_bound;
  CHECK(holds(rendered(report(fit), Format::text), "at its bound"));
}

TEST_CASE("a plain curve has no table of asymptotes") {
  const auto json = nlohmann::json::parse(fit_as(Format::json, false));
  CHECK_FALSE(json.contains("asymptotes"));
  CHECK_FALSE(holds(fit_as(Format::text, false), "Curve"));
}

}  // namespace odds
