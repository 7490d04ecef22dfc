#include "report/example_fit.hpp"
#include "report/report_text.hpp"

#include <odds/report.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>

namespace odds {
namespace {

FitParts separated_fit(SeparationKind kind) {
  FitParts fit = test::example_fit();
  fit.maximum.termination = Termination::separated;
  fit.maximum.existence = Existence::separated;
  fit.maximum.separation = {.kind = kind, .rows = 37};
  fit.separation = {{"race[black]", 1.0}, {"age", -0.25}};
  fit.separated_by = {"race[black]: all 37 rows have y = 1"};
  return fit;
}

}  // namespace

TEST_CASE("an error as an object for programs") {
  const Error error(ErrorKind::data, {.what = "\"12O\" is not a number",
                                      .where = {.file = "a.csv", .line = 7, .column = "age"},
                                      .hint = "look at it",
                                      .excerpt = {}});
  CHECK(
      test::rendered(report(error), Format::json) ==
      "{\"schema\":\"odds.error/1\",\n \"status\":3,\n \"what\":\"\\\"12O\\\" is not a number\",\n"
      " \"where\":{\"file\":\"a.csv\",\"line\":7,\"column\":\"age\"},\n"
      " \"hint\":\"look at it\"}\n");
}

TEST_CASE("an error without a place and a hint has nulls") {
  const Error error(ErrorKind::usage, {.what = "no", .where = {}, .hint = {}, .excerpt = {}});
  const auto json = nlohmann::json::parse(test::rendered(report(error), Format::json));
  CHECK(json["where"]["file"].is_null());
  CHECK(json["where"]["line"].is_null());
  CHECK(json["hint"].is_null());
}

TEST_CASE("separation is an error that names kind, rows, direction and reasons") {
  const Error complete = failure(separated_fit(SeparationKind::complete));
  CHECK(complete.kind() == ErrorKind::model);
  CHECK(std::string(complete.what()) ==
        "complete separation: no finite maximum likelihood estimate exists, since a combination of "
        "terms decides 37 of 189 rows");
  CHECK(test::holds(complete.text().excerpt, "race[black]: all 37 rows have y = 1\n"));
  CHECK(test::holds(complete.text().excerpt, "along race[black] - 0.25*age\n"));
  CHECK_FALSE(complete.text().hint.empty());

  const Error quasi = failure(separated_fit(SeparationKind::quasi));
  CHECK(std::string(quasi.what()).find("quasi-complete separation") == 0);
}

TEST_CASE("a line break in the name of a level does not break the lines of the message") {
  FitParts fit = separated_fit(SeparationKind::quasi);
  fit.separated_by = {"g = a\nb: all 3 rows have y = 1"};
  fit.separation = {{"g[a\nb]", 1.0}};
  const std::string lines = failure(fit).text().excerpt;
  CHECK(test::holds(lines, "g = a\\x0ab: all"));
  CHECK(test::holds(lines, "along g[a\\x0ab]"));
}

TEST_CASE("programs are given the separation with the error") {
  const auto json = nlohmann::ordered_json::parse(
      test::rendered(failure_report(separated_fit(SeparationKind::quasi)), Format::json));
  CHECK(json["schema"] == "odds.error/1");
  CHECK(json["status"] == 4);
  CHECK(json["separation"]["status"] == "quasi");
  CHECK(json["separation"]["rows"] == 37);
  CHECK(json["separation"]["direction"][1]["term"] == "age");
  CHECK(json["separation"]["direction"][1]["weight"] == -0.25);
  CHECK(json["separation"]["because"][0] == "race[black]: all 37 rows have y = 1");
}

TEST_CASE("an iteration that gave up says how far it came") {
  FitParts fit = test::example_fit();
  fit.maximum.termination = Termination::iteration_cap;
  fit.maximum.score_norm = 0.125;
  CHECK(std::string(failure(fit).what()) ==
        "no convergence: the iteration was ended after 5 steps, where the largest component of "
        "the score is 0.12");
  fit.maximum.history.resize(2);
  fit.maximum.history.back().iteration = 1;
  fit.maximum.score_norm = -std::numeric_limits<double>::quiet_NaN();
  CHECK(std::string(failure(fit).what()) ==
        "no convergence: the iteration was ended after 1 step, where the largest component of "
        "the score is not a number");
  fit.maximum.termination = Termination::no_ascent;
  fit.maximum.condition = 1e17;
  CHECK(test::holds(failure(fit).what(), "the condition number is 1e+17"));
  CHECK(failure(fit).kind() == ErrorKind::model);
}

TEST_CASE("of very many levels people see a few, programs all") {
  FitParts fit = separated_fit(SeparationKind::quasi);
  fit.separated_by.assign(52, "g = a: its only row has y = 1");
  fit.separation.assign(8, {"g[a]", 1.0});
  const std::string lines = failure(fit).text().excerpt;
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 6 + 1 + 1 + 1);  // and a note
  CHECK(test::holds(lines, "  and so 46 more levels or columns\n"));
  CHECK(test::holds(lines, "g[a] + g[a] and 2 more terms\n"));
  const auto json = nlohmann::json::parse(test::rendered(failure_report(fit), Format::json));
  CHECK(json["separation"]["because"].size() == 52);
  CHECK(json["separation"]["direction"].size() == 8);
}

}  // namespace odds
