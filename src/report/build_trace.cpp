#include "report/build.hpp"

namespace odds {

Report trace_report(const Fit& fit) {
  Grid grid{.id = "trace",
            .title = {},
            .columns = {{"iteration", {}},
                        {"log_likelihood", {}},
                        {"score_norm", {}},
                        {"step", {}},
                        {"saturated", {}}},
            .rows = {}};
  for (const IterationRecord& record : fit.maximum().history) {
    grid.rows.push_back({Count{static_cast<double>(record.iteration)},
                         LogLikelihood{record.log_likelihood}, Estimate{record.score_norm},
                         Estimate{record.step}, Estimate{record.saturated}});
  }
  return {.schema = "odds.trace/1",
          .title = "Iterations",
          .sections = {std::move(grid), Notes{}},
          .table = "trace"};
}

}  // namespace odds
