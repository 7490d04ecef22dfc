#include "report/build.hpp"

#include "base/special_values.hpp"
#include "report/example_fit.hpp"
#include "report/report_text.hpp"

#include <odds/version.hpp>

#include <doctest/doctest.h>

namespace odds {

TEST_CASE("dropped rows are told with their cause and column, causes without rows are not") {
  const RowCounts counts{.read = 10,
                         .used = 6,
                         .dropped = {{"", DropCause::filter, 1, {}},
                                     {"age", DropCause::missing, 3, {}},
                                     {"x", DropCause::missing, 0, {}}}};
  const Report report{.schema = "s",
                      .title = {},
                      .sections = {Lines{{rows_line(counts)}}, Facts{{}, {rows_fact(counts)}}},
                      .table = {}};
  CHECK(test::rendered(report, Format::text) ==
        "Rows  10 read, 6 used, 4 dropped: 1 filter, 3 missing in age\n");
  CHECK(test::holds(test::rendered(report, Format::json),
                    R"("rows":{"read":10,"used":6,"dropped":[)"
                    R"({"column":null,"cause":"filter","rows":1},)"
                    R"({"column":"age","cause":"missing","rows":3},)"
                    R"({"column":"x","cause":"missing","rows":0}]})"));
}

TEST_CASE("every object for programs opens with version and command") {
  const Facts facts = manifest({"odds", "fit"});
  CHECK(facts.id.empty());
  REQUIRE(facts.facts.size() == 2);
  CHECK(std::get<std::string>(std::get<Cell>(facts.facts[0].value)) == kVersion);
  CHECK(std::get<std::vector<std::string>>(facts.facts[1].value).size() == 2);
}

TEST_CASE("a confidence level is printed as a whole percentage where it is one") {
  struct Example {
    double level;
    const char* text;
  };
  for (const Example& example : {Example{0.95, "  95 % Wald"}, Example{0.9, "  90 % Wald"},
                                 Example{0.999, "  99.9 % Wald"}, Example{0.58, "  58 % Wald"}}) {
    CAPTURE(example.text);
    const Report report{.schema = {},
                        .title = {},
                        .sections = {Lines{{variance_line("model", example.level, "Wald")}}},
                        .table = {}};
    CHECK(test::holds(test::rendered(report, Format::text), example.text));
  }
}

TEST_CASE("one is not plural") {
  const auto text = [](double number) {
    return test::rendered({.schema = {},
                           .title = {},
                           .sections = {Lines{{{{}, counted(number, "row")}}}},
                           .table = {}},
                          Format::text);
  };
  CHECK(text(1) == "1 row\n");
  CHECK(text(0) == "0 rows\n");
}

}  // namespace odds
