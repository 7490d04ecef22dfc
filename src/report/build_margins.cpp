#include "report/build.hpp"

namespace odds {

Report report(const Margins& margins, const Fit& fit, const MarginsReportOptions& options) {
  Report report{.schema = "odds.margins/1",
                .title = "Average marginal effects of the model " + fit.formula,
                .sections = {},
                .table = "rows"};
  const Facts model{.id = "model",
                    .facts = {{"formula", Cell(fit.formula)},
                              {"file", text_or_null(fit.file)},
                              {"sha256", text_or_null(fit.sha256)}}};
  const Facts data{.id = "data",
                   .facts = {{"file", text_or_null(options.file)}, rows_fact(margins.counts)}};
  const Facts response{.id = "response", .facts = {{"event", Cell(fit.response.event)}}};
  const Facts sample{.id = {}, .facts = {{"nobs", Cell(Count{margins.observations})}}};
  Lines header{{{"Data", {options.file}}, rows_line(margins.counts)}};
  if (!fit.uses.empty()) header.lines.push_back(uses_line(fit));
  header.lines.push_back(
      variance_line("delta method, from the model-based covariance", options.level));
  report.sections = {header,
                     manifest(options.command),
                     model,
                     data,
                     response,
                     sample,
                     margins_grid("rows", fit.response.event, margins),
                     margins_covariance(margins),
                     Notes{margins.notes}};
  return report;
}

}  // namespace odds
