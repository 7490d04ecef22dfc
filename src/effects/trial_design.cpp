#include "effects/trial_design.hpp"

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

TrialDesign::TrialDesign(const Model& model, std::vector<Setting> settings)
    : model_(&model), settings_(std::move(settings)), whole_(model.plan) {
  for (const Setting& setting : settings_) {
    std::vector<std::string> names;
    for (const SetCell& cell : setting.cells) names.push_back(name(cell.variable));
    changed_.push_back(DesignExpander::terms_with(model.plan, names));
  }
}

const std::string& TrialDesign::name(Index variable) const {
  return model_->plan.variables[static_cast<std::size_t>(variable)].name;
}

void TrialDesign::need_slope(Index variable) {
  slopes_.try_emplace(variable, eta_slope(*model_, name(variable)));
}

void TrialDesign::need_bend(Index first, Index second) {
  const std::vector<Expression> once = derivatives(model_->roles.offsets, name(first));
  bends_.try_emplace(std::pair(first, second),
                     EtaDerivative{.expander = DesignExpander::second_derivative(
                                       model_->plan, name(first), name(second)),
                                   .offsets = derivatives(once, name(second)),
                                   .constant = {}});
}

}  // namespace odds
