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

}  // namespace

TEST_CASE("long lines and notes wrap under their heads") {
  CHECK(as_text(Lines{{{"Fit", {"maximum likelihood, Newton"}}}}, {.width = 16}) ==
        "Fit  maximum\n"
        "     likelihood,\n"
        "     Newton\n");
  CHECK(as_text(Notes{{{"N001", "smoke is coded"}}}, {.width = 15}) ==
        "note: smoke is\n"
        "      coded\n");
}

TEST_CASE("a table without rows is not shown") {
  CHECK(as_text(Grid{.id = "g", .title = {}, .columns = {{"term", {}}}, .rows = {}}).empty());
}

}  // namespace odds
