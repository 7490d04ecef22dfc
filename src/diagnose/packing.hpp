// What processes send one another of the influence of a row, and of a classification.
#pragma once

#include <odds/discrimination.hpp>
#include <odds/influence.hpp>

#include <tuple>

namespace odds {

inline auto influence_fields(RowInfluence& row) {
  return std::tie(row.row, row.used, row.column, row.y, row.trials, row.eta, row.fitted,
                  row.response, row.pearson, row.std_pearson, row.deviance, row.std_deviance,
                  row.working, row.quantile, row.leverage, row.cooks, row.displacement,
                  row.delta_chi2, row.delta_deviance, row.dfbetas);
}

inline auto classification_fields(Classification& table) {
  return std::tie(table.threshold, table.true_positives, table.false_positives,
                  table.false_negatives, table.true_negatives);
}

}  // namespace odds
