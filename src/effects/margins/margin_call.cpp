#include "effects/margins/margin_call.hpp"

#include "base/failure.hpp"
#include "effects/counterfactual/conditions.hpp"
#include "effects/margins/set_values.hpp"
#include "fit/notes.hpp"
#include "model/new_data.hpp"

#include <odds/notes.hpp>
#include <odds/table.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace odds {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

bool is_number(const DesignVariable& variable) { return variable.levels.empty(); }

bool has_own_term(const Model& model, const std::string& name) {
  return !DesignExpander::terms_naming(model.plan, {name}).empty();
}

/// The variables that decide on some term, conditions behind the first one they are computed from.
std::vector<std::string> term_variables(const Model& model) {
  std::vector<std::string> names;
  for (const DesignVariable& variable : model.plan.variables) {
    for (const std::string& name : model.plan.with_conditions_on({variable.name})) {
      const bool decides = !DesignExpander::terms_with(model.plan, name).empty();
      if (decides && !contains(names, name)) names.push_back(name);
    }
  }
  return names;
}

/// Those whose effects are shown without being named: what a condition is computed from has none
/// of its own.
std::vector<std::string> own_variables(const Model& model) {
  std::vector<std::string> names = term_variables(model);
  std::erase_if(names, [&](const std::string& name) { return !has_own_term(model, name); });
  return names;
}

/// Throws Error(usage) for a number without a derivative, as it enters through conditions only.
void refuse_conditions_only(const Model& model, const std::string& name) {
  const std::string conditions = conditions_on(model.plan, name);
  if (conditions.empty() || has_own_term(model, name)) return;
  refuse(fmt::format("{} enters through a condition only, which has no derivative", name),
         fmt::format("name the condition, {}: its effect is from 0 to 1", conditions));
}

void require_known(const std::vector<std::string>& asked, const std::vector<std::string>& known) {
  for (const std::string& name : asked) {
    if (contains(known, name)) continue;
    refuse(fmt::format("the model has no variable \"{}\"", name),
           suggest_name(name, known, "variables"));
  }
}

bool is_eliminated(const Model& model, const std::string& name) {
  const DesignVariable* eliminated = model.plan.eliminated_variable();
  return eliminated != nullptr && eliminated->name == name;
}

void refuse_eliminated(const Model& model, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (!is_eliminated(model, name)) continue;
    refuse(fmt::format("{} has {} levels: their effects cannot be shown one by one", name,
                       model.plan.eliminated_variable()->levels.size()),
           "name the other variables with --dydx");
  }
}

bool wants_predictions(const MarginsOptions& options) {
  const bool others = !options.of.empty() || options.predictions || options.function;
  return options.predictions || (others && options.variables.empty() && options.cross.empty());
}

/// Whether the derivative of `effect` says nothing about jumps that the variable also causes.
bool leaves_jumps_out(const Model& model, const Effect& effect) {
  return std::ranges::any_of(model.plan.expressions, [&](const Expression& expression) {
    return jumps_with(expression, effect.variable);
  });
}

void note_jumps(const Model& model, const Effect& effect, std::vector<Note>& notes) {
  if (!effect.is_derivative()) return;
  const std::string conditions = conditions_on(model.plan, effect.variable);
  if (conditions.empty() && !leaves_jumps_out(model, effect)) return;
  std::string text = fmt::format(
      "{} also enters through {}: its effect is the derivative, which "
      "leaves that jump out.",
      effect.variable, conditions.empty() ? "comparisons" : conditions);
  if (!conditions.empty()) {
    text +=
        fmt::format(" The effect of the condition is the jump, with {} as it is.", effect.variable);
  }
  notes.push_back(make_note(NoteCode::jumps_left_out, std::move(text)));
}

/// Conditions on one column are moved one at a time.
void note_conditions(const Model& model, const std::vector<Effect>& effects,
                     std::vector<Note>& notes) {
  const auto has_effect = [&](const std::string& name) {
    return std::ranges::find(effects, name, &Effect::variable) != effects.end();
  };
  for (const DesignVariable& variable : model.plan.variables) {
    if (variable.definition) continue;
    const bool is_factor = !variable.levels.empty() && has_own_term(model, variable.name);
    std::vector<std::string> others = model.plan.with_conditions_on({variable.name});
    others.erase(others.begin());
    const bool is_shown = std::ranges::any_of(others, has_effect);
    if (!is_shown || (others.size() < 2 && !is_factor)) continue;
    notes.push_back(make_note(
        NoteCode::conditions_moved_alone,
        fmt::format("{} {} on {}: the effect of each is from 0 to 1 with all else as it is, which "
                    "may be what no value of {} gives.",
                    fmt::join(others, ", "),
                    others.size() == 1 ? "is a condition" : "are conditions", variable.name,
                    variable.name)));
  }
}

void note_elasticity(const Model& model, const Effect& effect, const MarginsOptions& options,
                     std::vector<Note>& notes) {
  const bool by_x = options.scale == EffectScale::eyex || options.scale == EffectScale::dyex;
  const Moments& moments = model.plan.variable(effect.index).moments;
  if (!by_x || moments.min > 0.0 || moments.max < 0.0) return;
  notes.push_back(
      make_note(NoteCode::elasticity_at_zero,
                fmt::format("{} is 0 or changes its sign in the rows of the fit: a change "
                            "in per cent of it has no meaning there.",
                            effect.variable)));
}

/// A factor with one level, which nothing can be compared with.
bool is_constant_factor(const DesignVariable& variable) { return variable.levels.size() == 1; }

[[noreturn]] void refuse_constant(const DesignVariable& variable) {
  refuse(fmt::format("{} has the level {} only: there is no contrast of it", variable.name,
                     variable.levels.front()),
         "name other variables, or fit to rows that have several levels of it");
}

/// Leaves factors with one level out, each with a note; throws Error(usage) for one that was named.
std::vector<Index> without_constant_factors(const Model& model, const std::vector<Index>& variables,
                                            bool named, std::vector<Note>& notes) {
  std::vector<Index> others;
  std::vector<Index> constant;
  for (const Index v : variables) {
    (is_constant_factor(model.plan.variable(v)) ? constant : others).push_back(v);
  }
  for (const Index v : constant) {
    const DesignVariable& variable = model.plan.variable(v);
    if (named) refuse_constant(variable);
    notes.push_back(make_note(NoteCode::no_contrast,
                              fmt::format("{} has the level {} only: there is no contrast of it.",
                                          variable.name, variable.levels.front())));
  }
  return others;
}

std::vector<Effect> cross_effects(const Model& model, const MarginsOptions& options) {
  std::vector<Effect> effects;
  for (const auto& [first, second] : options.cross) {
    const Index pair[] = {require_variable(model.plan, first),
                          require_variable(model.plan, second)};
    for (const Index v : pair) {
      const DesignVariable& variable = model.plan.variable(v);
      if (is_constant_factor(variable)) refuse_constant(variable);
      if (is_number(variable) && !variable.binary) refuse_conditions_only(model, variable.name);
    }
    effects.push_back(cross_effect(model, pair[0], pair[1], options));
  }
  return effects;
}

/// How many columns of a variable there are, and how many of them are aliased.
struct ColumnCounts {
  std::size_t all = 0;
  std::size_t aliased = 0;
};

ColumnCounts count_columns(const Model& model, const std::string& variable) {
  const std::vector<Index> columns = DesignExpander::terms_with(model.plan, variable).columns();
  const auto aliased = std::ranges::count_if(columns, [&](Index column) {
    return std::ranges::find(model.dependencies, column, &Dependency::column) !=
           model.dependencies.end();
  });
  return {columns.size(), static_cast<std::size_t>(aliased)};
}

void require_numbers(const Model& model, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (is_number(model.plan.variable(*model.plan.find_variable(name)))) continue;
    refuse(fmt::format("{} is a factor: it has no derivative", name),
           "--continuous is for 0/1 columns of numbers");
  }
}

/// A step needs a number that it can move; 0/1 columns are switched instead.
void require_moved(const Model& model, const MarginsOptions& options,
                   const std::vector<Index>& variables) {
  if (options.step.kind == Step::Kind::derivative) return;
  const auto is_moved = [&](Index v) {
    const DesignVariable& variable = model.plan.variable(v);
    return is_number(variable) && (!variable.binary || contains(options.continuous, variable.name));
  };
  if (std::ranges::any_of(variables, is_moved)) return;
  refuse("a step moves numbers, and none of these variables is one",
         "0/1 columns and factors go from level to level without --step");
}

}  // namespace

std::vector<Index> asked_variables(const Model& model, const MarginsOptions& options,
                                   std::vector<Note>& notes) {
  const std::vector<std::string> known = term_variables(model);
  const std::vector<std::string> own = own_variables(model);
  require_known(options.variables, known);
  require_known(options.continuous, known);
  require_known(options.of, known);
  require_numbers(model, options.continuous);
  for (const auto* names : {&options.variables, &options.of}) refuse_eliminated(model, *names);
  for (const auto& [first, second] : options.cross) {
    require_known({first, second}, known);
    refuse_eliminated(model, {first, second});
  }
  std::vector<Index> variables;
  const bool all =
      options.variables.empty() && !wants_predictions(options) && options.cross.empty();
  for (const std::string& name : all ? own : options.variables) {
    if (is_eliminated(model, name)) {
      notes.push_back(make_note(NoteCode::levels_without_effects,
                                fmt::format("{} has {} levels: no effects are shown of them.", name,
                                            model.plan.eliminated_variable()->levels.size())));
    } else if (!(all && contains(options.of, name))) {
      variables.push_back(*model.plan.find_variable(name));
    }
  }
  require_moved(model, options, variables);
  return variables;
}

std::vector<Effect> asked_effects(const Model& model, const MarginsOptions& options,
                                  const std::vector<Index>& variables, const GroupSummary& rows,
                                  std::vector<Note>& notes) {
  std::vector<Effect> effects;
  if (wants_predictions(options)) effects.push_back(prediction_effect(options));
  const bool all = options.variables.empty();
  for (const Index variable : without_constant_factors(model, variables, !all, notes)) {
    const DesignVariable& known = model.plan.variable(variable);
    const bool discrete =
        !known.levels.empty() || (known.binary && !contains(options.continuous, known.name));
    if (all && discrete && options.scale != EffectScale::dydx) continue;  // there is none
    Effect effect = variable_effect(model, variable, options, rows);
    if (effect.is_empty) {
      refuse_conditions_only(model, known.name);
      notes.push_back(
          make_note(NoteCode::effect_without_derivative,
                    fmt::format("{} enters through comparisons only: its derivative is 0 "
                                "wherever there is one, and no effect is shown.",
                                effect.variable)));
      continue;
    }
    note_jumps(model, effect, notes);
    note_elasticity(model, effect, options, notes);
    effects.push_back(std::move(effect));
  }
  for (Effect& effect : cross_effects(model, options)) effects.push_back(std::move(effect));
  note_conditions(model, effects, notes);
  return effects;
}

DataRoles margin_roles(const Model& model, const Table& table, const MarginsOptions& options) {
  DataRoles roles = averaging_roles(model, table.header());
  for (const std::string& name : options.over) require_column(name, table);
  roles.groups = options.over;
  if (options.where.empty()) return roles;
  Expression where = parse_expression(options.where);
  for (const std::string& name : variables(where)) require_column(name, table);
  if (roles.where) {
    where = {.kind = Expression::Kind::call,
             .number = 0.0,
             .name = "&",
             .arguments = {*roles.where, std::move(where)}};
  }
  roles.where = std::move(where);
  return roles;
}

void require_possible(const Model& model, const DataRoles& roles, const MarginsOptions& options) {
  const bool unconditional = options.errors == MarginErrors::unconditional;
  if (unconditional && !roles.use_response) {
    refuse("unconditional errors need the response, which this table does not have");
  }
  const bool conditional = std::ranges::find(options.measures, Measure::conditional_odds_ratio) !=
                           options.measures.end();
  if (conditional && model.curve.link != Link::logit) {
    refuse(fmt::format("exp of a difference in eta is no odds ratio on the link {}",
                       link_name(model.curve.link)),
           "or, for odds ratios of average probabilities, goes with every link");
  }
  if (unconditional && model.curve.own_parameters() > 0) {
    refuse("unconditional errors are not there for an estimated guess rate",
           "use the delta method");
  }
  if (model.plan.eliminated == 0) return;
  const std::string& name = model.plan.eliminated_variable()->name;
  if (options.point != MarginPoint::observed) {
    refuse(fmt::format("no row stands for the {} levels of {}",
                       model.plan.eliminated_variable()->levels.size(), name),
           "average over the rows as observed");
  }
  if (options.errors != MarginErrors::delta) {
    refuse(fmt::format("with the {} levels of {} there is the delta method only",
                       model.plan.eliminated_variable()->levels.size(), name));
  }
}

void note_uses(const Model& model, const DataRoles& roles, const MarginsOptions& options,
               std::vector<Note>& notes) {
  if (model.roles.where && (!roles.where || (!options.where.empty() &&
                                             *roles.where == parse_expression(options.where)))) {
    notes.push_back(make_note(NoteCode::filter_not_applied,
                              "The filter of the fit is not applied: its columns are not in "
                              "this table."));
  }
  if (model.response.grouped() && !roles.use_response) {
    notes.push_back(make_note(NoteCode::trials_not_counted,
                              fmt::format("Rows count equally, not by their trials: the columns of "
                                          "{} are not all in this table.",
                                          model.response.label)));
  }
  if (options.continuous.empty()) return;
  if (auto note = coding_note(model, options.continuous)) notes.push_back(std::move(*note));
}

bool is_aliased(const Model& model, const Effect& effect, bool nothing) {
  if (effect.is_prediction()) return false;
  const ColumnCounts columns = count_columns(model, effect.variable);
  // A level whose own column is aliased differs from the base by nothing at all.
  return columns.all > 0 && (columns.aliased == columns.all || (columns.aliased > 0 && nothing));
}

bool is_outside(const Model& model, const Setting& setting, double support) {
  Index levels = 0;
  for (const SetCell& cell : setting.cells) {
    const Moments& range = model.plan.variable(cell.variable).moments;
    if (cell.level) {
      ++levels;
    } else if (cell.number && (*cell.number < range.min || *cell.number > range.max)) {
      return true;
    }
  }
  return levels > 1 && support == 0.0;
}

}  // namespace odds
