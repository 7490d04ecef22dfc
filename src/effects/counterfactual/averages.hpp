// Averages of quantities over rows and groups of rows, with their exact Jacobian: one pass.
#pragma once

#include "effects/counterfactual/counterfactual_rows.hpp"
#include "effects/counterfactual/quantity.hpp"
#include "math/arrow_inverse.hpp"

#include <tuple>
#include <vector>

namespace odds {

/// How the averages of quantities over groups are numbered: those of the first group first.
struct AverageNumbering {
  Index quantities = 1;

  Index number(Index group, Index quantity) const { return group * quantities + quantity; }
  Index group(Index number) const { return number / quantities; }
};

/// Weighted sums over rows of m = groups x quantities values g (AverageNumbering), and of their
/// derivatives in the parameters of the model; adds up over blocks.
struct AverageSums {
  Vector values;           ///< m
  Vector complements;      ///< m; of 1 - g where g is P itself, else NaN
  ArrowJacobian jacobian;  ///< m x parameters of the model
  Vector weight;           ///< groups
  Vector support;          ///< per setting: weight of the rows that have its levels
  DroppedCounts dropped;

  AverageSums& operator+=(const AverageSums& other);
  auto fields() { return std::tie(values, complements, jacobian, weight, support, dropped); }
};

/// The quantities that are averaged. Refers to the design.
struct AverageTask {
  const CounterfactualDesign& design;
  std::vector<Quantity> quantities;
  std::optional<PredictionFunction> function;
  Index groups = 1;

  Index core_columns() const { return design.model().plan.core_columns(); }
  Index size() const { return groups * static_cast<Index>(quantities.size()); }
  AverageNumbering numbering() const { return {static_cast<Index>(quantities.size())}; }
  AverageSums zero() const;
};

/// The sums of one block of rows. Rows of one block are added in order; what is the same for all of
/// them is computed once: derivatives by variables that enter by themselves share their sums.
AverageSums sum_block(const AverageTask& task, const TableRows& rows);
AverageSums sum_block(const AverageTask& task, const PointRows& rows);

/// An average. One of P comes with that of 1 - P, which keeps its digits where P is next to 1; it
/// is NaN for others.
struct Average {
  double value = 0.0;
  double complement = 0.0;
};

/// The sums divided by the weights of their groups: averages and their derivatives.
struct Averages {
  AverageNumbering numbering;
  Vector values;
  Vector complements;
  ArrowJacobian jacobian;
  Vector weight;  ///< m; of the group

  Average operator[](Index m) const { return {values[m], complements[m]}; }
};

Averages averages(const AverageTask& task, const AverageSums& sums);

}  // namespace odds
