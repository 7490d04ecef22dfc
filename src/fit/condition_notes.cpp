#include "fit/condition_notes.hpp"

#include "formula/quote.hpp"
#include "model/coordinates.hpp"

#include <odds/notes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace odds {
namespace {

/// Beyond this fewer than about 10 of 16 digits are left in the standard errors.
constexpr double kWorryingCondition = 1e6;

/// A share of its size by which a column differs from a combination of others that inflates
/// variances a million times.
constexpr double kWorryingGap = 1e-3;

/// `x is left out: it equals 2*z in every row used`; how closely, if by more than rounding.
std::string alias_sentence(const AliasedTerm& aliased, const Dependency& dependency, bool in_sets) {
  constexpr double kRounding = 1e-12;
  const double gap = dependency.gap;
  if (in_sets && dependency.weights.isZero(0.0)) {
    return fmt::format("{} is left out: it is {}.", aliased.term, aliased.dependency);
  }
  const std::string equal = fmt::format("{} is left out: it equals {} in every row used",
                                        aliased.term, aliased.dependency);
  if (!(gap > kRounding)) return equal + ".";
  return fmt::format("{}, to about {:.0f} digits.", equal, std::round(-std::log10(gap)));
}

/// `about 9 digits of the estimates are certain`, as far as the condition number goes.
std::string certain_digits(double condition, const std::string& estimates) {
  const double digits = std::round(std::max(0.0, 15.0 - std::log10(condition)));
  return fmt::format("about {:.0f} digit{} of {} {} certain", digits, digits == 1.0 ? "" : "s",
                     estimates, digits == 1.0 ? "is" : "are");
}

/// Names the column that is nearest to a combination of others.
Note collinear_note(double condition, const ResidualColumn& nearest, const Model& model) {
  const Dependency dependency = near_dependency(model.plan, nearest);
  return make_note(
      NoteCode::ill_conditioned,
      fmt::format("{} is nearly a combination of other columns: it differs from {} by about "
                  "{:.1g} of its size, and standard errors are large for that; {}.",
                  model.plan.names[static_cast<std::size_t>(nearest.column)],
                  dependency_text(model.plan, dependency), dependency.gap,
                  certain_digits(condition, "the estimates")));
}

Note condition_note(double condition, const Model& model) {
  const std::string text = fmt::format(
      "The information is badly conditioned (condition number {:.2g}), since ", condition);
  const DesignVariable* eliminated = model.plan.eliminated_variable();
  if (eliminated == nullptr) {
    return make_note(NoteCode::ill_conditioned,
                     fmt::format("{}columns are nearly collinear or a few values lie far from all "
                                 "others: {}.",
                                 text, certain_digits(condition, "the estimates")));
  }
  // With very many levels, coded by their difference from the base, the intercept, the levels and
  // columns that hardly vary within levels are less certain; others keep their digits (against
  // 80-bit arithmetic: 16 digits of slopes, 7 of the intercept at a condition number of 5e9). So
  // this is a remark as long as more digits are certain than a report shows.
  constexpr double kEnough = 1e9;  // leaves 6 digits
  const NoteCode code =
      condition > kEnough ? NoteCode::ill_conditioned : NoteCode::ill_conditioned_levels;
  return make_note(code, fmt::format("{}the base level of {} has few of all rows, or a column "
                                     "hardly varies within levels: {}.",
                                     text, quote_name(eliminated->name),
                                     certain_digits(condition,
                                                    "the intercept, the levels and such "
                                                    "a column")));
}

}  // namespace

void note_aliased(FitParts& fit, const Model& model) {
  const bool in_sets = fit.matched_sets.any();
  for (std::size_t k = 0; k < fit.aliased.size(); ++k) {
    const Dependency& dependency = model.dependencies[k];
    if (in_sets && model.roles.formula.intercept && dependency.column == 0) continue;
    fit.notes.push_back(
        make_note(NoteCode::aliased, alias_sentence(fit.aliased[k], dependency, in_sets)));
  }
}

void note_condition(FitParts& fit, const Model& model) {
  const std::vector<ResidualColumn>& residuals = model.plan.centring.residuals;
  const auto nearest = std::ranges::max_element(residuals, {}, &ResidualColumn::factor);
  if (nearest != residuals.end() && nearest->factor * kWorryingGap >= 1.0) {
    fit.notes.push_back(collinear_note(fit.maximum.condition, *nearest, model));
  } else if (fit.maximum.condition > kWorryingCondition) {
    fit.notes.push_back(condition_note(fit.maximum.condition, model));
  }
}

}  // namespace odds
