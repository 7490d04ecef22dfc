// A small fit made by hand, with every feature that a report can show.
#pragma once

#include "math/linear_algebra.hpp"
#include "model/fit_parts.hpp"

#include <odds/margins.hpp>

#include <cmath>
#include <limits>

namespace odds::test {

/// Four terms, of which the last is aliased; standard errors 0.5, 0.02 and 0.25. The numbers fit
/// nothing: they are chosen so that a table of them can be worked out in the head.
inline FitParts example_fit() {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  FitParts fit;
  fit.formula = "low ~ age + race + twin";
  fit.file = "lbw.csv";
  fit.response = {.event = "low = 1", .events = 59, .nonevents = 130, .grouped = false};
  fit.rows = {.read = 192,
              .used = 189,
              .dropped = {{"age", DropCause::missing, 2, {}}, {"", DropCause::filter, 1, {}}}};
  fit.names = {"(Intercept)", "age", "race[black]", "twin"};
  fit.labels = {{}, {}, {"race", "black", "white"}, {}};
  fit.coefficients = {0.5, -0.04, 1.0, nan};
  fit.covariance = {4, {0.25, 0, 0, nan, 0, 0.0004, 0, nan, 0, 0, 0.0625, nan, nan, nan, nan, nan}};
  for (const double variance : {0.25, 0.0004, 0.0625, nan}) {
    fit.std_errors.push_back(std::sqrt(variance));
  }
  fit.aliased = {{"twin", "2*age"}};
  fit.maximum.termination = Termination::converged;
  fit.maximum.existence = Existence::proved;
  fit.maximum.score_norm = 4e-13;
  fit.maximum.decrement = 0.0;
  fit.maximum.condition = 12.5;
  fit.maximum.history = {{.iteration = 0, .log_likelihood = -131.0},
                         {.iteration = 5, .log_likelihood = -100.724}};
  fit.goodness = {.observations = 189,
                  .log_likelihood = -100.724,
                  .null_log_likelihood = -117.336,
                  .deviance = 201.448,
                  .null_deviance = 234.672,
                  .rank = 3,
                  .df_residual = 186,
                  .df_null = 188,
                  .aic = 207.448,
                  .bic = 217.173,
                  .lr = 33.224,
                  .lr_df = 2,
                  .lr_p = 6.1e-08,
                  .mcfadden = 0.14158,
                  .cox_snell = 0.1612,
                  .nagelkerke = 0.2267,
                  .tjur = 0.16696,
                  .auc = 0.7462,
                  .brier = 0.17946};
  fit.slopes_test = {.kind = SlopesTest::Kind::likelihood_ratio,
                     .statistic = 33.224,
                     .degrees = 2,
                     .denominator = 0.0,
                     .p_value = 6.1e-08};
  fit.probabilities = {
      .min = 0.0273, .q1 = 0.1681, .median = 0.2792, .q3 = 0.4124, .max = 0.8391, .saturated = 1};
  fit.notes = {{"N020", "the separator is ;"}};
  return fit;
}

/// The effects of `age` and `race` in that fit, made by hand too.
inline Margins example_margins() {
  Margins margins;
  margins.rows.resize(2);
  static_cast<EstimateRow&>(margins.rows[0]) = {-0.008, 0.004, -2.0, 0.0455, -0.01584, -0.00016};
  margins.rows[0].variable = "age";
  margins.rows[0].contrast = "dP/dx";
  static_cast<EstimateRow&>(margins.rows[1]) = {0.2, 0.05, 4.0, 6.33e-05, 0.102, 0.298};
  margins.rows[1].variable = "race";
  margins.rows[1].contrast = "black - white";
  margins.covariance = {2, {1.6e-05, 0, 0, 0.0025}};
  margins.observations = 189;
  for (MarginRow& row : margins.rows) row.weight = 189;
  margins.counts = {.read = 192, .used = 189, .dropped = {{"age", DropCause::missing, 2, {}}}};
  margins.notes = {{"N012", "smoke is coded 0/1"}, {"N020", "the separator is ;"}};
  return margins;
}

}  // namespace odds::test
