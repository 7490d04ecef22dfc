#include "report/grid_text.hpp"

#include <doctest/doctest.h>

namespace odds {

TEST_CASE("a grid becomes texts, and knows which of its columns hold numbers") {
  const Grid grid{
      .id = "g",
      .title = {},
      .columns = {{"term", {}}, {"statistic", "z"}, {"empty", {}}},
      .rows = {{Label{"race[black]", "race", "black", "white"}, Statistic{2.404}, Cell()},
               {std::string("\u00e9"), Label{{}, {}, "aliased"}, Cell()}}};
  const auto columns = text_columns(grid, {.ascii = true});
  CHECK(columns[0].groups == std::vector<std::string>{"race", ""});
  CHECK(columns[0].bases == std::vector<std::string>{"white", ""});
  CHECK(columns[0].cells == std::vector<std::string>{"black", "\\u00e9"});
  CHECK_FALSE(columns[0].numeric);
  CHECK(columns[1].heading == "z");
  CHECK(columns[1].cells == std::vector<std::string>{"2.40", "aliased"});
  CHECK(columns[1].numeric);
  CHECK(columns[2].heading == "empty");
  CHECK(columns[2].numeric);
}

TEST_CASE("the numbers of a line follow the digits asked for") {
  const Line line{{}, {"AUC ", Estimate{0.74619}, ", p ", PValue{1e-9}, ", n ", Count{3}}};
  CHECK(line_text(line, {.digits = 4}) == "AUC 0.7462, p <0.001, n 3");
  CHECK(line_text(line, {.digits = 2}) == "AUC 0.75, p <0.001, n 3");
}

}  // namespace odds
