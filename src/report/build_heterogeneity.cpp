#include "report/build.hpp"

#include <fmt/format.h>

#include <cmath>

namespace odds {

Facts heterogeneity_facts(const Heterogeneity& h) {
  if (!h.tested) return {.id = "heterogeneity", .facts = {}};
  return {.id = "heterogeneity",
          .facts = {{"pearson", Cell(Statistic{h.pearson})},
                    {"df", Cell(Count{h.degrees})},
                    {"p.value", Cell(PValue{h.p_value})},
                    {"deviance.p.value",
                     std::isnan(h.deviance_p_value) ? Cell() : Cell(PValue{h.deviance_p_value})},
                    {"factor", Cell(Estimate{h.factor})},
                    {"applied", Cell(std::string(h.applied ? "yes" : "no"))}}};
}

Line heterogeneity_line(const Heterogeneity& h) {
  Line line{"Test",
            {"of fit: Pearson chi2(", Count{h.degrees}, ") ", Statistic{h.pearson}, "  p ",
             PValue{h.p_value}}};
  if (h.applied) {
    append(line.parts, {"; variances times ", Estimate{h.factor}, ", t quantiles on ",
                        Count{h.degrees}, " df"});
  } else {
    line.parts.emplace_back("; no heterogeneity factor");
  }
  return line;
}

std::string factor_text(const Heterogeneity& h) {
  return h.applied ? fmt::format(" times {:.5g}", h.factor) : std::string();
}

/// Degrees of freedom, which need not be whole.
Cell degrees_cell(double degrees) {
  return degrees == std::floor(degrees) ? Cell(Count{degrees}) : Cell(Statistic{degrees});
}

const char* statistic_heading(double degrees) { return std::isinf(degrees) ? "z" : "t"; }

std::string wald_name(double degrees) {
  return std::isinf(degrees) ? "Wald" : fmt::format("Wald, t on {:g} df", degrees);
}

Facts slopes_facts(const SlopesTest& test) {
  using Kind = SlopesTest::Kind;
  if (test.kind == Kind::none) return {.id = "slopes.test", .facts = {}};
  return {.id = "slopes.test",
          .facts = {
              {"test", Cell(std::string(test.kind == Kind::wald ? "Wald" : "LR"))},
              {"statistic", Cell(Statistic{test.statistic})},
              {"df", Cell(Count{static_cast<double>(test.degrees)})},
              {"df.denominator", test.denominator > 0.0 ? degrees_cell(test.denominator) : Cell()},
              {"p.value", Cell(PValue{test.p_value})}}};
}

std::vector<Cell> slopes_cells(const SlopesTest& test) {
  using Kind = SlopesTest::Kind;
  if (test.kind == Kind::none) return {};
  const std::string name = test.kind == Kind::wald ? "Wald" : "LR";
  const Count degrees{static_cast<double>(test.degrees)};
  std::vector<Cell> cells = {"   " + name + (test.denominator > 0.0 ? " F(" : " chi2("), degrees};
  if (test.denominator > 0.0) append(cells, {", ", degrees_cell(test.denominator)});
  append(cells, {") ", Statistic{test.statistic}, "  p ", PValue{test.p_value}});
  return cells;
}

}  // namespace odds
