// Levels are the texts of cells, in a fit and in what is read for it later: `01`, `1` and `1.0`.
#include "data/csv/csv_table.hpp"
#include "model/model.hpp"
#include "support/error_of.hpp"
#include "support/options.hpp"
#include "support/printed.hpp"
#include "support/table.hpp"

#include <odds/describe.hpp>
#include <odds/fit.hpp>
#include <odds/margins.hpp>
#include <odds/model_file.hpp>
#include <odds/predict.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace odds {
namespace {

using test::csv;
using test::error_of;
using test::Printed;
using test::with;

using Texts = std::vector<std::string>;

// 48 made-up rows. Numbers below: R 4.2, glm(y ~ x + g, binomial) with g read as character and
// LC_COLLATE=C, epsilon 1e-14.
const std::string kRows =
    "0,0,01\n1,7,1\n1,3,1.0\n1,10,7A\n0,6,01\n1,2,1\n1,9,1.0\n0,5,7A\n0,1,01\n1,8,1\n0,4,1.0\n"
    "0,0,7A\n0,7,01\n0,3,1\n0,10,1.0\n0,6,7A\n0,2,01\n1,9,1\n0,5,1.0\n0,1,7A\n1,8,01\n1,4,1\n"
    "0,0,1.0\n0,7,7A\n0,3,01\n1,10,1\n1,6,1.0\n0,2,7A\n1,9,01\n1,5,1\n0,1,1.0\n0,8,7A\n0,4,01\n"
    "0,0,1\n0,7,1.0\n1,3,7A\n1,10,01\n1,6,1\n0,2,1.0\n1,9,7A\n0,5,01\n0,1,1\n1,8,1.0\n1,4,7A\n"
    "0,0,01\n1,7,1\n1,3,1.0\n1,10,7A\n";
const std::string kNew = "x,g\n5,01\n5,1\n5,1.0\n5,7A\n";

/// The rows whose level is a number: 36, without `7A`.
std::string number_rows() {
  std::string rows;
  for (std::size_t at = 0; at < kRows.size();) {
    const std::size_t end = kRows.find('\n', at) + 1;
    const std::string row = kRows.substr(at, end - at);
    if (row.find("7A") == std::string::npos) rows += row;
    at = end;
  }
  return rows;
}

/// After the fit, and once more from its file.
void check_probabilities(const Fit& fit, const std::string& text, const Texts& expected) {
  for (const Fit& model : {fit, parse_model(model_text(fit))}) {
    const std::vector<Prediction> rows = predict(model, *csv(text));
    REQUIRE(rows.size() == expected.size());
    for (std::size_t row = 0; row < expected.size(); ++row) {
      CAPTURE(row);
      CHECK(rows[row].status == Prediction::Status::ok);
      CHECK(rows[row].probability == Printed(expected[row]));
    }
  }
}

void check_all_levels(const Fit& fit) {
  REQUIRE(fit.names().size() == 5);
  CHECK(fit.names()[2].ends_with("[1]"));
  CHECK(fit.names()[3].ends_with("[1.0]"));
  CHECK(fit.names()[4].ends_with("[7A]"));
  CHECK(fit.coefficients()[0] == Printed("-3.7743369484"));
  CHECK(fit.coefficients()[2] == Printed("2.9151775464"));
  CHECK(fit.coefficients()[3] == Printed("1.0508033209"));
  CHECK(fit.coefficients()[4] == Printed("0.7050874687"));
  check_probabilities(fit, kNew, {"0.1917660897", "0.8140588422", "0.4042537992", "0.3244298440"});
}

}  // namespace

TEST_CASE("C() keeps the texts of numbers that stand beside other texts") {
  check_all_levels(fit(*csv("y,x,g\n" + kRows), parse_formula("y ~ x + C(g)")));
}

TEST_CASE("a column of texts keeps those of its numbers, without being told") {
  std::string others;  // without a response: texts are more than numbers, and no row is used
  for (int i = 0; i < 40; ++i) others += ",1,other\n";
  check_all_levels(fit(*csv("y,x,g\n" + kRows + others), parse_formula("y ~ x + g")));
}

TEST_CASE("a type that is told keeps texts, and new data need not be told") {
  const CsvOptions factor{.types = {{"g", ColumnType::factor}}};
  check_all_levels(
      fit(*open_csv_bytes("t.csv", "y,x,g\n" + kRows, factor), parse_formula("y ~ x + g")));
}

TEST_CASE("C() of numbers alone keeps their texts apart, and says so") {
  const Fit several = fit(*csv("y,x,g\n" + number_rows()), parse_formula("y ~ x + C(g)"));
  CHECK(several.names() == Texts{"(Intercept)", "x", "C(g)[1]", "C(g)[1.0]"});
  CHECK(several.coefficients()[2] == Printed("3.1918392971"));
  check_probabilities(several, "x,g\n5,01\n5,1\n5,1.0\n",
                      {"0.1709433435", "0.8338112653", "0.3983307412"});
  REQUIRE_FALSE(several.notes().empty());
  CHECK(several.notes().front().text.find("\"01\" and \"1\" are the same number") !=
        std::string::npos);
}

TEST_CASE("used as numbers, too, a column has one level for each number, and a note") {
  const std::string rows = number_rows() + "1,2,3\n0,4,3\n1,6,5\n0,8,5\n";
  const Fit merged =
      fit(*csv("y,x,g\n" + rows), parse_formula("y ~ x + C(g)"), with(&FitOptions::where, "g > 0"));
  CHECK(merged.names() == Texts{"(Intercept)", "x", "C(g)[3]", "C(g)[5]"});
  CHECK(merged.notes().front().text.find("and one level") != std::string::npos);
}

TEST_CASE("a filter compares texts with the texts of cells") {
  const auto table = csv("y,x,g\n" + kRows);
  for (const char* level : {"01", "1", "1.0", "7A"}) {
    CAPTURE(level);
    const std::string filter = std::string("g == '") + level + "'";
    CHECK(fit(*table, parse_formula("y ~ x"), with(&FitOptions::where, filter)).rows().used == 12);
  }
  const auto numbers = csv("y,x,g\n" + number_rows());
  CHECK(fit(*numbers, parse_formula("y ~ x"), with(&FitOptions::where, "g == '01'")).rows().used ==
        12);
  CHECK(fit(*numbers, parse_formula("y ~ x"), with(&FitOptions::where, "g == 1")).rows().used ==
        36);
}

TEST_CASE("an event between quotes is the text of cells") {
  const auto table = csv("g,x\n01,1\n1,2\n1,3\n01,4\n1,5\n01,6\n1.0,7\n01,8\n");
  CHECK(fit(*table, parse_formula("g == '01' ~ x")).response().events == 4.0);
  CHECK(fit(*table, parse_formula("g == '1.0' ~ x"), with(&FitOptions::where, "x > 4"))
            .response()
            .events == 1.0);
}

TEST_CASE("groups and settings of margins are texts") {
  const auto table = csv("y,x,g\n" + kRows);
  const Fit codes = fit(*table, parse_formula("y ~ x + C(g)"));
  MarginsOptions options;
  options.predictions = true;
  options.over = {"g"};
  CHECK(margins(codes, *table, options).rows.size() == 4);
  options.over = {};
  options.at = {{.variable = "g", .values = {"01", "1.0"}}};
  CHECK(margins(codes, *table, options).rows.size() == 2);
  const auto numbers = csv("y,x,g\n" + number_rows());
  options.at = {};
  options.over = {"g"};
  const Fit plain = fit(*numbers, parse_formula("y ~ x"));
  CHECK(margins(plain, *numbers, options).rows.size() == 3);
}

TEST_CASE("levels that were numbers in the fit are found by value in new data") {
  const Fit ranks =
      fit(*csv("y,rank\n0,1\n1,1\n0,2\n1,2\n1,2\n0,3\n0,3\n1,3\n"), parse_formula("y ~ C(rank)"));
  check_probabilities(ranks, "rank\n1.0\n01\n2\n3.00\n",
                      {"0.5000000000", "0.5000000000", "0.6666666667", "0.3333333333"});
  PredictOptions missing;
  missing.unseen = Unseen::missing;
  const std::vector<Prediction> rows = predict(ranks, *csv("rank\n2.0\nx\n"), missing);
  CHECK(rows[0].probability == Printed("0.6666666667"));
  CHECK(rows[1].status == Prediction::Status::unseen);
}

TEST_CASE("averages refuse texts where a factor had numbers, with their place") {
  const auto table = csv("y,rank\n0,1\n1,1\n0,2\n1,2\n1,2\n0,3\n0,3\n1,3\n");
  const Fit ranks = fit(*table, parse_formula("y ~ C(rank)"));
  const Error error = error_of([&] { margins(ranks, *csv("y,rank\n0,1\n,x\n1,2\n"), {}); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK(error.text().where.line == 3);
}

TEST_CASE("a description shows the texts, and numbers as the numbers that they are") {
  const Description mixed = describe(*csv("y,x,g\n" + kRows));
  REQUIRE(mixed.columns[2].levels.size() == 4);
  CHECK(mixed.columns[2].levels[0].level == "01");
  CHECK(mixed.columns[2].levels[2].level == "1.0");
  const Description numbers = describe(*csv("y,x,g\n" + number_rows()));
  CHECK(numbers.columns[2].type == ColumnType::number);
  REQUIRE(numbers.notes.size() == 1);
  CHECK(numbers.notes[0].text.find("12 numbers led by a zero or a plus") != std::string::npos);
}

}  // namespace odds
