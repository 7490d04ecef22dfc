#include "effects/margins/margin_text.hpp"

#include "base/failure.hpp"
#include "effects/margins/varying_ratio.hpp"
#include "formula/expression.hpp"

#include <odds/notes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace odds {
namespace {

Estimand estimand_of(const MarginsOptions& options, const MarginPlan& plan) {
  const bool predictions = !plan.effects.empty() && plan.effects.front().is_prediction();
  if (options.measures == std::vector{Measure::conditional_odds_ratio}) {
    return Estimand::conditional_ratios;
  }
  if (!options.measures.empty()) return Estimand::comparisons;
  if (predictions) return plan.contrasts ? Estimand::prediction_contrasts : Estimand::predictions;
  if (plan.contrasts && !(options.of.empty() && options.over.empty() && options.at.empty())) {
    return Estimand::effect_contrasts;
  }
  if (!options.cross.empty() && options.variables.empty()) return Estimand::interactions;
  if (options.scale == EffectScale::eyex) return Estimand::elasticities;
  if (options.scale != EffectScale::dydx) return Estimand::semi_elasticities;
  return options.point == MarginPoint::observed ? Estimand::average_effects : Estimand::effects;
}

/// Rows have no filter if every input is set, and none is read.
AveragedRows averaged_rows(const DataRoles& roles, const MarginsOptions& options,
                           const Margins& result) {
  AveragedRows rows{.point = options.point, .groups = options.over, .set = {}, .filter = {}};
  for (const AtValues& at : options.at) rows.set.push_back(at.variable);
  rows.set.insert(rows.set.end(), options.of.begin(), options.of.end());
  if (roles.where && result.counts.used > 0) rows.filter = spelling(*roles.where);
  return rows;
}

IntervalScales interval_scales(const MarginsOptions& options, const MarginPlan& plan) {
  if (options.errors == MarginErrors::simulation) return {};
  const auto any = [&](auto holds) { return std::ranges::any_of(plan.combinations, holds); };
  return {.link = any(&Combination::is_probability),
          .log = any([](const Combination& c) { return c.measure && is_ratio(*c.measure); }),
          .risk_difference = any([](const Combination& c) { return c.measure == Measure::nnt; })};
}

/// The transformations of a variable in the model: `sqrt(x), log(x)`.
std::string transformations(const Model& model, const std::string& name) {
  std::string list;
  for (const auto* expressions : {&model.plan.expressions, &model.roles.offsets}) {
    for (const Expression& expression : *expressions) {
      const bool bare = expression.kind == Expression::Kind::variable;
      const std::vector<std::string> names = variables(expression);
      if (!bare && std::ranges::find(names, name) != names.end()) {
        list += (list.empty() ? "" : ", ") + spelling(expression);
      }
    }
  }
  return list;
}

void note_undefined(const Model& model, Margins& result) {
  std::set<std::string> blamed;
  for (const MarginRow& row : result.rows) {
    if (row.aliased || std::isfinite(row.estimate) || !blamed.insert(row.variable).second) continue;
    if (row.variable.empty()) {
      result.notes.push_back(make_note(NoteCode::effect_not_finite,
                                       "Some prediction is not finite: what is set has no finite "
                                       "value in a transformation."));
      continue;
    }
    const std::string causes = transformations(model, row.variable);
    result.notes.push_back(
        make_note(NoteCode::effect_not_finite,
                  fmt::format("The effect of {} is not finite: {} no finite value or slope in some "
                              "row.",
                              row.variable, causes.empty() ? "it has" : causes + " has")));
  }
}

void note_status(Margins& result) {
  const auto has = [&](MarginStatus status) {
    return std::ranges::find(result.rows, status, &MarginRow::status) != result.rows.end();
  };
  if (has(MarginStatus::outside)) {
    result.notes.push_back(
        make_note(NoteCode::extrapolation,
                  "Rows marked outside extrapolate: a value beyond those that the model "
                  "was fitted on, or a combination of levels that no row has."));
  }
  if (has(MarginStatus::inestimable)) {
    result.notes.push_back(
        make_note(NoteCode::not_estimable,
                  "What is not estimable depends on which of the aliased columns is left "
                  "out: the data do not determine it."));
  }
}

/// Rows without uncertainty, or without a finite one, have no part in simultaneous intervals.
void note_simultaneous(Margins& result) {
  if (!result.critical_value) return;
  const auto others = std::ranges::count_if(
      result.rows, [](const MarginRow& row) { return !row.aliased && !(row.std_error > 0.0); });
  if (others == 0) return;
  result.notes.push_back(
      make_note(NoteCode::rows_without_std_error,
                fmt::format("{} of {} rows have no standard error: the simultaneous intervals are "
                            "those of the others.",
                            others, result.rows.size())));
}

void note_needed_to_treat(const MarginPlan& plan, Margins& result) {
  for (std::size_t c = 0; c < result.rows.size(); ++c) {
    const MarginRow& row = result.rows[c];
    const bool is_nnt = plan.combinations[c].measure == Measure::nnt;
    if (!is_nnt || !(row.conf_low < 0.0 && row.conf_high > 0.0)) continue;
    result.notes.push_back(make_note(
        NoteCode::number_needed_to_treat,
        "A number needed to treat whose limits have different signs has all values beyond them in "
        "its interval, and infinity: the risk difference may be 0 (Altman 1998, BMJ 317)."));
    return;
  }
}

/// Conditional odds ratios of rows that differ in what stands beside the variable are averaged.
void note_averaged_ratios(const Model& model, const MarginsOptions& options, const MarginPlan& plan,
                          Margins& result) {
  if (options.point != MarginPoint::observed) return;
  std::set<std::string> names;
  for (const Combination& combination : plan.combinations) {
    if (combination.measure != Measure::conditional_odds_ratio) continue;
    const Effect& effect = plan.effects[static_cast<std::size_t>(combination.effect)];
    const auto s = static_cast<std::size_t>(combination.settings.front());
    if (varies_between_rows(model, effect.index, plan.settings[s])) names.insert(effect.variable);
  }
  if (names.empty()) return;
  result.notes.push_back(make_note(
      NoteCode::odds_ratios_averaged,
      fmt::format("The odds ratio of {} differs between rows, by what else they hold: shown is the "
                  "geometric mean. --at sets what it depends on.",
                  fmt::join(names, ", "))));
}

}  // namespace

void describe_margins(const MarginCall& call, const MarginPlan& plan, Margins& result) {
  const auto& [model, roles, options] = call;
  result.estimand = estimand_of(options, plan);
  result.averaged = averaged_rows(roles, options, result);
  result.errors = options.errors;
  result.draws = options.draws;
  result.seed = options.seed;
  result.link = model.curve.interval_scale();
  result.scales = interval_scales(options, plan);
  note_undefined(model, result);
  note_status(result);
  note_simultaneous(result);
  note_needed_to_treat(plan, result);
  note_averaged_ratios(model, options, plan, result);
}

}  // namespace odds
