#include "report/example_fit.hpp"
#include "report/lens_words.hpp"
#include "report/report_text.hpp"

#include <odds/report.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <limits>
#include <string>

namespace odds {
namespace {

EstimateRow estimate(double value, double std_error) {
  return {value, std_error, value / std_error, 0.5, value - std_error, value + std_error};
}

FigureRow figure(Figure which, double value, double std_error) {
  FigureRow row;
  static_cast<EstimateRow&>(row) = estimate(value, std_error);
  row.figure = which;
  return row;
}

/// A number, and a factor that is aliased, made by hand.
Sensitivity example_sensitivity() {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Sensitivity result;
  InputSensitivity age;
  age.variable = "age";
  age.moved = 0.375;
  age.contrast = "dP/dx";
  age.effect = estimate(-0.125, 0.0625);
  age.std_dev = 2.0;
  age.per_sd = estimate(-0.25, 0.125);
  age.elasticity = estimate(-1.5, 0.5);
  age.curvature = estimate(0.25, 0.5);
  InputSensitivity race;
  race.variable = "race";
  race.contrast = "black - white";
  race.std_dev = nan;
  race.effect = race.per_sd = {nan, nan, nan, nan, nan, nan};
  race.aliased = true;
  result.ranking = {age, race};
  result.operating = {age};
  result.flat_share = 0.125;
  result.observations = 189;
  result.point = {{"age", "23"}};
  result.probability = {0.5, 0.125, 0.0, 0.5, 0.25, 0.75};
  SteepestPoint steepest;
  steepest.variable = "age";
  steepest.scale = "age";
  steepest.slope = estimate(-0.25, 0.125);
  steepest.at = estimate(24.0, 2.0);
  steepest.figures = {figure(Figure::difference_limen, 1.0, 0.5),
                      figure(Figure::midpoint_input, 24.0, 2.0)};
  result.steepest = {steepest};
  result.counts = {.read = 192, .used = 189, .dropped = {{"age", DropCause::missing, 3, {}}}};
  return result;
}

Report report_of(const Sensitivity& result, Lens lens = Lens::none) {
  return report(
      result, test::example_fit(),
      {.level = 0.9, .lens = lens, .file = "new.csv", .command = {"odds", "sensitivity"}});
}

}  // namespace

TEST_CASE("sensitivities for programs: the ranking in CSV, everything in JSON") {
  CHECK(test::rendered(report_of(example_sensitivity()), Format::csv) ==
        "variable,contrast,estimate,std.error,statistic,p.value,conf.low,conf.high,moved,std.dev,"
        "per.sd,per.sd.std.error,elasticity,elasticity.std.error,curvature,curvature.std.error\n"
        "age,dP/dx,-0.125,0.0625,-2,0.5,-0.1875,-0.0625,0.375,2,-0.25,0.125,-1.5,0.5,0.25,0.5\n"
        "race,black - white,,,,,,,,,,,,,,\n");
  const auto json =
      nlohmann::ordered_json::parse(test::rendered(report_of(example_sensitivity()), Format::json));
  CHECK(json["schema"] == "odds.sensitivity/1");
  CHECK(json["flat.share"] == 0.125);
  CHECK(json["point"]["age"] == "23");
  CHECK(json["probability"]["conf.low"] == 0.25);
  CHECK(json["operating"][0]["gain"] == -0.125);
  CHECK(json["steepest"][0]["at"] == 24.0);
  CHECK(json["figures"].size() == 8);
  CHECK(json["figures"][0]["figure"] == "average.effect");
  CHECK(json["ranking"][1]["estimate"].is_null());
}

TEST_CASE("a lens says the figures in the words of a field, of the input that is followed") {
  Sensitivity result = example_sensitivity();
  CHECK(test::rendered(report_of(result, Lens::psychophysics), Format::csv) ==
        "variable,quantity,estimate,std.error,conf.low,conf.high\n"
        "age,\"threshold: half way, in age\",24,2,22,26\n"
        "age,\"JND: from 50 % to 75 %, in age\",1,0.5,0.5,1.5\n");
  result.profiled = "race";
  CHECK(test::rendered(report_of(result, Lens::psychophysics), Format::text)
            .find("note: psychophysics has no words for the figures of these inputs.") !=
        std::string::npos);
}

TEST_CASE("a profile is drawn for people and listed for programs") {
  Sensitivity result = example_sensitivity();
  result.profiled = "age";
  for (const double value : {20.0, 30.0}) {
    ProfilePoint point;
    point.value = value;
    point.probability = {value / 50.0, 0.125, 1.0, 0.5, 0.25, 0.75};
    point.slope = point.curvature = point.elasticity = estimate(0.5, 0.25);
    result.profile.push_back(point);
  }
  const std::string text = test::rendered(report_of(result), Format::text);
  CHECK(text.find("Pr(low = 1), dotted: its 90 % limits") != std::string::npos);
  CHECK(test::rendered(report_of(result), Format::csv) ==
        "variable,value,p,p.std.error,conf.low,conf.high,slope,slope.std.error,curvature,"
        "curvature.std.error,elasticity,elasticity.std.error\n"
        "age,20,0.4,0.125,0.25,0.75,0.5,0.25,0.5,0.25,0.5,0.25\n"
        "age,30,0.6,0.125,0.25,0.75,0.5,0.25,0.5,0.25,0.5,0.25\n");
}

TEST_CASE("every lens has words, and every figure a key of its own") {
  for (int lens = 1; lens <= static_cast<int>(Lens::growth); ++lens) {
    CHECK_FALSE(lens_words(static_cast<Lens>(lens)).empty());
  }
  CHECK(lens_words(Lens::none).empty());
  CHECK(std::string(lens_name(Lens::growth)) == "growth");
  CHECK(std::string(figure_key(Figure::average_effect)) == "average.effect");
  CHECK(std::string(figure_key(Figure::largest_gain)) == "largest.gain");
  CHECK(phrase({Figure::midpoint, "{m} of {x}, {x} {c}"},
               {"dose", "dP/dx", "log(dose)", "log odds"}) == "log(dose) of dose, dose dP/dx");
}

}  // namespace odds
