#include "report/build.hpp"

#include <odds/sigmoid.hpp>

namespace odds {

Report sigmoid_report(std::span<const double> points, const std::vector<std::string>& command) {
  Report report{.schema = "odds.sigmoid/1",
                .title = "The logistic sigmoid \u03c3(x) = 1 / (1 + exp(-x)) and its derivatives",
                .sections = {},
                .table = "points"};
  const Lines identity{{{"Slope",
                         {"\u03c3\u2032(x) = \u03c3(x) (1 - \u03c3(x)), in (0, 1/4]: largest at x "
                          "= 0, the same at x and -x"}},
                        {"Bend",
                         {"\u03c3\u2033(x) = \u03c3\u2032(x) (1 - 2 \u03c3(x)): 0 at x = 0, "
                          "opposite at x and -x"}}}};
  Grid grid{.id = "points",
            .title = {},
            .columns = {{"x", {}},
                        {"sigma", "\u03c3(x)"},
                        {"slope", "\u03c3\u2032(x)"},
                        {"bend", "\u03c3\u2033(x)"}},
            .rows = {}};
  for (const double x : points) {
    const CurvePoint at = sigmoid(x);
    const double d2 = at.d2 + 0.0;  // no minus before the zero
    grid.rows.push_back({Count{x}, Estimate{at.value}, Estimate{at.d1}, Estimate{d2}});
  }
  report.sections = {identity, manifest(command), std::move(grid), Notes{}};
  return report;
}

}  // namespace odds
