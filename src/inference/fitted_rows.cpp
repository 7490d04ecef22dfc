#include "inference/fitted_rows.hpp"

#include "base/failure.hpp"
#include "inference/heterogeneity.hpp"
#include "math/compensated_sum.hpp"
#include "model/coordinates.hpp"
#include "model/new_data.hpp"
#include "parallel/block_reduce.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <cmath>

namespace odds {
namespace {

/// Rows are complete only with the columns `clusters`, too.
DesignReader reader_with(const Model& model, const Table& table, const Execution& execution,
                         const std::vector<std::string>& clusters) {
  DataRoles roles = model.roles;
  roles.add_clusters(clusters);
  return {scan_for(model, roles, table, execution), roles, model.plan, model.response};
}

/// The likelihood of matched sets is not a sum over rows.
void require_no_sets(const Model& model) {
  if (model.roles.strata.empty()) return;
  refuse("likelihoods of single rows are not there for a conditional fit of matched sets",
         "`odds compare A.json B.json` compares conditional fits, without data");
}

}  // namespace

FittedRows::FittedRows(const Fit& fit, const Table& table, const Execution& execution,
                       const std::vector<std::string>& clusters)
    : FittedLikelihood(fit.model()),
      reader_(reader_with(fit.model(), table, execution, clusters)),
      all_columns_(reader_, execution, fit.model().curve.known()),
      likelihood_(all_columns_, kept()) {
  const Model& model = fit.model();
  require_no_sets(model);
  leave_out_decided(model);
  const bool at_maximum = model.curve.is_log_concave() && model.coefficients_label.empty();
  if (at_maximum && fit.method() == Method::maximum_likelihood) {
    require_value(undecided().evaluate(maximum(), Vector(), Order::value).value, fit, table);
  }
}

void FittedRows::require_value(double value, const Fit& fit, const Table& table) const {
  if (is_value_of(fit, value)) return;
  const std::vector<std::string>& clusters = reader_.rows().roles().clusters;
  const bool may_miss_clusters = clusters.size() > fit.model().roles.clusters.size();
  throw Error(ErrorKind::data,
              {.what = may_miss_clusters
                           ? fmt::format("these are not the data that the model was fitted to, or "
                                         "rows of theirs have no {}",
                                         clusters.back())
                           : "these are not the data that the model was fitted to",
               .where = {.file = table.name(), .line = 0, .column = {}},
               .hint = "give the data and a formula, to fit anew",
               .excerpt = {}});
}

double pearson_statistic(const DesignReader& reader, const Model& model,
                         const Execution& execution) {
  const CompensatedSum sum =
      sum_over_blocks(reader, execution, CompensatedSum(), [&](DesignRows& rows) {
        CompensatedSum part;
        const Vector eta = linear_predictor(rows, model.coefficients);
        for (Index i = 0; i < rows.rows(); ++i) {
          if (rows.weight[i] == 0.0) continue;
          const CurvePoint p = model.curve.at(eta[i]);
          part += rows.weight[i] * pearson_term(rows.share[i], p.value, p.complement);
        }
        return part;
      });
  return sum.value();
}

}  // namespace odds
