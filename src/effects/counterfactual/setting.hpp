// Rows as they would be if some variables had chosen values.
#pragma once

#include "design/design_expander.hpp"
#include "design/level_codes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace odds {

/// A variable of a plan and what it is set to: a number, a level (a number that is used as a factor
/// has both), or its own value and some more.
struct SetCell {
  Index variable = 0;
  std::optional<double> number;
  std::optional<std::int32_t> level;
  double shift = 0.0;  ///< added to a number that is not set
  std::string text;    ///< as people see it

  bool operator==(const SetCell&) const = default;
};

/// The variables that are set; all others are as observed.
struct Setting {
  std::vector<SetCell> cells;

  const SetCell* find(Index variable) const;

  /// Whether some variable is set to a level.
  bool has_levels() const;

  /// The names of the variables that are set.
  std::vector<std::string> names(const DesignPlan& plan) const;

  /// The conditions on what is set that are not set themselves, variables of the plan.
  std::vector<Index> conditions(const DesignPlan& plan) const;

  /// These cells, then those of `more` in their place.
  Setting with(const std::vector<SetCell>& more) const;

  bool operator==(const Setting&) const = default;
};

/// The cells of some rows under a setting, for expanders. Conditions on what is set are computed
/// anew, unless they are set themselves. Refers to its arguments.
class SettingInput {
 public:
  SettingInput(const DesignPlan& plan, const Setting& setting, const DesignInput& observed);
  SettingInput(const SettingInput&) = delete;
  SettingInput& operator=(const SettingInput&) = delete;

  const Bindings& bindings() const { return bindings_; }
  const DesignInput& input() const { return input_; }

 private:
  void shift(const DesignVariable& variable, const SetCell& cell);
  void compute_conditions(const DesignPlan& plan, const Setting& setting);
  void bind(const std::string& name, Vector numbers);

  Bindings bindings_;
  DesignInput input_;
  std::vector<Vector> own_;  // what bindings point into
};

}  // namespace odds
