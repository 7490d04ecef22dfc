#include "report/plot_text.hpp"

#include "report/terminal_text.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

namespace odds {
namespace {

/// A straight line from corner to corner, within a band.
Plot diagonal() {
  return {.title = "t",
          .x_name = "x",
          .x = {0.0, 1.0},
          .y = {0.0, 1.0},
          .low = {0.0, 0.5},
          .high = {0.5, 1.0}};
}

}  // namespace

TEST_CASE("a plot in ASCII has a curve, a band and axes with numbers") {
  const std::vector<std::string> lines =
      plot_lines(diagonal(), {.width = 46, .height = 6, .ascii = true});
  REQUIRE(lines.size() == 9);
  CHECK(lines[0].starts_with("  1 +"));
  CHECK(lines[0].ends_with("*"));
  CHECK(lines[5].starts_with("  0 +*"));
  CHECK(lines[6].starts_with("    ++"));
  CHECK(lines[7].find("0.2") != std::string::npos);
  CHECK(lines[8].ends_with("x"));
  for (const std::string& line : lines) {
    CHECK(display_width(line) <= 46);
    for (const char c : line) CHECK(static_cast<unsigned char>(c) < 0x80);
  }
  CHECK(lines[2].find('.') != std::string::npos);
}

TEST_CASE("Braille has eight dots in each character") {
  const Plot plot{.title = {},
                  .x_name = "x",
                  .x = {0.0, 1.0},
                  .y = {0.0, 1.0},
                  .low = {0.0, 1.0},
                  .high = {0.0, 1.0}};
  const std::vector<std::string> lines = plot_lines(plot, {.width = 40, .height = 4});
  REQUIRE(lines.size() == 7);
  // The curve begins in the lower left dot of the last line, number 7 of Unicode's: 0x2840 and
  // more.
  const std::size_t first = lines[3].find("\xE2");
  REQUIRE(first != std::string::npos);
  CHECK(first == 5);  // behind "  0 +"
  CHECK(display_width(lines[0]) == 40);
}

TEST_CASE("points that are not finite are left out") {
  Plot plot = diagonal();
  plot.x = {0.0, 0.5, 1.0};
  plot.y = {0.0, std::numeric_limits<double>::quiet_NaN(), 1.0};
  plot.low = plot.high = plot.y;
  CHECK(plot_lines(plot, {.width = 50, .height = 5, .ascii = true}).size() == 8);
  plot.y = plot.low = plot.high = std::vector<double>(3, std::numeric_limits<double>::quiet_NaN());
  CHECK(plot_lines(plot, {}).empty());
}

TEST_CASE("a level curve has an axis, too") {
  Plot plot = diagonal();
  plot.y = plot.low = plot.high = {0.25, 0.25};
  CHECK(plot_lines(plot, {}).size() == 19);
  plot.x = {1.0, 1.0};
  CHECK(plot_lines(plot, {}).empty());
}

TEST_CASE("ticks are round") {
  CHECK(round_ticks(0.0, 1.0, 5).size() == 6);
  const std::vector<double> ticks = round_ticks(53.0, 81.0, 6);
  REQUIRE(ticks.size() == 6);
  CHECK(ticks.front() == 55.0);
  CHECK(ticks.back() == 80.0);
  for (const double tick : round_ticks(-1e-7, 3e-7, 5)) CHECK(std::abs(tick) <= 3e-7);
}

}  // namespace odds
