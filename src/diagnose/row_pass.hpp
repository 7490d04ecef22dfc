// The pass over the rows that a diagnosis begins with: sums, influential rows, and scores.
#pragma once

#include "diagnose/block_influence.hpp"
#include "diagnose/extra_columns.hpp"
#include "diagnose/row_score.hpp"
#include "diagnose/top_rows.hpp"
#include "inference/score_runs.hpp"
#include "math/compensated_sum.hpp"

#include <odds/diagnose.hpp>

#include <tuple>

namespace odds {

/// Sums over rows; weighted but for the counts. V = P (1 - P).
struct RowSums {
  CompensatedSum rows;    ///< with frequencies
  CompensatedSum trials;  ///< likewise
  CompensatedSum events;
  CompensatedSum nonevents;
  CompensatedSum expected;  ///< P
  CompensatedSum variance;  ///< V
  CompensatedSum pearson;
  CompensatedSum deviance;
  CompensatedSum brier;
  CompensatedSum calibration;           ///< (y - P) (1 - 2 P)
  CompensatedSum calibration_variance;  ///< V (1 - 2 P)^2
  double determined = 0.0;              ///< rows of leverage 1
  Matrix cross;                         ///< p x k; X' W Z, see extra_columns
  TopRows top;

  RowSums& operator+=(const RowSums& other);
  auto fields() {
    return std::tie(rows, trials, events, nonevents, expected, variance, pearson, deviance, brier,
                    calibration, calibration_variance, determined, cross, top);
  }
};

/// Passes over the rows of a model, adds their scores to `scores`, in each process those of its own
/// blocks, and returns the sums.
template <class Score>
RowSums pass_over_rows(const DesignReader& reader, const Model& model,
                       const DiagnoseOptions& options, const Execution& execution,
                       ScoreRuns<Score>& scores);

}  // namespace odds
