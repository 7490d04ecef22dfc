// What a fit maximised, on its rows read again.
#pragma once

#include "design/centring.hpp"
#include "inference/fitted_rows.hpp"
#include "inference/fitted_sets.hpp"
#include "likelihood/firth.hpp"
#include "solve/maximum.hpp"

#include <odds/fit.hpp>
#include <odds/table.hpp>

#include <optional>
#include <span>
#include <vector>

namespace odds {

/// The objective of a fit in its u unknowns, and their maximum: the kept working coefficients, and
/// the curve's own parameters behind them. Of Firth's method, and of FLIC, whose slopes are
/// Firth's, it is the penalised likelihood, whose penalty stays that of all columns wherever some
/// of the unknowns are held; of matched sets the conditional likelihood. At the limit of separated
/// data it is the likelihood of the undecided rows, and the unknowns are those that these determine
/// (Recession). Refers to the fit and the execution.
class MaximizedObjective {
 public:
  /// Throws as FittedRows and FittedSets do.
  MaximizedObjective(const Fit& fit, const Table& table, const Execution& execution);

  const Objective& objective() const;
  const Vector& maximum() const { return maximum_; }

  /// The combination of the formula's p coefficients with these weights as one of the unknowns: u.
  Vector form(std::span<const double> weights) const;

  /// Whether the undecided rows determine it: true unless the data are separated.
  bool determines(std::span<const double> weights) const;

  /// The likelihood of all rows, and the combination as one of its unknowns.
  const Objective& of_all_rows() const { return fitted().likelihood(); }
  Vector form_of_all_rows(std::span<const double> weights) const;

  /// The separation of all rows in their unknowns.
  Separation separation(const Fit& fit) const;

 private:
  std::vector<Index> unknowns() const;
  void go_to_limit();
  Vector on_working_columns(std::span<const double> weights) const;

  const FittedLikelihood& fitted() const;
  void maximize_rows(const Fit& fit, const Table& table, const Execution& execution);

  const Model& model_;
  std::optional<FittedSets> sets_;              // a conditional likelihood; else ..
  std::optional<FittedRows> rows_;              // .. that of rows,
  std::optional<ModelLikelihood> all_columns_;  // on the curve with its own parameters
  std::optional<RestrictedObjective> likelihood_;
  std::optional<FirthLikelihood> penalised_;
  std::vector<Index> determined_;               // unknowns of the rest among the kept columns
  std::optional<RestrictedObjective> of_rest_;  // of the undecided rows
  SparseMatrix to_formula_;                     ///< from the working coefficients
  Vector maximum_;
};

}  // namespace odds
