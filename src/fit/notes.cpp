#include "fit/notes.hpp"

#include "data/types/flag_text.hpp"
#include "design/level_codes.hpp"
#include "fit/condition_notes.hpp"
#include "fit/interaction_note.hpp"
#include "fit/separation_use.hpp"
#include "formula/quote.hpp"
#include "model/coordinates.hpp"

#include <odds/notes.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_set>

namespace odds {
namespace {

void note_matched_sets(FitParts& fit) {
  const MatchedSetSummary& sets = fit.matched_sets;
  if (!sets.any()) return;
  fit.notes.push_back(make_note(
      NoteCode::conditional_likelihood,
      fmt::format("The likelihood is conditional on the number of events in each set of {}, whose "
                  "intercepts cancel: coefficients compare members of a set, and there are no "
                  "probabilities, and so no margins, predictions, AUC and Brier score.",
                  quote_name(sets.column))));
  if (sets.left_out == 0) return;
  Index rows = 0;
  for (const DroppedRows& dropped : fit.rows.dropped) {
    if (dropped.cause == DropCause::uninformative_set) rows += dropped.rows;
  }
  fit.notes.push_back(make_note(
      NoteCode::sets_left_out,
      fmt::format("{} of {} sets of {} {} events only or non-events only, and say{} nothing: {} "
                  "row{} left out.",
                  sets.left_out, sets.sets + sets.left_out, quote_name(sets.column),
                  sets.left_out == 1 ? "has" : "have", sets.left_out == 1 ? "s" : "", rows,
                  rows == 1 ? " is" : "s are")));
}

/// The variables that enter some term as bare numbers.
std::unordered_set<std::string_view> bare_numbers(const Model& model) {
  std::unordered_set<std::string_view> names;
  for (const Expression& expression : model.plan.expressions) {
    if (expression.kind == Expression::Kind::variable) names.insert(expression.name);
  }
  return names;
}

void note_codings(FitParts& fit, const Model& model) {
  std::vector<std::string> whole;
  const std::unordered_set<std::string_view> numbers = bare_numbers(model);
  for (const DesignVariable& variable : model.plan.variables) {
    const bool constant = variable.moments.min == variable.moments.max;
    if (variable.binary || constant || !variable.few_whole_values) continue;
    if (numbers.contains(variable.name)) whole.push_back(quote_name(variable.name));
  }
  auto coded = model.roles.strata.empty() ? coding_note(model) : std::nullopt;  // is on margins
  if (coded) fit.notes.push_back(std::move(*coded));
  if (!whole.empty()) {
    fit.notes.push_back(make_note(
        NoteCode::whole_numbers,
        fmt::format("{} {} at most 10 whole values and {}; C({}) would make categories.",
                    fmt::join(whole, ", "), whole.size() == 1 ? "has" : "have",
                    whole.size() == 1 ? "enters as a number" : "enter as numbers", whole.front())));
  }
}

/// Values such as 999 that no measurement gave: `--na sbp=999,chol=-99`.
void note_suspected_codes(FitParts& fit, const Model& model) {
  std::string values;
  std::string codes;
  for (const DesignVariable& variable : model.plan.variables) {
    if (!variable.suspected_code) continue;
    const std::string text = level_text(*variable.suspected_code);
    values +=
        fmt::format("{}{} of {}", values.empty() ? "" : ", ", text, quote_name(variable.name));
    codes += (codes.empty() ? "" : ",") + code_in_column(variable.name, text);
  }
  if (values.empty()) return;
  fit.notes.push_back(make_note(
      NoteCode::codes_among_numbers,
      fmt::format("A value far from all others looks like a code of missing values: {}; if it is "
                  "one, pass --na {}.",
                  values, shell_word(codes))));
}

/// Rows for each level of a factor below which its many coefficients bend the others: of one that
/// is eliminated, and of others with at least so many levels.
constexpr double kRowsEnoughForLevel = 30.0;
constexpr double kRowsEnoughForFewLevels = 10.0;
constexpr std::size_t kManyLevels = 20;

/// The factors that have a term by themselves.
std::vector<const DesignVariable*> main_factors(const Model& model) {
  std::vector<const DesignVariable*> factors;
  for (const DesignTerm& term : model.plan.terms) {
    if (term.factors.size() != 1 || !term.numeric.empty()) continue;
    factors.push_back(&model.plan.variable(term.factors.front().variable));
  }
  return factors;
}

void note_few_rows_of_levels(FitParts& fit, const Model& model) {
  const bool grouped = fit.response.grouped;
  const double trials =
      grouped ? fit.response.events + fit.response.nonevents : static_cast<double>(fit.rows.used);
  for (const DesignVariable* factor : main_factors(model)) {
    const bool eliminated = factor == model.plan.eliminated_variable();
    if (!eliminated && factor->levels.size() < kManyLevels) continue;
    const double each = trials / static_cast<double>(factor->levels.size());
    if (each >= (eliminated ? kRowsEnoughForLevel : kRowsEnoughForFewLevels)) continue;
    fit.notes.push_back(make_note(
        NoteCode::few_rows_of_levels,
        fmt::format(
            "{} has {} levels with {:.2g} {} each: with so few the other coefficients are "
            "too far from 0 (incidental parameters: Neyman and Scott 1948); the conditional "
            "likelihood of --strata {} has no such bias.",
            quote_name(factor->name), factor->levels.size(), each, grouped ? "trials" : "rows",
            shell_word(factor->name))));
  }
}

void note_pseudo_likelihood(FitParts& fit) {
  const bool fractions = fit.response.fractional;
  std::string text =
      fractions ? "logLik is a quasi-likelihood, of fractions as if they were shares of events"
                : "logLik is a pseudo-likelihood, of probability weights scaled to mean 1";
  text += ": there are no likelihood ratio, AIC and BIC";
  if (fractions) text += ", and without events no AUC, Tjur's R2 and Brier score";
  fit.notes.push_back(make_note(NoteCode::pseudo_likelihood, text + "."));
}

/// As Stata does after vce(robust).
void note_robust_likelihood(FitParts& fit) {
  fit.notes.push_back(make_note(
      NoteCode::robust_likelihood,
      "A robust variance takes the likelihood for a pseudo-likelihood: there are no likelihood "
      "ratio, AIC and BIC, and all slopes are tested by Wald's test, as in Stata."));
}

void note_penalised(FitParts& fit) {
  fit.notes.push_back(
      make_note(NoteCode::penalised,
                "logLik, AIC and BIC are those of the likelihood without the penalty, at the "
                "penalised estimate, which has no likelihood ratio."));
  fit.notes.push_back(
      make_note(NoteCode::penalised_wald,
                "Standard errors, p-values and intervals are Wald's, which are rough for Firth's "
                "estimates, most of all where data are separated. Of coefficients, odds fit --ci "
                "profile has his own: ratios of the penalised likelihood and intervals of its "
                "profile."));
}

void note_median(FitParts& fit) {
  fit.notes.push_back(
      make_note(NoteCode::penalised,
                "logLik, AIC and BIC are those of the likelihood at the median bias reduced "
                "estimate, which does not maximise it and has no likelihood ratio."));
}

std::string null_without_intercept(const ResponseCurve& curve) {
  if (curve.has_asymptotes()) return "eta = 0 on the same asymptotes";
  const double p = curve.at(0.0).value;
  return p == 0.5 ? "probability 1/2" : fmt::format("probability {:.4g}", p);
}

void note_asymptotes(FitParts& fit, const ResponseCurve& curve) {
  if (fit.guess_rate == GuessRate::at_bound) {
    fit.notes.push_back(
        make_note(NoteCode::guess_at_bound,
                  "The likelihood is highest at a guess rate of 0, and falls from there: the "
                  "rate is at its bound and has no standard error, and all else is that of "
                  "a fit without it."));
  }
  if (fit.guess_rate == GuessRate::estimated) {
    fit.notes.push_back(
        make_note(NoteCode::guess_is_parameter,
                  "The guess rate counts as a parameter in AIC, BIC and the degrees of "
                  "freedom of LR, whose null model is one probability for all rows."));
  }
  const double share = fit.response.events / (fit.response.events + fit.response.nonevents);
  const bool below = share <= fit.asymptotes.guess;
  if (!curve.has_asymptotes() || !(below || share >= 1.0 - fit.asymptotes.lapse)) return;
  fit.notes.push_back(
      make_note(NoteCode::mean_beyond_asymptote,
                fmt::format("Of all trials {:.4g} % are events, which no point of the "
                            "curve reaches: the null model is its {} asymptote.",
                            100.0 * share, below ? "lower" : "upper")));
}

/// `a, b, c`; of more than six the first, and how many more there are.
std::string first_of(const std::vector<std::string>& names) {
  constexpr std::size_t kMostNamed = 6;
  const auto named = static_cast<std::ptrdiff_t>(std::min(names.size(), kMostNamed));
  std::string text = fmt::format("{}", fmt::join(names.begin(), names.begin() + named, ", "));
  if (names.size() > kMostNamed) text += fmt::format(" and {} more", names.size() - kMostNamed);
  return text;
}

}  // namespace

std::optional<Note> coding_note(const Model& model, const std::vector<std::string>& continuous) {
  if (std::ranges::none_of(model.plan.variables, &DesignVariable::binary)) return std::nullopt;
  const std::unordered_set<std::string_view> numbers = bare_numbers(model);
  std::vector<std::string> all;
  std::vector<std::string> switched;
  std::vector<std::string> differentiated;
  for (const DesignVariable& variable : model.plan.variables) {
    if (!variable.binary || !numbers.contains(variable.name)) continue;
    const bool asked = std::ranges::find(continuous, variable.name) != continuous.end();
    all.push_back(quote_name(variable.name));
    (asked ? differentiated : switched).push_back(all.back());
  }
  if (all.empty()) return std::nullopt;
  const bool one = all.size() == 1;
  const auto named = [&](const std::vector<std::string>& part) {
    return part.size() == all.size() ? std::string(one ? "it" : "them")
                                     : fmt::format("{}", fmt::join(part, ", "));
  };
  std::string margins;
  if (!switched.empty()) {
    margins = fmt::format("treat {} as {}", named(switched),
                          switched.size() == 1 ? "a 0 -> 1 change" : "0 -> 1 changes");
  }
  if (!differentiated.empty()) {
    margins += (margins.empty() ? "" : " and ") + ("differentiate " + named(differentiated));
  }
  return make_note(
      NoteCode::codes_as_numbers,
      fmt::format("{} {} coded 0/1 and {}; margins {}.", fmt::join(all, ", "), one ? "is" : "are",
                  one ? "enters as a number" : "enter as numbers", margins));
}

std::vector<Note> reading_notes(const Table& table, const ColumnSource& source) {
  constexpr std::size_t kMostNamed = 6;
  std::vector<Note> notes;
  const std::vector<std::string> files = table.files();
  if (files.size() > 1) {
    const auto named = static_cast<std::ptrdiff_t>(std::min(files.size(), kMostNamed));
    std::string text = fmt::format("{} files are one table: {}", files.size(),
                                   fmt::join(files.begin(), files.begin() + named, ", "));
    if (files.size() > kMostNamed) text += fmt::format(", ... {}", files.back());
    notes.push_back(make_note(NoteCode::several_files, text));
  }
  for (const std::string& note : table.notes()) {
    notes.push_back(make_note(NoteCode::file_layout, note));
  }
  for (Note& note : source.notes()) notes.push_back(std::move(note));
  return notes;
}

void add_notes(FitParts& fit, const Model& model) {
  note_codings(fit, model);
  note_suspected_codes(fit, model);
  if (auto note = interaction_note(model)) fit.notes.push_back(std::move(*note));
  note_few_rows_of_levels(fit, model);
  note_aliased(fit, model);
  if (fit.goodness.df_residual <= 0.0 && fit.converged()) {
    fit.notes.push_back(make_note(NoteCode::saturated,
                                  "There are as many coefficients as observations: the model fits "
                                  "every one, and nothing is left to judge it by."));
  }
  note_condition(fit, model);
  if (fit.method == Method::median) {
    note_median(fit);
  } else if (reduces_bias(fit.method)) {
    note_penalised(fit);
  }
  if (fit.pseudo_likelihood) {
    note_pseudo_likelihood(fit);
  } else if (fit.variance != Variance::model) {
    note_robust_likelihood(fit);
  }
  if (model.recession && fit.maximum.has_estimates()) fit.notes.push_back(infinite_terms_note(fit));
  note_matched_sets(fit);
  if (!model.roles.formula.intercept && !fit.matched_sets.any()) {
    fit.notes.push_back(
        make_note(NoteCode::no_intercept,
                  fmt::format("Without an intercept the null model is {} (or the offset "
                              "alone), as in R: LR tests against that.",
                              null_without_intercept(model.curve))));
  }
  note_asymptotes(fit, model.curve);
}

Note observed_information_note() {
  return make_note(
      NoteCode::observed_information,
      "Fitted probabilities contradict the outcomes, as with a wrong offset or without "
      "an intercept: the expected information is less than a millionth of the observed "
      "one, which standard errors are taken from.");
}

Note rounding_note(Index rows) {
  return make_note(NoteCode::counts_rounded,
                   fmt::format("In {} row{} counts differ from whole numbers by rounding (1e-9 at "
                               "most), and were taken as these.",
                               rows, rows == 1 ? "" : "s"));
}

std::vector<Note> constant_factor_notes(const Model& model) {
  std::vector<Note> notes;
  for (const DesignVariable& variable : model.plan.variables) {
    if (variable.levels.size() != 1) continue;
    notes.push_back(make_note(NoteCode::constant_factor,
                              fmt::format("{} is left out of the model: without the rows of "
                                          "separated levels it is {} in every row.",
                                          quote_name(variable.name), variable.levels.front())));
  }
  return notes;
}

Note left_out_note(const LeftOutLevels& levels, const RowCounts& rows) {
  const std::vector<std::string> names = levels.names();
  const std::size_t count = names.size();
  Index dropped = 0;
  for (const DroppedRows& cause : rows.dropped) {
    if (cause.cause == DropCause::separated_level && cause.column == levels.column)
      dropped = cause.rows;
  }
  return make_note(
      NoteCode::levels_left_out,
      fmt::format("{} level{} of {} {} events only or non-events only ({}): {} row{} left out, "
                  "and the model does not know {}.",
                  count, count == 1 ? "" : "s", quote_name(levels.column),
                  count == 1 ? "has" : "have", first_of(names), dropped,
                  dropped == 1 ? " is" : "s are", count == 1 ? "that level" : "those levels"));
}

}  // namespace odds
