#include "math/linear_algebra.hpp"

#include <odds/report.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <sstream>

namespace odds {
namespace {

/// One of everything that a report can hold.
Report specimen() {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Report report{.schema = "odds.specimen/1", .title = "Specimen", .sections = {}, .table = "main"};
  report.sections = {
      Lines{{{"Rows", {Count{3}, " read"}}, {"N", {"d\u00e9j\u00e0"}}}},
      Facts{{}, {{"version", Cell(std::string("1"))}, {"command", std::vector<std::string>{"a"}}}},
      Facts{"data",
            {{"file", Cell()},
             {"rows", std::vector<Fact>{{"read", Cell(Count{3})}}},
             {"dropped", Grid{"d", {}, {{"column", {}}}, {{std::string("x")}}, {}}}}},
      Grid{"main",
           "A table",
           {{"term", {}}, {"estimate", {}}, {"statistic", "z"}},
           {{Label{"age", {}, "age"}, Estimate{-0.5, 0.1}, Statistic{-5}},
            {Label{"g[a]", "g", "a", "c"}, Estimate{12.25, 1}, Statistic{12.25}},
            {Label{"g[b|]", "g", "b|", "c"}, Estimate{nan, 1}, Cell()}},
           Audience::everyone},
      Grid{"hidden", {}, {{"value", {}}}, {{Estimate{0.1}}}, Audience::programs},
      Grid{"shown", {}, {{"v", {}}}, {{PValue{1e-20}}}, Audience::people},
      NamedMatrix{"covariance", "model", {"a", "b"}, {2, {1.0, 0.0, 0.0, 1.0}}},
      Notes{{{"N001", "mind the gap", NoteKind::remark}}}};
  return report;
}

std::string rendered(Format format, const RenderOptions& options = {}) {
  std::ostringstream out;
  render(specimen(), format, options, out);
  return out.str();
}

}  // namespace

TEST_CASE("a report as text") {
  CHECK(rendered(Format::text) ==
        "Specimen\n"
        "Rows  3 read\n"
        "N     d\u00e9j\u00e0\n"
        "\n"
        "A table\n"
        "term  estimate      z\n"
        "age    -0.5000  -5.00\n"
        "g (base c)\n"
        "  a    12.2500  12.25\n"
        "  b|       NaN\n"
        "\n"
        "     v\n"
        "<0.001\n"
        "note: mind the gap\n"
        "note: could not be computed (NaN; null in JSON, empty in CSV): estimate of g[b|]\n");
}

TEST_CASE("a report as JSON") {
  CHECK(rendered(Format::json) ==
        "{\"schema\":\"odds.specimen/1\",\n"
        " \"version\":\"1\",\n"
        " \"command\":[\"a\"],\n"
        " \"data\":{\"file\":null,\"rows\":{\"read\":3},\"dropped\":[{\"column\":\"x\"}]},\n"
        " \"main\":[\n"
        "  {\"term\":\"age\",\"estimate\":-0.5,\"statistic\":-5},\n"
        "  {\"term\":\"g[a]\",\"estimate\":12.25,\"statistic\":12.25},\n"
        "  {\"term\":\"g[b|]\",\"estimate\":null,\"statistic\":null}],\n"
        " \"hidden\":[\n"
        "  {\"value\":0.1}],\n"
        " \"covariance\":{\"kind\":\"model\",\"terms\":[\"a\",\"b\"],\"matrix\":[\n"
        "  [1,0],\n"
        "  [0,1]]},\n"
        " \"notes\":[\n"
        "  {\"code\":\"N001\",\"text\":\"mind the gap\",\"kind\":\"remark\"},\n"
        "  {\"code\":\"N090\",\"text\":\"could not be computed (NaN; null in JSON, empty in CSV): "
        "estimate of g[b|]\",\"kind\":\"warning\"}]}\n");
}

TEST_CASE("a report as CSV") {
  CHECK(rendered(Format::csv) ==
        "term,estimate,statistic\n"
        "age,-0.5,-5\n"
        "g[a],12.25,12.25\n"
        "g[b|],,\n");
}

TEST_CASE("a report as Markdown") {
  CHECK(rendered(Format::markdown) ==
        "## Specimen\n"
        "\n"
        "- **Rows** 3 read\n"
        "- **N** d\u00e9j\u00e0\n"
        "\n"
        "**A table**\n"
        "\n"
        "| term | estimate | z |\n"
        "|---|---:|---:|\n"
        "| age | -0.5000 | -5.00 |\n"
        "| g\\[a\\] (base c) | 12.2500 | 12.25 |\n"
        "| g\\[b\\|\\] (base c) | NaN |  |\n"
        "\n"
        "| v |\n"
        "|---:|\n"
        "| \\<0.001 |\n"
        "\n"
        "- *Note:* mind the gap\n"
        "- *Note:* could not be computed (NaN; null in JSON, empty in CSV): estimate of "
        "g\\[b\\|\\]\n");
}

TEST_CASE("digits, ascii and color change the looks, and only of text") {
  const std::string text = rendered(Format::text, {.digits = 1, .color = true, .ascii = true});
  CHECK(text.find("\033[1mSpecimen\033[0m\n") == 0);
  CHECK(text.find("d\\u00e9j\\u00e0") != std::string::npos);
  CHECK(text.find("-0.50 ") != std::string::npos);
  CHECK(rendered(Format::csv, {.digits = 1, .color = true}) == rendered(Format::csv));
}

TEST_CASE("numbers that are none are named, but not without end") {
  for (const double value :
       {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    Report report{.schema = "s", .title = {}, .sections = {}, .table = {}};
    Grid grid{"g", {}, {{"v", {}}}, {}, {}};
    for (int i = 0; i < 10; ++i) grid.rows.push_back({Estimate{value}});
    report.sections = {Notes{}, grid};
    std::ostringstream out;
    render(report, Format::json, {}, out);
    CHECK(out.str().find("v of row 1; v of row 2;") != std::string::npos);
    CHECK(out.str().find("v of row 8; and 2 more") != std::string::npos);
  }
}

TEST_CASE("a NaN anywhere in a report is a warning, an infinite number or an empty cell is none") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  const auto warnings = [](const Section& section) {
    Report report{.schema = "s", .title = {}, .sections = {Notes{}, section}, .table = {}};
    std::vector<std::string> texts;
    for (const Note& note : notes(report)) {
      CHECK(note.kind == NoteKind::warning);
      texts.push_back(note.text.substr(note.text.find(": ") + 2));
    }
    return texts;
  };
  using Texts = std::vector<std::string>;
  const Grid grid{"g", {}, {{"variable", {}}, {"contrast", {}}, {"std.error", {}}}, {}, {}};
  const auto with = [&](Grid table, const Cell& cell) {
    table.rows = {{Label{"age", {}, "age"}, std::string("dP/dx"), cell}};
    return table;
  };
  CHECK(warnings(with(grid, Estimate{nan})) == Texts{"std.error of age, dP/dx"});
  CHECK(warnings(with(grid, PValue{nan})) == Texts{"std.error of age, dP/dx"});
  CHECK(warnings(with(grid, Estimate{infinity})).empty());
  CHECK(warnings(with(grid, Cell())).empty());
  CHECK(warnings(Facts{"fit", {{"AIC", Cell(Statistic{nan})}}}) == Texts{"fit.AIC"});
  CHECK(warnings(NamedMatrix{"covariance", "model", {"a"}, {1, {nan}}}) == Texts{"covariance"});
}

TEST_CASE("an option out of range is refused") {
  for (const RenderOptions& options :
       {RenderOptions{.digits = 0}, RenderOptions{.digits = 16}, RenderOptions{.width = -1}}) {
    CAPTURE(options.digits);
    std::ostringstream out;
    CHECK_THROWS_AS(render(specimen(), Format::text, options, out), Error);
    CHECK(out.str().empty());
  }
}

TEST_CASE("the notes of a report can be asked for") {
  REQUIRE(notes(specimen()).size() == 2);
  CHECK(notes(specimen()).front().code == "N001");
  CHECK(notes(specimen()).back().code == "N090");
}

}  // namespace odds
