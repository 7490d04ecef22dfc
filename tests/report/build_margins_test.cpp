#include "report/example_fit.hpp"
#include "report/report_text.hpp"

#include <odds/report.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <limits>

namespace odds {
namespace {

Report example_margins() {
  return report(test::example_margins(), test::example_fit(),
                {.level = 0.9, .file = "new.csv", .command = {"odds", "margins"}});
}

}  // namespace

TEST_CASE("margins as text say over which rows they average") {
  CHECK(test::rendered(example_margins(), Format::text) ==
        R"(Average marginal effects on Pr(low = 1): closed-form derivatives, delta-method SE
Model  low ~ age + race + twin
Data   new.csv
Rows   192 read, 189 used, 3 dropped: 2 missing in age
SE     delta method, from the model-based covariance      Intervals  90 % Wald

variable  contrast       estimate  std.error      z  p.value  conf.low  conf.high
age       dP/dx           -0.0080     0.0040  -2.00   0.0455   -0.0158    -0.0002
race      black - white    0.2000     0.0500   4.00  <0.001     0.1020     0.2980
note: smoke is coded 0/1
note: the separator is ;
)");
}

TEST_CASE("margins say from which covariance, and of what mean if not of a probability") {
  FitParts fit = test::example_fit();
  fit.variance = Variance::hc1;
  fit.response.event = "I(N/K)";
  fit.response.fractional = true;
  const Report made = report(test::example_margins(), fit, {});
  const std::string text = test::rendered(made, Format::text);
  CHECK(test::holds(text, "SE     delta method, from the robust HC1 covariance"));
  CHECK(test::holds(text, "Average marginal effects on E(I(N/K)): closed-form"));
  CHECK(nlohmann::json::parse(test::rendered(made, Format::json))["response"]["fraction"] ==
        "I(N/K)");
}

TEST_CASE("margins for programs: rows with broom's columns, and their covariance") {
  CHECK(test::rendered(example_margins(), Format::csv) ==
        "variable,contrast,estimate,std.error,statistic,p.value,conf.low,conf.high\n"
        "age,dP/dx,-0.008,0.004,-2,0.0455,-0.01584,-0.00016\n"
        "race,black - white,0.2,0.05,4,6.33e-05,0.102,0.298\n");
  const auto json = nlohmann::ordered_json::parse(test::rendered(example_margins(), Format::json));
  CHECK(json["schema"] == "odds.margins/1");
  CHECK(json["model"]["formula"] == "low ~ age + race + twin");
  CHECK(json["data"]["file"] == "new.csv");
  CHECK(json["nobs"] == 189);
  CHECK(json["rows"][1]["contrast"] == "black - white");
  CHECK(json["covariance"]["terms"][1] == "race: black - white");
  CHECK(json["covariance"]["matrix"][1][1] == 0.0025);
}

TEST_CASE("predictions show no z and no p, and where the rows are from") {
  Margins margins = test::example_margins();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  margins.rows.resize(1);
  margins.rows[0].variable.clear();
  margins.rows[0].contrast = "P";
  margins.rows[0].statistic = margins.rows[0].p_value = nan;
  margins.covariance = {1, {0.000016}};
  margins.estimand = Estimand::predictions;
  margins.scales.link = true;
  margins.data = DataMatch::other;
  FitParts fit = test::example_fit();
  fit.file = "old.csv";
  const Report document =
      report(margins, fit, {.level = 0.95, .file = "new.csv", .command = {"odds", "margins"}});
  const std::string text = test::rendered(document, Format::text);
  CHECK(test::holds(text, "Data   new.csv, other data than the fit's (old.csv)\n"));
  CHECK(test::holds(text, "Intervals  95 % Wald, on the logit scale\n"));
  CHECK(test::holds(text, "contrast  estimate  std.error  conf.low  conf.high\n"));
  CHECK_FALSE(test::holds(text, "NaN"));
  CHECK(test::rendered(document, Format::csv) ==
        "contrast,estimate,std.error,statistic,p.value,conf.low,conf.high\n"
        "P,-0.008,0.004,,,-0.01584,-0.00016\n");
  const auto json = nlohmann::json::parse(test::rendered(document, Format::json));
  CHECK(json["rows"][0]["p.value"].is_null());
  CHECK(json["data"]["fit"] == "other");
  CHECK(json["interval.scale"] == "on the logit scale");
  CHECK(json["notes"].size() == 2);
}

TEST_CASE("effects of aliased variables are blank for programs and say so to people") {
  Margins margins = test::example_margins();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  static_cast<EstimateRow&>(margins.rows[0]) = {nan, nan, nan, nan, nan, nan};
  margins.rows[0].aliased = true;
  margins.rows[0].status = MarginStatus::aliased;
  margins.covariance = {2, {nan, nan, nan, 0.0025}};
  const Report document = report(margins, test::example_fit(), {});
  CHECK(test::holds(test::rendered(document, Format::text), "age       dP/dx           aliased\n"));
  CHECK(test::holds(test::rendered(document, Format::csv), "\nage,dP/dx,,,,,,\n"));
  const auto json = nlohmann::json::parse(test::rendered(document, Format::json));
  CHECK(json["rows"][0]["estimate"].is_null());
  CHECK(json["covariance"]["terms"] == nlohmann::json({"race: black - white"}));
  CHECK(json["covariance"]["matrix"] == nlohmann::json({{0.0025}}));
}

TEST_CASE("averages over groups say over how many trials") {
  Margins margins = test::example_margins();
  margins.over_trials = true;
  CHECK(test::holds(test::rendered(report(margins, test::example_fit(), {}), Format::text),
                    "Average marginal effects on Pr(low = 1), averaged over 189 trials: closed"));
}

}  // namespace odds
