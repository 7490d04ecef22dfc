#include "report/table_layout.hpp"

#include "report/terminal_text.hpp"

#include <doctest/doctest.h>

#include <sstream>

namespace odds {
namespace {

std::string laid_out(const Grid& grid, Index width = 0) {
  std::string text;
  lay_out(text_columns(grid, {}), width,
          [&](const std::string& line, bool) { text += line + '\n'; });
  return text;
}

Grid two_columns(std::vector<std::vector<Cell>> rows) {
  return {.id = "g", .title = {}, .columns = {{"term", {}}, {"b", {}}}, .rows = std::move(rows)};
}

std::vector<Cell> estimate_row(Cell name, double estimate) {
  return {std::move(name),
          Estimate{estimate, 0.0123},
          Estimate{0.0123, 0.0123},
          Statistic{estimate / 0.0123},
          PValue{0.0321},
          Estimate{estimate - 0.0246, 0.0123},
          Estimate{estimate + 0.0246, 0.0123}};
}

/// Levels that people have in their files: long, wide, with combining marks.
const std::vector<std::string> kLevels = {
    "Bachelor's degree or higher, completed abroad", "Bachelor's degree or higher, completed here",
    "\u9ad8\u7b49\u5b66\u6821\u5352\u696d\u7a0b\u5ea6\u8a8d\u5b9a\u8a66\u9a13\u5408\u683c\u8005",
    "Licencie\u0301 e\u0300s lettres"};

Grid coefficients_of_levels() {
  Grid grid{.id = "coefficients",
            .title = {},
            .columns = {{"term", {}},
                        {"estimate", {}},
                        {"std.error", {}},
                        {"statistic", "z"},
                        {"p.value", {}},
                        {"conf.low", {}},
                        {"conf.high", {}}},
            .rows = {}};
  grid.rows.push_back(estimate_row(std::string("(Intercept)"), -1.5));
  for (const std::string& level : kLevels) {
    grid.rows.push_back(estimate_row(
        Label{"Education of the person[" + level + "]", "Education of the person", level, "none"},
        0.25));
  }
  return grid;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("decimal points stand under each other whatever the decimals of a row") {
  const Grid grid = two_columns({{std::string("x"), Estimate{-10.869045, 0.49}},
                                 {std::string("y"), Estimate{3.0334e-06, 8.2e-06}},
                                 {std::string("z"), Estimate{0.0057365, 0.0002}}});
  CHECK(laid_out(grid) ==
        "term            b\n"
        "x     -10.8690\n"
        "y       0.0000030\n"
        "z       0.00574\n");
}

TEST_CASE("a date among numbers has no point to stand under") {
  const Grid grid = two_columns({{std::string("x"), Estimate{30.8, 0.5}},
                                 {std::string("day"), std::string("2021-04-30")},
                                 {std::string("tiny"), PValue{1e-9}}});
  CHECK(laid_out(grid) ==
        "term           b\n"
        "x        30.8000\n"
        "day   2021-04-30\n"
        "tiny     <0.001\n");
}

TEST_CASE("a group without names of its own is named once for a run of rows") {
  const Grid grid = two_columns({{Label{"a", "race", {}}, Count{1}},
                                 {Label{"b", "race", {}}, Count{2}},
                                 {Label{"c", "sex", {}}, Count{3}}});
  CHECK(laid_out(grid) ==
        "term  b\n"
        "race  1\n"
        "      2\n"
        "sex   3\n");
}

TEST_CASE("a factor has a line that names its base once") {
  const Grid grid = two_columns({{std::string("age"), Count{1}},
                                 {Label{"race[black]", "race", "black", "white"}, Count{2}},
                                 {Label{"race[other]", "race", "other", "white"}, Count{3}},
                                 {Label{"sex[f]", "sex", "f", {}}, Count{4}},
                                 {std::string("ht"), Count{5}}});
  CHECK(laid_out(grid) ==
        "term     b\n"
        "age      1\n"
        "race (base white)\n"
        "  black  2\n"
        "  other  3\n"
        "sex\n"
        "  f      4\n"
        "ht       5\n");
}

TEST_CASE("a name too wide for the room beside its numbers stands above them, whole") {
  const Grid grid = two_columns({{std::string("a_name_that_is_far_too_long"), Count{12345678}},
                                 {std::string("short"), Count{1}}});
  CHECK(laid_out(grid, 24) ==
        "term          b\n"
        "a_name_that_is_far_too_l\n"
        "    ong\n"
        "       12345678\n"
        "short         1\n");
}

TEST_CASE("where numbers leave no room they take several lines, an interval together") {
  Grid grid = coefficients_of_levels();
  grid.rows.resize(1);
  CHECK(laid_out(grid, 60) ==
        "term         estimate  std.error        z  p.value\n"
        "             conf.low  conf.high\n"
        "(Intercept)   -1.5000     0.0123  -121.95   0.0321\n"
        "              -1.5246    -1.4754\n");
}

TEST_CASE("names stand beside numbers only where that takes fewer lines") {
  Grid grid{.id = "g",
            .title = {},
            .columns = {{"variable", {}}, {"contrast", {}}, {"estimate", {}}},
            .rows = {{Label{"v", "a variable", {}}, std::string("black - white"), Count{1234567}},
                     {Label{"v", "a variable", {}}, std::string("other - white"), Count{2}}}};
  CHECK(laid_out(grid, 36) ==
        "variable    contrast       estimate\n"
        "a variable  black - white   1234567\n"
        "            other - white         2\n");
  CHECK(laid_out(grid, 28) ==
        "variable, contrast  estimate\n"
        "a variable\n"
        "  black - white      1234567\n"
        "  other - white            2\n");
}

TEST_CASE("levels and numbers are whole at any width of a terminal, and bases named once") {
  const Grid grid = coefficients_of_levels();
  for (const Index width : {60, 80, 100, 120}) {
    CAPTURE(width);
    const std::string text = laid_out(grid, width);
    for (const std::string& line : lines_of(text)) {
      CAPTURE(line);
      CHECK(display_width(line) <= width);
    }
    for (const std::string& level : kLevels) CHECK(times(text, level) == 1);
    CHECK(times(text, "Education of the person (base none)") == 1);
    CHECK(times(text, "0.2254") == kLevels.size());
    CHECK(times(text, "0.2746") == kLevels.size());
  }
}

TEST_CASE("a terminal narrower than a number shows it whole") {
  const Grid grid = two_columns({{std::string("x"), Count{123456789}}});
  CHECK(laid_out(grid, 5) ==
        "term\n"
        "          b\n"
        "x\n"
        "  123456789\n");
}

}  // namespace odds
