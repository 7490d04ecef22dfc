// What is asked of each variable, and the sums over rows that answer it.
#pragma once

#include "design/design_expander.hpp"
#include "design/design_reader.hpp"
#include "fit/model.hpp"

#include <odds/margins.hpp>

#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace odds {

/// Weighted sums over rows of some per-row quantities g and of their derivatives in the working
/// coefficients; adds up over blocks.
struct EffectSums {
  Vector values;           ///< m; sum of a g
  ArrowJacobian jacobian;  ///< m x p; sum of a dg / d gamma
  double weight = 0.0;
  DroppedCounts dropped;

  static EffectSums zero(Index quantities, Index core_columns);
  EffectSums& operator+=(const EffectSums& other);
  auto fields() { return std::tie(values, jacobian, weight, dropped); }
};

/// The linear predictor of some rows and what follows from it.
struct RowState {
  const DesignRows& rows;
  Vector eta;
  Vector probability;
  Vector slope;            ///< sigma'
  Vector bend;             ///< sigma''
  double slope_sum = 0.0;  ///< sum of a sigma', a the weight of a row
  Vector bend_sum;         ///< sum of a sigma'' z, for the columns that are not eliminated
};

RowState row_state(const DesignRows& rows, VectorRef gamma, Index core_columns);

/// A variable whose effect is wanted: either its derivative, or what the probability would be if
/// the variable had each of a list of values in all rows.
///
/// Derivative: g = sigma'(eta) eta_x with eta_x = d eta / d x through every term, dg / d gamma =
/// sigma'' eta_x z + sigma' dz/dx. Value v: g = sigma(eta_v), dg / d gamma = sigma'(eta_v) z_v,
/// with z_v the row after x has become v. Both need the terms that hold x only, of which none is
/// eliminated.
class Effect {
 public:
  /// A row of a report: the difference of two quantities, or one of them.
  struct Contrast {
    std::string text;           ///< "dP/dx", "1 - 0", "black - white"
    Index quantity = 0;         ///< among this effect's
    std::optional<Index> less;  ///< the one to take away
  };

  static Effect derivative(const Model& model, const DesignVariable& variable);
  static Effect levels(const Model& model, const DesignVariable& variable);
  static Effect switched(const Model& model, const DesignVariable& variable);

  const std::string& variable() const { return variable_->name; }
  bool is_derivative() const { return is_derivative_; }
  Index quantities() const;
  const std::vector<Contrast>& contrasts() const { return contrasts_; }

  /// Whether the linear predictor depends on the variable in the way that is asked for.
  bool is_empty() const { return expander_.empty() && offset_slopes_.empty(); }

  /// Adds the sums of one block to rows [first, first + quantities()) of `sums`.
  void add(const RowState& state, VectorRef gamma, Index first, EffectSums& sums) const;

 private:
  Effect(const Model& model, const DesignVariable& variable, DesignExpander expander);

  void add_derivative(const RowState& state, VectorRef gamma, Index row, EffectSums& sums) const;
  void add_constant_derivative(const RowState& state, VectorRef gamma, Index row,
                               EffectSums& sums) const;

  /// A block with the variable's part taken out of the linear predictor.
  struct Remainder {
    const RowState& state;
    VectorRef gamma;
    DesignBlock terms;  ///< those that hold the variable, as observed
    Vector eta;         ///< without them and without the offset
  };
  Remainder remainder(const RowState& state, VectorRef gamma) const;
  void add_value(const Remainder& rest, Index value, Index row, EffectSums& sums) const;
  Vector offsets(const Bindings& bindings, Index rows) const;

  const Model* model_;
  const DesignVariable* variable_;
  DesignExpander expander_;
  std::vector<Expression> offset_slopes_;  // d offset / d x, those that are not 0
  std::optional<Vector> constant_;         // dz / dx, if it is that of every row
  std::vector<double> values_;             // of a number to be set; else the levels count
  bool is_derivative_ = false;
  std::vector<Contrast> contrasts_;
};

}  // namespace odds
