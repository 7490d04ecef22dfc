// The contrasts of one variable: quantities of its rows and the combinations of them that are
// shown.
#pragma once

#include "effects/counterfactual/quantity.hpp"
#include "effects/margins/row_summary.hpp"
#include "model/model.hpp"

#include <odds/margins.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace odds {

/// A quantity at the setting of a row, with some more set.
struct ContrastPart {
  Quantity quantity;           ///< its setting is yet to be found
  std::vector<SetCell> cells;  ///< that this part sets
  double weight = 1.0;         ///< in the combination
};

/// The names of two probabilities.
struct ChangeNames {
  std::string high;
  std::string low;
};

/// One combination of quantities: `dP/dx`, or `1 - 0`, p(1) less p(0).
struct Contrast {
  std::string name;
  std::vector<ContrastPart> parts;

  /// Set for a change from one probability to another, the higher part first, which measures
  /// compare.
  std::optional<ChangeNames> change;
};

/// The combinations of one variable, or of the probability itself.
struct Effect {
  std::string variable;  ///< empty: of the probability
  Index index = -1;      ///< in the plan
  std::vector<Contrast> contrasts;

  /// The linear predictor does not depend on the variable in the way that is asked for.
  bool is_empty = false;

  /// Whether it is P itself, or a function of it.
  bool is_prediction() const { return variable.empty(); }

  bool is_derivative() const;
};

/// The effect of a variable, by the options: levels of a factor against each other, 1 - 0, a step,
/// or a derivative. `rows`: for steps in standard deviations or quartiles.
/// Throws Error(usage) for an elasticity of a factor, or a step beyond what the variable can have.
Effect variable_effect(const Model& model, Index variable, const MarginsOptions& options,
                       const GroupSummary& rows);

/// d2P / d first d second, with differences in place of derivatives of factors and 0/1 columns.
Effect cross_effect(const Model& model, Index first, Index second, const MarginsOptions& options);

/// The probability, or the function of it that is asked for.
Effect prediction_effect(const MarginsOptions& options);

/// The cells that `of` sets a variable to: levels, or 0 and 1. Throws Error(usage) for a number.
std::vector<SetCell> values_of(const Model& model, Index variable);

/// One of some things less another, or less the mean of all.
struct Difference {
  Index high = 0;
  std::optional<Index> low;  ///< none: the mean of all
  std::vector<std::pair<Index, double>> weights;

  /// `black - White`, `black - mean`.
  std::string text(const std::vector<std::string>& names) const;
};

/// The differences of `count` things by their operator. `base`: the one that reference compares
/// with.
std::vector<Difference> differences(MarginContrast contrast, Index count, Index base);

/// The level that the model's contrasts for a variable start from; 0 of what is no factor.
Index base_level(const Model& model, Index variable);

}  // namespace odds
