// The parts of a design that settings and derivatives change, prepared once for a pass over the
// data.
#pragma once

#include "design/design_expander.hpp"
#include "effects/counterfactual/setting.hpp"
#include "model/model.hpp"

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace odds {

/// d eta / d x, or d2 eta / dx dz: columns and offsets that are not 0 everywhere.
struct EtaDerivative {
  DesignExpander expander;
  std::vector<Expression> offsets;
  std::optional<Vector> constant;  ///< p; of the columns, if it is the same in every row

  bool is_empty() const { return expander.empty() && offsets.empty(); }
};

/// The part of a design that settings of the same variables change.
struct SharedChange {
  DesignExpander changed;  ///< the terms that hold one of the variables; all others stay
  Index settings = 0;      ///< how many there are
};

/// Settings to be tried out, and the derivatives of the linear predictor that are asked for.
/// Refers to the model.
class CounterfactualDesign {
 public:
  CounterfactualDesign(const Model& model, std::vector<Setting> settings);
  CounterfactualDesign(CounterfactualDesign&&) =
      default;  // no copies: settings refer to what they share

  /// Prepares a derivative, whatever the setting.
  void need_slope(Index variable);
  void need_bend(Index first, Index second);

  const Model& model() const { return *model_; }
  const std::vector<Setting>& settings() const { return settings_; }
  const Setting& setting(Index s) const { return settings_[static_cast<std::size_t>(s)]; }

  const DesignExpander& whole() const { return whole_; }

  /// The same object for settings of the same variables.
  const SharedChange& change(Index s) const { return *shared_[static_cast<std::size_t>(s)]; }

  /// p; of the terms that setting `s` changes, if it gives them the same row everywhere.
  const std::optional<Vector>& constant_change(Index s) const {
    return constant_changes_[static_cast<std::size_t>(s)];
  }

  const EtaDerivative& slope(Index variable) const { return slopes_.at(variable); }
  const EtaDerivative& bend(Index first, Index second) const { return bends_.at({first, second}); }

 private:
  const std::string& name(Index variable) const;
  const SharedChange& share(const std::vector<std::string>& names);
  std::optional<Vector> constant_row(const Setting& setting, const DesignExpander& changed,
                                     const std::vector<std::string>& names) const;

  const Model* model_;
  std::vector<Setting> settings_;
  DesignExpander whole_;
  std::map<std::vector<std::string>, SharedChange> changes_;  // by the names of the variables
  std::vector<const SharedChange*> shared_;                   // per setting
  std::vector<std::optional<Vector>> constant_changes_;       // per setting
  std::map<Index, EtaDerivative> slopes_;
  std::map<std::pair<Index, Index>, EtaDerivative> bends_;
};

/// d eta / d x of a variable by name.
EtaDerivative eta_slope(const Model& model, const std::string& variable);

/// The sum of the offsets in some rows.
Vector offsets(const std::vector<Expression>& expressions, const Bindings& bindings, Index rows);

}  // namespace odds
