#include "fit/notes.hpp"

#include "formula/quote.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

/// Beyond this fewer than about 10 of 16 digits are left in the standard errors.
constexpr double kWorryingCondition = 1e6;

/// Whether a variable enters some term as a bare number.
bool enters_as_number(const Model& model, const std::string& name) {
  const auto bare = [&](const Expression& expression) {
    return expression.kind == Expression::Kind::variable && expression.name == name;
  };
  return std::ranges::any_of(model.plan.expressions, bare);
}

void note_codings(Fit& fit, const Model& model) {
  std::vector<std::string> binary;
  std::vector<std::string> whole;
  for (const DesignVariable& variable : model.plan.variables) {
    if (!enters_as_number(model, variable.name)) continue;
    if (variable.binary) binary.push_back(quote_name(variable.name));
    if (!variable.binary && variable.few_whole_values) whole.push_back(quote_name(variable.name));
  }
  if (!binary.empty()) {
    fit.notes.push_back(
        {"N010",
         fmt::format("{} {} coded 0/1 and {}; margins treat {} 0 -> 1 change{}.",
                     fmt::join(binary, ", "), binary.size() == 1 ? "is" : "are",
                     binary.size() == 1 ? "enters as a number" : "enter as numbers",
                     binary.size() == 1 ? "it as a" : "them as", binary.size() == 1 ? "" : "s"),
         NoteKind::remark});
  }
  if (!whole.empty()) {
    fit.notes.push_back(
        {"N011",
         fmt::format("{} {} at most 10 whole values and {}; C({}) would make categories.",
                     fmt::join(whole, ", "), whole.size() == 1 ? "has" : "have",
                     whole.size() == 1 ? "enters as a number" : "enter as numbers", whole.front()),
         NoteKind::remark});
  }
}

}  // namespace

void add_notes(Fit& fit, const Model& model) {
  note_codings(fit, model);
  for (const AliasedTerm& aliased : fit.aliased) {
    fit.notes.push_back({"N030", fmt::format("{} is left out: it equals {} in every row used.",
                                             aliased.term, aliased.dependency)});
  }
  if (fit.goodness.df_residual <= 0.0 && fit.converged()) {
    fit.notes.push_back({"N031",
                         "There are as many coefficients as observations: the model fits "
                         "every one, and nothing is left to judge it by."});
  }
  if (fit.maximum.condition > kWorryingCondition) {
    const double digits = std::round(std::max(0.0, 15.0 - std::log10(fit.maximum.condition)));
    fit.notes.push_back(
        {"N032",
         fmt::format("The information is badly conditioned (condition number {:.2g}), since "
                     "columns are nearly collinear or a few values lie far from all "
                     "others: about {:.0f} digit{} of the estimates {} certain.",
                     fit.maximum.condition, digits, digits == 1.0 ? "" : "s",
                     digits == 1.0 ? "is" : "are")});
  }
  if (fit.method == Method::firth) {
    fit.notes.push_back({"N033",
                         "logLik, LR, AIC and BIC are those of the likelihood without the "
                         "penalty, at the penalised estimate; Wald intervals are rough.",
                         NoteKind::remark});
  }
  if (!model.roles.formula.intercept) {
    fit.notes.push_back({"N034",
                         "Without an intercept the null model is probability 1/2 (or the "
                         "offset alone), as in R: LR tests against that.",
                         NoteKind::remark});
  }
}

}  // namespace odds
