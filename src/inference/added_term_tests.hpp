// Score tests of terms that a fit does not have.
#pragma once

#include "model/wider_model.hpp"

#include <odds/execution.hpp>
#include <odds/fit.hpp>
#include <odds/hypothesis.hpp>
#include <odds/table.hpp>

#include <string>
#include <vector>

namespace odds {

/// Rao's tests of the further columns of a wider model at the maximum of the fit, where all of them
/// have the coefficient 0: nothing is fitted again.
///
/// With the score U there, and H the inverse expected information of the fit's columns and those
/// that are tested, d = R H U is the step of scoring that these would make, and d' (R V R')^- d the
/// statistic: V is H, or the robust or clustered covariance of the wider model. Degrees of freedom
/// are the columns that are no combinations of the fit's, in rows of its weights.
///
/// Refers to the fit and the execution.
class AddedTermTests {
 public:
  /// Throws Error(usage) for a fit without such tests, with the reason, and what WiderModel throws.
  AddedTermTests(const Fit& fit, const Table& table, const std::string& terms,
                 const Execution& execution);

  /// A row for each term, and, where they are several, one for all together. A pass for each with a
  /// robust variance, else none.
  std::vector<HypothesisRow> rows() const;

  const std::vector<std::string>& readings() const { return wider_.readings(); }

 private:
  HypothesisRow row_of(HypothesisRow::Kind kind, const std::string& name,
                       const std::vector<Index>& columns) const;
  std::vector<Index> gained_by(const std::vector<Index>& columns) const;
  Model model_with(const std::vector<Index>& gained) const;

  const Fit& fit_;
  const Execution& execution_;
  WiderModel wider_;
  std::vector<Index> own_;  ///< columns of the fit that are not aliased, and the curve's own ones
  Vector score_;            ///< of all columns, and the curve's own parameters behind them
  Matrix information_;      ///< the expected one of the same
};

}  // namespace odds
