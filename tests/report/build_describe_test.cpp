#include "report/report_text.hpp"

#include <odds/report.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace odds {
namespace {

Description example(bool response) {
  Description description{.file = "a.csv", .rows = 4, .event = {}, .columns = {}, .notes = {}};
  ColumnDescription income;
  income.name = "income";
  income.distinct = -1;
  income.mean = 2.5;
  income.std_dev = 1.25;
  income.max = 5;
  ColumnDescription race;
  race.name = "race";
  race.type = ColumnType::factor;
  race.missing = 1;
  race.distinct = 2;
  race.levels = {{"black", 2, 1, 2}, {"white", 1, 0, 1}};
  description.columns = {income, race};
  if (response) description.event = "low = 1";
  return description;
}

}  // namespace

TEST_CASE("a description as text") {
  CHECK(test::rendered(report(example(true)), Format::text) ==
        R"(a.csv: 4 rows, 2 columns
Event  low = 1

column  type    missing  distinct    mean  std.dev  min  max
income  number        0            2.5000   1.2500    0    5
race    factor        1         2

distinct: left empty above 1000

Levels of factors, and values of numbers that take only a few
column  level  rows  events  trials   share
race    black     2       1       2  0.5000
        white     1       0       1  0.0000
)");
}

TEST_CASE("one row and one column are not many; a table has one blank line above it") {
  Description one = example(false);
  one.rows = 1;
  one.columns.erase(one.columns.begin());
  CHECK(test::holds(test::rendered(report(one), Format::text), "a.csv: 1 row, 1 column\n"));
  const std::string markdown = test::rendered(report(one), Format::markdown);
  CHECK_FALSE(test::holds(markdown, "\n\n\n"));
  CHECK(test::holds(markdown, "|\n\n**Levels"));
}

TEST_CASE("without a response there are no columns for events") {
  CHECK(test::holds(test::rendered(report(example(false)), Format::text), "column  level  rows\n"));
  const auto json = nlohmann::ordered_json::parse(
      test::rendered(report(example(false), {"odds", "describe"}), Format::json));
  CHECK(json["schema"] == "odds.describe/1");
  CHECK(json["response"]["event"].is_null());
  CHECK(json["columns"][0]["distinct"].is_null());
  CHECK(json["columns"][1]["mean"].is_null());
  CHECK(json["levels"][0].size() == 3);
  CHECK(json["levels"][1]["level"] == "white");
}

}  // namespace odds
