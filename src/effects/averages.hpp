// Averages of quantities over rows and groups of rows, with their exact Jacobian: one pass.
#pragma once

#include "effects/quantity.hpp"
#include "effects/trial_rows.hpp"
#include "math/arrow_inverse.hpp"

#include <tuple>
#include <vector>

namespace odds {

/// Weighted sums over rows of m = groups x quantities values g, the quantities of the first group
/// first, and of their derivatives in the working coefficients and the guess rate; adds up over
/// blocks.
struct AverageSums {
  Vector values;           ///< m
  ArrowJacobian jacobian;  ///< m x p
  Vector by_guess;         ///< m
  Vector weight;           ///< groups
  Vector support;          ///< per setting: weight of the rows that have its levels
  DroppedCounts dropped;

  AverageSums& operator+=(const AverageSums& other);
  auto fields() { return std::tie(values, jacobian, by_guess, weight, support, dropped); }
};

/// What is averaged. Refers to the design.
struct AverageTask {
  const TrialDesign& design;
  std::vector<Quantity> quantities;
  std::optional<PredictionFunction> function;
  Index groups = 1;

  Index size() const { return groups * static_cast<Index>(quantities.size()); }
  AverageSums zero() const;
};

/// The sums of one block of rows. Rows of one block are added in order; what is the same for all of
/// them is computed once: derivatives by variables that enter by themselves share their sums.
AverageSums sum_block(const AverageTask& task, const TableRows& rows);
AverageSums sum_block(const AverageTask& task, const PointRows& rows);

/// The sums divided by the weights of their groups: averages and their derivatives.
struct Averages {
  Vector values;
  ArrowJacobian jacobian;
  Vector by_guess;
  Vector weight;  ///< m; of the group
};

Averages averages(const AverageTask& task, const AverageSums& sums);

}  // namespace odds
