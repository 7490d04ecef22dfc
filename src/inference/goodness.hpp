// Goodness of fit and fitted probabilities: everything that needs the final point and one more
// pass.
#pragma once

#include "design/design_reader.hpp"
#include "model/model.hpp"

#include <odds/fit.hpp>

#include <tuple>

namespace odds {

/// The findings of one pass at the maximum.
struct FitSummary {
  Goodness goodness;
  FittedProbabilities probabilities;
  double events = 0.0;     ///< weighted
  double nonevents = 0.0;  ///< weighted
  double pearson = 0.0;    ///< X^2 of grouped data; infinite where a group contradicts its P

  auto fields() {
    Goodness& g = goodness;
    FittedProbabilities& p = probabilities;
    return std::tie(g.observations, g.log_likelihood, g.null_log_likelihood, g.deviance,
                    g.null_deviance, g.rank, g.df_residual, g.df_null, g.aic, g.bic, g.lr, g.lr_df,
                    g.lr_p, g.mcfadden, g.cox_snell, g.nagelkerke, g.tjur, g.auc, g.brier, p.min,
                    p.q1, p.median, p.q3, p.max, p.saturated, events, nonevents, pearson);
  }
};

/// Summarises the fit with working coefficients `model.coefficients` against the null model, whose
/// linear predictor is `null_intercept`, which may be infinite where there are asymptotes, plus the
/// offset. `rank` counts the estimated coefficients and an estimated guess rate.
///
/// AUC and quantiles are exact, from the scores of all rows: 8 bytes a row, 16 with weights or for
/// grouped data, there for each outcome of the row and for the row itself, and as much again while
/// they are sorted. Of that, up to an eighth of the memory of `execution` is in memory, the rest in
/// a temporary file. Of several processes that of rank 0 gets the scores of all rows, and tells the
/// others its result.
FitSummary summarise(const DesignReader& reader, const Model& model, double null_intercept,
                     Index rank, const Execution& execution);

}  // namespace odds
