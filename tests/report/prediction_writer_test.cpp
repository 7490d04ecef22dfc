#include <odds/prediction_writer.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <limits>
#include <sstream>

namespace odds {
namespace {

std::vector<Prediction> three_rows() {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Prediction fine{.row = 0,
                  .status = Prediction::Status::ok,
                  .column = {},
                  .probability = 0.25,
                  .std_error = 0.125,
                  .conf_low = 0.1,
                  .conf_high = 0.5,
                  .eta = -1.5,
                  .eta_std_error = 0.5,
                  .kept = {"a,b"}};
  Prediction missing{.row = 1,
                     .status = Prediction::Status::missing,
                     .column = "age",
                     .probability = nan,
                     .std_error = nan,
                     .conf_low = nan,
                     .conf_high = nan,
                     .eta = nan,
                     .eta_std_error = nan,
                     .kept = {""}};
  Prediction unseen = missing;
  unseen.row = 2;
  unseen.status = Prediction::Status::unseen;
  unseen.column = "race";
  return {fine, missing, unseen};
}

std::string written(const PredictionColumns& columns, Format format) {
  std::ostringstream out;
  PredictionWriter writer(columns, format, {}, {"odds"}, out);
  const std::vector<Prediction> rows = three_rows();
  writer.write(std::span(rows).first(1));
  writer.write(std::span(rows).subspan(1));
  writer.finish();
  return out.str();
}

}  // namespace

TEST_CASE("predictions as CSV: a line for each row, blank where there is no prediction") {
  PredictionColumns columns;
  columns.kept = {"id"};
  CHECK(written(columns, Format::csv) ==
        "row,id,p,std.error,conf.low,conf.high,status\n"
        "1,\"a,b\",0.25,0.125,0.1,0.5,ok\n"
        "2,,,,,,missing:age\n"
        "3,,,,,,unseen:race\n");
  CHECK(written(columns, Format::text) == written(columns, Format::csv));
}

TEST_CASE("only the columns asked for are written") {
  PredictionColumns columns;
  columns.interval = false;
  columns.probability = false;
  columns.eta = true;
  columns.event = true;
  columns.threshold = 0.25;
  columns.kept = {"id"};
  CHECK(written(columns, Format::csv) ==
        "row,id,std.error,eta,eta.std.error,class,status\n"
        "1,\"a,b\",0.125,-1.5,0.5,1,ok\n"
        "2,,,,,,missing:age\n"
        "3,,,,,,unseen:race\n");
}

TEST_CASE("predictions as JSON are one object with a row for each row") {
  PredictionColumns columns;
  columns.kept = {"id"};
  const std::string text = written(columns, Format::json);
  const auto json = nlohmann::ordered_json::parse(text);
  CHECK(json["schema"] == "odds.predict/1");
  REQUIRE(json["rows"].size() == 3);
  CHECK(json["rows"][0]["p"] == 0.25);
  CHECK(json["rows"][1]["p"].is_null());
  CHECK(json["rows"][1]["status"] == "missing:age");
  CHECK(text.find("\n  {\"row\":1,\"id\":\"a,b\",\"p\":0.25,") != std::string::npos);
}

TEST_CASE("predictions as Markdown are a table") {
  PredictionColumns columns;
  columns.std_error = columns.interval = false;
  columns.kept = {"id"};
  CHECK(written(columns, Format::markdown) ==
        "| row | id | p | status |\n"
        "|---|---|---|---|\n"
        "| 1 | a,b | 0.2500 | ok |\n"
        "| 2 |  |  | missing:age |\n"
        "| 3 |  |  | unseen:race |\n");
}

TEST_CASE("without any row JSON is still an object") {
  std::ostringstream out;
  PredictionWriter writer({}, Format::json, {}, {}, out);
  writer.finish();
  CHECK(nlohmann::json::parse(out.str())["rows"].empty());
}

TEST_CASE("a row without a finite value names the term") {
  std::ostringstream out;
  PredictionColumns columns;
  columns.std_error = columns.interval = false;
  PredictionWriter writer(columns, Format::csv, {}, {}, out);
  Prediction row = three_rows()[1];
  row.status = Prediction::Status::undefined;
  row.column = "log(x)";
  row.kept.clear();
  writer.write(std::span(&row, 1));
  row.column.clear();
  writer.write(std::span(&row, 1));
  CHECK(out.str() == "row,p,status\n2,,undefined:log(x)\n2,,undefined\n");
}

TEST_CASE("no two columns may have one name") {
  PredictionColumns columns;
  columns.kept = {"eta", "conf.low"};
  CHECK_THROWS_WITH_AS(columns.validate(),
                       "the kept column \"conf.low\" would stand beside the predictions' own "
                       "column \"conf.low\"",
                       Error);
  columns.interval = false;
  CHECK_NOTHROW(columns.validate());
  columns.kept = {"id", "id"};
  CHECK_THROWS_WITH_AS(columns.validate(), "the column \"id\" is kept twice", Error);
}

TEST_CASE("a threshold beyond a probability is refused") {
  std::ostringstream out;
  PredictionColumns columns;
  columns.threshold = 1.5;
  CHECK_THROWS_AS(PredictionWriter(columns, Format::csv, {}, {}, out), Error);
}

TEST_CASE("a class is 1 or 0, whatever the digits of numbers") {
  PredictionColumns columns;
  columns.interval = columns.std_error = false;
  columns.event = true;
  columns.kept = {"id"};
  CHECK(written(columns, Format::markdown) ==
        "| row | id | p | class | status |\n|---|---|---|---|---|\n"
        "| 1 | a,b | 0.2500 | 0 | ok |\n| 2 |  |  |  | missing:age |\n| 3 |  |  |  | unseen:race "
        "|\n");
  const auto json = nlohmann::json::parse(written(columns, Format::json));
  CHECK(json["rows"][0]["class"] == 0);
  CHECK(json["rows"][1]["class"].is_null());
}

}  // namespace odds
