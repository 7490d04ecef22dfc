#include "effects/counterfactual/counterfactual_design.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace odds {
namespace {

std::vector<Expression> derivatives(const std::vector<Expression>& expressions,
                                    const std::string& variable) {
  std::vector<Expression> result;
  for (const Expression& expression : expressions) {
    Expression slope = derivative(expression, variable);
    if (slope != Expression{}) result.push_back(std::move(slope));  // not the number 0
  }
  return result;
}

}  // namespace

EtaDerivative eta_slope(const Model& model, const std::string& variable) {
  EtaDerivative result{.expander = DesignExpander::derivative(model.plan, variable),
                       .offsets = derivatives(model.roles.offsets, variable),
                       .constant = {}};
  if (result.offsets.empty()) result.constant = result.expander.constant_derivative();
  return result;
}

Vector offsets(const std::vector<Expression>& expressions, const Bindings& bindings, Index rows) {
  Vector sum = Vector::Zero(rows);
  for (const Expression& offset : expressions) sum += evaluate(offset, bindings, rows);
  return sum;
}

CounterfactualDesign::CounterfactualDesign(const Model& model, std::vector<Setting> settings)
    : model_(&model), settings_(std::move(settings)), whole_(model.plan) {
  for (const Setting& setting : settings_) {
    std::vector<std::string> names;
    for (const SetCell& cell : setting.cells) names.push_back(name(cell.variable));
    const SharedChange& change = share(names);
    shared_.push_back(&change);
    constant_changes_.push_back(constant_row(setting, change.changed, names));
  }
}

const SharedChange& CounterfactualDesign::share(const std::vector<std::string>& names) {
  const auto added = changes_.try_emplace(
      names, SharedChange{.changed = DesignExpander::terms_with(model_->plan, names)});
  ++added.first->second.settings;
  return added.first->second;
}

std::optional<Vector> CounterfactualDesign::constant_row(
    const Setting& setting, const DesignExpander& changed,
    const std::vector<std::string>& names) const {
  const bool all_set = std::ranges::all_of(
      setting.cells, [](const SetCell& cell) { return cell.number || cell.level; });
  if (!all_set || changed.empty() || !changed.depends_only_on(names)) return std::nullopt;
  const Bindings none;  // the setting binds all that is asked for
  const std::int32_t any = 0;
  DesignInput input{.rows = 1, .bindings = &none, .levels = {}};
  input.levels.assign(model_->plan.variables.size(), {&any, 1});
  DesignBlock block;
  changed.expand(SettingInput(model_->plan, setting, input).input(), block);
  std::vector<DesignEntry> entries;
  read_row(block, 0, entries);
  Vector row = Vector::Zero(model_->plan.columns());
  for (const DesignEntry& entry : entries) row[entry.column] = entry.value;
  return row;
}

const std::string& CounterfactualDesign::name(Index variable) const {
  return model_->plan.variables[static_cast<std::size_t>(variable)].name;
}

void CounterfactualDesign::need_slope(Index variable) {
  slopes_.try_emplace(variable, eta_slope(*model_, name(variable)));
}

void CounterfactualDesign::need_bend(Index first, Index second) {
  const std::vector<Expression> once = derivatives(model_->roles.offsets, name(first));
  bends_.try_emplace(std::pair(first, second),
                     EtaDerivative{.expander = DesignExpander::second_derivative(
                                       model_->plan, name(first), name(second)),
                                   .offsets = derivatives(once, name(second)),
                                   .constant = {}});
}

}  // namespace odds
