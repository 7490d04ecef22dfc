#include <odds/report.hpp>

#include <doctest/doctest.h>

#include <sstream>

namespace odds {
namespace {

std::string as_text(Section section, const RenderOptions& options = {}) {
  std::ostringstream out;
  const Report report{.schema = {}, .title = {}, .sections = {std::move(section)}, .table = {}};
  render(report, Format::text, options, out);
  return out.str();
}

Grid estimates(std::vector<std::vector<Cell>> rows) {
  return {.id = "g", .title = {}, .columns = {{"term", {}}, {"b", {}}}, .rows = std::move(rows)};
}

}  // namespace

TEST_CASE("decimal points stand under each other whatever the size of the numbers") {
  const Grid grid = estimates({{std::string("x"), Estimate{-10.869045, 0.49}},
                               {std::string("y"), Estimate{3.0334e-06, 8.2e-06}},
                               {std::string("z"), Estimate{0.0057365, 0.0002}}});
  CHECK(as_text(grid) ==
        "term             b\n"
        "x     -10.869\n"
        "y       3.0334e-06\n"
        "z       0.0057365\n");
}

TEST_CASE("a group is named once for a run of rows") {
  const Grid grid = estimates({{Label{"a", "race", {}}, Count{1}},
                               {Label{"b", "race", {}}, Count{2}},
                               {Label{"c", "sex", {}}, Count{3}}});
  CHECK(as_text(grid) ==
        "term  b\n"
        "race  1\n"
        "      2\n"
        "sex   3\n");
}

TEST_CASE("a table too wide for the terminal has its names shortened, never its numbers") {
  const Grid grid = estimates({{std::string("a_name_that_is_far_too_long"), Count{12345678}}});
  CHECK(as_text(grid, {.width = 24}) ==
        "term                   b\n"
        "a_name_\u2026o_long  12345678\n");
  CHECK(as_text(grid, {.width = 5}) ==
        "term                 b\n"
        "a_name\u2026_long  12345678\n");
}

TEST_CASE("long lines and notes wrap under their heads") {
  CHECK(as_text(Lines{{{"Fit", {"maximum likelihood, Newton"}}}}, {.width = 16}) ==
        "Fit  maximum\n"
        "     likelihood,\n"
        "     Newton\n");
  CHECK(as_text(Notes{{{"N001", "smoke is coded"}}}, {.width = 15}) ==
        "note: smoke is\n"
        "      coded\n");
}

TEST_CASE("a table without rows is not shown") { CHECK(as_text(estimates({})).empty()); }

}  // namespace odds
