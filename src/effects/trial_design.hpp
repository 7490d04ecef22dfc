// The parts of a design that settings and derivatives change, prepared once for a pass over the
// data.
#pragma once

#include "design/design_expander.hpp"
#include "effects/setting.hpp"
#include "fit/model.hpp"

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

/// Settings to be tried out, and the derivatives of the linear predictor that are asked for.
/// Refers to the model.
class TrialDesign {
 public:
  TrialDesign(const Model& model, std::vector<Setting> settings);

  /// Prepares a derivative, whatever the setting.
  void need_slope(Index variable);
  void need_bend(Index first, Index second);

  const Model& model() const { return *model_; }
  const std::vector<Setting>& settings() const { return settings_; }
  const Setting& setting(Index s) const { return settings_[static_cast<std::size_t>(s)]; }

  const DesignExpander& whole() const { return whole_; }

  /// The terms that hold a variable of setting `s`: all others stay as they are.
  const DesignExpander& changed(Index s) const { return changed_[static_cast<std::size_t>(s)]; }

  const EtaDerivative& slope(Index variable) const { return slopes_.at(variable); }
  const EtaDerivative& bend(Index first, Index second) const { return bends_.at({first, second}); }

 private:
  const std::string& name(Index variable) const;

  const Model* model_;
  std::vector<Setting> settings_;
  DesignExpander whole_;
  std::vector<DesignExpander> changed_;
  std::map<Index, EtaDerivative> slopes_;
  std::map<std::pair<Index, Index>, EtaDerivative> bends_;
};

/// d eta / d x of a variable by name.
EtaDerivative eta_slope(const Model& model, const std::string& variable);

/// The sum of the offsets in some rows.
Vector offsets(const std::vector<Expression>& expressions, const Bindings& bindings, Index rows);

}  // namespace odds
