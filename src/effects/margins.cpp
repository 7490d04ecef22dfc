#include "effects/effect.hpp"
#include "effects/new_data.hpp"
#include "fit/notes.hpp"
#include "parallel/block_reduce.hpp"

#include <odds/error.hpp>
#include <odds/margins.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace odds {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

/// The variables that some term holds; those of an offset alone have no coefficient to speak of.
std::vector<std::string> term_variables(const Model& model) {
  std::vector<std::string> names;
  for (const DesignVariable& variable : model.plan.variables) {
    if (!DesignExpander::terms_with(model.plan, variable.name).empty()) {
      names.push_back(variable.name);
    }
  }
  return names;
}

void require_known(const std::vector<std::string>& asked, const std::vector<std::string>& known) {
  for (const std::string& name : asked) {
    if (contains(known, name)) continue;
    throw Error(ErrorKind::usage, {.what = fmt::format("the model has no variable \"{}\"", name),
                                   .where = {},
                                   .hint = suggest_name(name, known, "variables"),
                                   .excerpt = {}});
  }
}

Effect choose_effect(const Model& model, const DesignVariable& variable,
                     const MarginsOptions& options) {
  if (!variable.levels.empty()) return Effect::levels(model, variable);
  if (variable.binary && !contains(options.continuous, variable.name)) {
    return Effect::switched(model, variable);
  }
  return Effect::derivative(model, variable);
}

/// Whether the derivative of `effect` says nothing about jumps that the variable also causes.
bool leaves_jumps_out(const Model& model, const Effect& effect) {
  if (!effect.is_derivative()) return false;
  return std::ranges::any_of(model.plan.expressions, [&](const Expression& expression) {
    return jumps_with(expression, effect.variable());
  });
}

/// Whether `name` is a factor that is eliminated: too many effects to show, which a note says.
/// Throws Error(usage) if they were asked for.
bool leaves_levels_out(const Model& model, const std::string& name, const MarginsOptions& options,
                       std::vector<Note>& notes) {
  const DesignVariable* eliminated = model.plan.eliminated_variable();
  if (eliminated == nullptr || eliminated->name != name) return false;
  const std::string what = fmt::format("{} has {} levels", name, eliminated->levels.size());
  if (!options.variables.empty()) {
    throw Error(ErrorKind::usage, {.what = what + ": their effects cannot be shown one by one",
                                   .where = {},
                                   .hint = "name the other variables with --dydx",
                                   .excerpt = {}});
  }
  notes.push_back({"N045", what + ": no effects are shown of them.", NoteKind::remark});
  return true;
}

std::vector<Effect> choose_effects(const Model& model, const MarginsOptions& options,
                                   std::vector<Note>& notes) {
  const std::vector<std::string> known = term_variables(model);
  require_known(options.variables, known);
  require_known(options.continuous, known);
  std::vector<Effect> effects;
  for (const std::string& name : options.variables.empty() ? known : options.variables) {
    if (leaves_levels_out(model, name, options, notes)) continue;
    const auto index = static_cast<std::size_t>(*model.plan.find_variable(name));
    Effect effect = choose_effect(model, model.plan.variables[index], options);
    if (effect.is_empty()) {
      notes.push_back(
          {"N040", fmt::format("{} enters through comparisons only: its derivative is 0 "
                               "wherever there is one, and no effect is shown.",
                               name)});
      continue;
    }
    if (leaves_jumps_out(model, effect)) {
      notes.push_back({"N044", fmt::format("{} also enters through comparisons: its effect is the "
                                           "derivative, which leaves their jumps out.",
                                           name)});
    }
    effects.push_back(std::move(effect));
  }
  return effects;
}

EffectSums sum_effects(const DesignReader& reader, const Model& model,
                       const std::vector<Effect>& effects, const Execution& execution) {
  Index quantities = 0;
  for (const Effect& effect : effects) quantities += effect.quantities();
  const EffectSums zero = EffectSums::zero(quantities, model.plan.core_columns());
  return sum_over_blocks(
      reader, execution, zero,
      [&](DesignRows& rows) {
        EffectSums sums = zero;
        sums.jacobian.levels = level_sums(rows.x, quantities);
        const RowState state = row_state(rows, model.coefficients, model.plan.core_columns());
        Index first = 0;
        for (const Effect& effect : effects) {
          effect.add(state, model.coefficients, first, sums);
          first += effect.quantities();
        }
        sums.weight = rows.weight.sum();
        sums.dropped = rows.data.dropped;
        return sums;
      },
      "margins");
}

/// Contrasts of quantities with their derivatives, row by row: what is not finite in one of them is
/// no concern of the others.
struct ContrastSums {
  Vector values;
  ArrowJacobian jacobian;
};

/// Row `row` of `differences` becomes row `first` of `each`, less its row `less` if there is one.
/// Without columns, as of a design without levels, `each` may have no rows either.
void set_difference(const Matrix& each, Index first, std::optional<Index> less, Index row,
                    Matrix& differences) {
  if (each.cols() == 0) return;
  differences.row(row) = each.row(first);
  if (less) differences.row(row) -= each.row(*less);
}

ContrastSums contrast(const std::vector<Effect>& effects, const EffectSums& sums) {
  Index contrasts = 0;
  for (const Effect& effect : effects) contrasts += static_cast<Index>(effect.contrasts().size());
  ContrastSums result{Vector(contrasts),
                      {.core = Matrix(contrasts, sums.jacobian.core.cols()),
                       .levels = {sums.jacobian.levels.levels, contrasts}}};
  Index row = 0;
  Index first = 0;
  for (const Effect& effect : effects) {
    for (const Effect::Contrast& contrast : effect.contrasts()) {
      result.values[row] = sums.values[first + contrast.quantity];
      std::optional<Index> less;
      if (contrast.less) less = first + *contrast.less;
      if (less) result.values[row] -= sums.values[*less];
      const Index quantity = first + contrast.quantity;
      set_difference(sums.jacobian.core, quantity, less, row, result.jacobian.core);
      set_difference(sums.jacobian.levels.values, quantity, less, row,
                     result.jacobian.levels.values);
      ++row;
    }
    first += effect.quantities();
  }
  return result;
}

/// The transformations of a variable in the model: `sqrt(x), log(x)`.
std::string transformations(const Model& model, const std::string& name) {
  std::string list;
  for (const auto* expressions : {&model.plan.expressions, &model.roles.offsets}) {
    for (const Expression& expression : *expressions) {
      const bool bare = expression.kind == Expression::Kind::variable;
      if (!bare && contains(variables(expression), name)) {
        list += (list.empty() ? "" : ", ") + spelling(expression);
      }
    }
  }
  return list;
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

void note_undefined(const Model& model, const MarginRow& row, std::vector<Note>& notes) {
  if (row.aliased || std::isfinite(row.estimate)) return;
  const std::string blamed = transformations(model, row.variable);
  notes.push_back(
      {"N042", fmt::format("The effect of {} is not finite: {} no finite value or slope in some "
                           "row.",
                           row.variable, blamed.empty() ? "it has" : blamed + " has")});
}

/// What becomes of the filter and of the trials of the fit where their columns are missing, and of
/// 0/1 columns that are to be differentiated.
void note_uses(const Model& model, const DataRoles& roles, const MarginsOptions& options,
               std::vector<Note>& notes) {
  if (model.roles.where && !roles.where) {
    notes.push_back({"N041",
                     "The filter of the fit is not applied: its columns are not in "
                     "this table."});
  }
  if (model.response.grouped() && !roles.use_response) {
    notes.push_back({"N043", fmt::format("Rows count equally, not by their trials: the columns of "
                                         "{} are not all in this table.",
                                         model.response.label)});
  }
  if (options.continuous.empty()) return;
  if (auto note = coding_note(model, options.continuous)) notes.push_back(std::move(*note));
}

/// The rows of the report, in the order of the contrasts; those of aliased variables are blank.
void add_rows(const Model& model, const std::vector<Effect>& effects, const Vector& estimates,
              double level, Margins& result) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  Index row = 0;
  for (const Effect& effect : effects) {
    const ColumnCounts columns = count_columns(model, effect.variable());
    for (const Effect::Contrast& contrast : effect.contrasts()) {
      // A level whose own column is aliased differs from the base by nothing at all.
      const bool nothing = estimates[row] == 0.0 && result.covariance(row, row) == 0.0;
      const bool aliased = columns.aliased == columns.all || (columns.aliased > 0 && nothing);
      if (aliased) {
        result.covariance.row(row).setConstant(kNaN);
        result.covariance.col(row).setConstant(kNaN);
      }
      const double std_error = std::sqrt(result.covariance(row, row));
      result.rows.push_back({wald_row(aliased ? kNaN : estimates[row], std_error, level),
                             effect.variable(), contrast.text, aliased});
      note_undefined(model, result.rows.back(), result.notes);
      ++row;
    }
  }
}

}  // namespace

void MarginsOptions::validate() const {
  check_option("level", level, "> 0 and < 1", level > 0.0 && level < 1.0);
}

Margins margins(const Fit& fit, const Table& table, const MarginsOptions& options,
                const Execution& execution) {
  options.validate();
  execution.validate();
  require_maximum(fit);
  const Model& model = *fit.model;
  Margins result;
  const std::vector<Effect> effects = choose_effects(model, options, result.notes);
  const DataRoles roles = averaging_roles(model, table.header());
  note_uses(model, roles, options, result.notes);
  const DesignReader reader(scan_for(model, roles, table, execution), roles, model.plan,
                            std::nullopt);
  const EffectSums sums = sum_effects(reader, model, effects, execution);
  result.counts = row_counts(roles, reader.rows().source().rows(), sums.dropped);
  if (result.counts.used == 0) {
    throw Error(ErrorKind::model, {.what = "no row of the table is complete",
                                   .where = {.file = table.name(), .line = 0, .column = {}},
                                   .hint = {},
                                   .excerpt = {}});
  }
  const ContrastSums contrasts = contrast(effects, sums);
  const Vector estimates = contrasts.values / sums.weight;
  ArrowJacobian jacobian = contrasts.jacobian;
  jacobian.core /= sums.weight;
  jacobian.levels.values /= sums.weight;
  result.covariance = model.covariance.sandwich(jacobian);
  result.observations = sums.weight;
  result.over_trials = model.response.grouped() && roles.use_response;
  add_rows(model, effects, estimates, options.level, result);
  return result;
}

}  // namespace odds
