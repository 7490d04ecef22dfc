// Rows in which settings are tried out: those of a table, or one for each group that stands for
// all.
#pragma once

#include "design/design_point.hpp"
#include "design/design_reader.hpp"
#include "effects/counterfactual/counterfactual_design.hpp"
#include "effects/counterfactual/linear_form.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace odds {

/// A block of a table's rows. Refers to its arguments. Not thread-safe.
class TableRows {
 public:
  /// `groups`: the group of each row; empty: all are one.
  TableRows(const CounterfactualDesign& design, const DesignRows& rows,
            std::vector<std::int32_t> groups);

  Index rows() const { return rows_.rows(); }
  const Vector& weight() const { return rows_.weight; }
  const std::vector<std::int32_t>& groups() const { return groups_; }

  /// The linear predictor under setting `s`, its derivative in a variable, and its second one.
  LinearForm predictor(Index s) const;
  LinearForm slope(Index s, Index variable) const;
  LinearForm bend(Index s, Index first, Index second) const;

  /// The values of a number under setting `s`.
  Vector numbers(Index s, Index variable) const;

  /// The weight of the rows that have all levels of setting `s` by themselves.
  double weight_with_levels(Index s) const;

  /// No sums yet, of the eliminated columns that these rows have.
  LevelSums no_level_sums(Index width) const { return level_sums(rows_.x, width); }

 private:
  /// The part of the linear predictor that setting `s` leaves; the same form for all that change
  /// the same.
  const LinearForm& rest(Index s) const;
  LinearForm derivative(Index s, const EtaDerivative& derivative) const;

  const CounterfactualDesign& design_;
  const DesignRows& rows_;
  std::vector<std::int32_t> groups_;
  mutable std::map<const SharedChange*, LinearForm> rests_;  // those that were asked for
};

/// Throws Error(usage) for a model that compares a factor with a text in an offset, or in a term
/// where that is no variable of its own: at a point a factor may be a mixture of its levels.
void refuse_comparisons(const Model& model);

/// The cells of a point under a setting. Conditions on what is set hold or do not, others keep
/// their shares. Throws Error(usage) for one that compares a mixture of levels with a text.
PointCells with_setting(const DesignPlan& plan, PointCells cells, const Setting& setting);

/// One row of weight 1 for each group, whose factors may be mixtures. Refers to the design. Throws
/// as `refuse_comparisons`.
class PointRows {
 public:
  PointRows(const CounterfactualDesign& design, std::vector<PointCells> points);

  Index rows() const { return static_cast<Index>(points_.size()); }
  const Vector& weight() const { return weight_; }
  const std::vector<std::int32_t>& groups() const { return groups_; }

  LinearForm predictor(Index s) const;
  LinearForm slope(Index s, Index variable) const;
  LinearForm bend(Index s, Index first, Index second) const;
  Vector numbers(Index s, Index variable) const;
  double weight_with_levels(Index) const { return weight_.sum(); }  // mixtures have all levels
  LevelSums no_level_sums(Index) const { return {}; }

 private:
  std::vector<PointCells> cells_under(Index s) const;
  LinearForm form(Index s, const DesignExpander& expander,
                  const std::vector<Expression>& offset_expressions) const;

  const CounterfactualDesign& design_;
  std::vector<PointCells> points_;
  Vector weight_;
  std::vector<std::int32_t> groups_;
};

}  // namespace odds
