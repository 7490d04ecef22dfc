#include "report/build.hpp"
#include "report/build_coefficients.hpp"
#include "report/number_format.hpp"
#include "report/variance_words.hpp"

#include <odds/hypothesis.hpp>
#include <odds/notes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <utility>

namespace odds {
namespace {

std::string existence_key(Existence existence) {
  switch (existence) {
    case Existence::proved:
      return "proved";
    case Existence::separated:
      return "separated";
    case Existence::undetermined:
      break;
  }
  return "undetermined";
}

/// `at the limit of separated data: 13 of 79 rows are decided`
std::string limit_sentence(const Fit& fit) {
  const SeparationSummary& separation = fit.maximum().separation;
  const Index of =
      fit.matched_sets().any() ? static_cast<Index>(fit.matched_sets().pairs) : fit.rows().used;
  return fmt::format("at the limit of separated data: {} of {} {} are decided", separation.rows, of,
                     fit.matched_sets().any() ? "pairs" : "rows");
}

std::string existence_sentence(const Fit& fit) {
  if (fit.method() == Method::median) return "a root of the adjusted score";
  if (has_asymptotes(fit)) return "a local maximum, which is not proved to be the highest";
  if (fit.maximum().termination == Termination::at_limit) return limit_sentence(fit);
  return fit.maximum().existence == Existence::proved
             ? "a finite maximum is proved to exist"
             : "that a finite maximum exists could not be proved in double precision";
}

std::string termination_key(Termination termination) {
  switch (termination) {
    case Termination::converged:
      return "converged";
    case Termination::separated:
      return "separated";
    case Termination::at_limit:
      return "limit";
    case Termination::iteration_cap:
      return "iteration cap";
    case Termination::no_ascent:
      break;
  }
  return "no ascent";
}

/// Below this a score is made of rounding errors, which differ from machine to machine.
constexpr int kRoundingExponent = -12;

// The power of ten above it says all there is to say about so small a number.
std::string score_text(double score) {
  const double least = std::pow(10.0, kRoundingExponent - 1);
  const int exponent = static_cast<int>(std::floor(std::log10(std::max(score, least)))) + 1;
  return fmt::format("|score| < 1e{:03d}", std::max(exponent, kRoundingExponent));
}

constexpr int kMeanDigits = 4;

/// Said at once where the event is the last of two texts because nobody named one.
std::string choice_of_event(const Fit& fit) {
  const std::string code = code_text(NoteCode::event_sorts_last);
  const bool chosen = std::ranges::find(fit.notes(), code, &Note::code) != fit.notes().end();
  return chosen ? "  (chosen: sorts last; --event)" : "";
}

std::string in_lower_case(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string title(const Fit& fit) {
  const ResponseSummary& response = fit.response();
  const std::string kind = link_words(fit.link()).regression;
  if (response.fractional) {
    return fmt::format("Fractional {} regression: {}      mean {}", in_lower_case(kind),
                       modelled(response), number_text(Estimate{response.mean()}, kMeanDigits));
  }
  const MatchedSetSummary& sets = fit.matched_sets();
  return fmt::format(
      "{}{} regression: {}{}      {} event{}, {} non-event{}{}", sets.any() ? "Conditional " : "",
      sets.any() ? in_lower_case(kind) : kind, modelled(response), choice_of_event(fit),
      count(response.events), response.events == 1.0 ? "" : "s", count(response.nonevents),
      response.nonevents == 1.0 ? "" : "s", response.grouped ? " in groups of trials" : "");
}

std::string method_sentence(const Fit& fit) {
  switch (fit.method()) {
    case Method::maximum_likelihood:
      break;
    case Method::firth:
      return "Firth's penalised likelihood";
    case Method::flic:
      return "Firth's penalised likelihood, intercept corrected (FLIC)";
    case Method::median:
      return "median bias reduction";
  }
  if (fit.response().fractional) return "maximum Bernoulli quasi-likelihood";
  if (fit.matched_sets().any()) return "maximum conditional likelihood";
  return fit.pseudo_likelihood() ? "maximum pseudo-likelihood" : "maximum likelihood";
}

const char* method_key(Method method) { return kMethodNames[static_cast<int>(method)]; }

Line method_line(const Fit& fit, std::optional<Solver> used) {
  if (!fit.coefficients_label().empty()) return {"Fit", {fit.coefficients_label() + " (given)"}};
  Line line{"Fit", {method_sentence(fit) + ", "}};
  if (used) append(line.parts, {used == Solver::newton ? "Newton, " : "gradient descent, "});
  if (used || fit.maximum().iterations() > 0) {  // which a saved model does not keep
    append(line.parts, counted(fit.maximum().iterations(), "iteration"));
    append(line.parts, {", "});
  }
  append(line.parts, {score_text(fit.maximum().score_norm) + "; " + existence_sentence(fit)});
  return line;
}

Line errors_line(const Fit& fit, const FitReportOptions& options) {
  const std::string variance = variance_sentence(fit);
  if (options.interval != IntervalMethod::wald) {
    return variance_line(variance, options.level,
                         fmt::format("{} of the coefficients", interval_name(options.interval)));
  }
  if (!options.profiles) return variance_line(variance, options.level, wald_name(fit));
  return profiled_variance_line(variance, options.level, fit);
}

Lines header(const Fit& fit, const FitReportOptions& options) {
  Lines lines{{rows_line(fit.rows())}};
  if (fit.matched_sets().any()) lines.lines.push_back(sets_line(fit.matched_sets()));
  if (!fit.uses().empty()) lines.lines.push_back(uses_line(fit));
  if (has_asymptotes(fit)) lines.lines.push_back(curve_line(fit.link()));
  lines.lines.push_back(method_line(fit, options.solver));
  if (fit.heterogeneity().tested) lines.lines.push_back(heterogeneity_line(fit.heterogeneity()));
  lines.lines.push_back(errors_line(fit, options));
  return lines;
}

Facts data_facts(const Fit& fit) {
  Facts data{.id = "data",
             .facts = {{"file", Cell(fit.file())},
                       {"sha256", text_or_null(fit.sha256())},
                       rows_fact(fit.rows())}};
  if (!fit.uses().empty()) data.facts.push_back({"uses", Cell(uses_text(fit))});
  return data;
}

Facts response_facts(const Fit& fit) {
  Facts facts{.id = "response", .facts = {response_fact(fit.response())}};
  if (fit.response().fractional) {
    facts.facts.push_back({"mean", Cell(Estimate{fit.response().mean()})});
  } else {
    facts.facts.push_back({"events", Cell(Count{fit.response().events})});
    facts.facts.push_back({"nonevents", Cell(Count{fit.response().nonevents})});
  }
  return facts;
}

Facts estimation_facts(const Fit& fit, std::optional<Solver> solver) {
  const MaximumSummary& maximum = fit.maximum();
  const Cell name = solver ? Cell(solver == Solver::newton ? "newton" : "gd") : Cell();
  // Given coefficients are no maximum of which these would tell how near it is.
  const auto told = [&](double value) {
    return fit.coefficients_label().empty() ? Cell(Estimate{value}) : Cell();
  };
  Facts facts{.id = "estimation",
              .facts = {{"method", Cell(std::string(method_key(fit.method())))},
                        {"link", Cell(std::string(link_name(fit.link())))},
                        {"solver", name},
                        {"iterations", Cell(Count{static_cast<double>(maximum.iterations())})},
                        {"status", Cell(termination_key(maximum.termination))},
                        {"max.score", told(maximum.score_norm)},
                        {"decrement", told(maximum.decrement)},
                        {"condition", Cell(Estimate{maximum.condition})},
                        {"mle", Cell(existence_key(maximum.existence))}}};
  if (!fit.coefficients_label().empty()) {
    facts.facts.push_back({"coefficients", Cell(fit.coefficients_label())});
  }
  return facts;
}

/// People read the dependencies in the notes.
Grid aliased_grid(const Fit& fit) {
  Grid grid{.id = "aliased",
            .title = {},
            .columns = {{"term", {}}, {"dependency", {}}},
            .rows = {},
            .audience = Audience::programs};
  for (const AliasedTerm& aliased : fit.aliased()) {
    grid.rows.push_back({aliased.term, aliased.dependency});
  }
  return grid;
}

/// The covariance of the terms that have one: neither aliased ones nor levels that are eliminated.
NamedMatrix covariance_matrix(const Fit& fit) {
  std::vector<Index> kept;
  NamedMatrix result{.id = "covariance",
                     .kind = fit.covariance_label().empty()
                                 ? kVarianceNames[static_cast<int>(fit.variance())]
                                 : fit.covariance_label(),
                     .names = {},
                     .values = {}};
  for (std::size_t i = 0; i < static_cast<std::size_t>(fit.covariance().size()); ++i) {
    if (!std::isfinite(fit.coefficients()[i])) continue;
    kept.push_back(static_cast<Index>(i));
    result.names.push_back(fit.names()[i]);
  }
  result.values = fit.covariance().submatrix(kept);
  return result;
}

/// Whether some of what a likelihood tells is not there: of a pseudo-likelihood, a penalised one,
/// fractions, given estimates, or variances other than those of the likelihood.
bool is_partial(const Fit& fit) {
  return fit.pseudo_likelihood() || fit.matched_sets().any() || reduces_bias(fit.method()) ||
         fit.variance() != Variance::model || fit.heterogeneity().applied ||
         !fit.coefficients_label().empty() || !fit.covariance_label().empty();
}

/// What cannot be told is null; NaN elsewhere would be a failure.
Facts goodness_facts(const Fit& fit) {
  const Goodness& goodness = fit.goodness();
  const bool partial = is_partial(fit);
  const auto told = [&](auto number) {
    return partial && std::isnan(number.value) ? Cell() : Cell(number);
  };
  return {.id = "fit",
          .facts = {{"nobs", Cell(Count{goodness.observations})},
                    {"logLik", told(LogLikelihood{goodness.log_likelihood})},
                    {"null.logLik", told(LogLikelihood{goodness.null_log_likelihood})},
                    {"deviance", told(LogLikelihood{goodness.deviance})},
                    {"null.deviance", told(LogLikelihood{goodness.null_deviance})},
                    {"df.residual", Cell(Count{goodness.df_residual})},
                    {"df.null", Cell(Count{goodness.df_null})},
                    {"AIC", told(Statistic{goodness.aic})},
                    {"BIC", told(Statistic{goodness.bic})},
                    {"LR", told(Statistic{goodness.lr})},
                    {"LR.df", Cell(Count{static_cast<double>(goodness.lr_df)})},
                    {"LR.p.value", told(PValue{goodness.lr_p})},
                    {"r2.mcfadden", told(Estimate{goodness.mcfadden})},
                    {"r2.coxsnell", told(Estimate{goodness.cox_snell})},
                    {"r2.nagelkerke", told(Estimate{goodness.nagelkerke})},
                    {"r2.tjur", told(Estimate{goodness.tjur})},
                    {"auc", told(Estimate{goodness.auc})},
                    {"brier", told(Estimate{goodness.brier})}}};
}

Line probabilities_line(const Fit& fit) {
  const FittedProbabilities& fitted = fit.probabilities();
  const bool is_sigmoid = fit.asymptotes().are_plain() && fit.link() == Link::logit;
  const char* slope = is_sigmoid ? "sigma'" : "dP/deta";
  Line line{{},
            {"Fitted probabilities   min ", Estimate{fitted.min}, "  q1 ", Estimate{fitted.q1},
             "  median ", Estimate{fitted.median}, "  q3 ", Estimate{fitted.q3}, "  max ",
             Estimate{fitted.max}, fmt::format(";  saturated ({} < 0.01): ", slope)}};
  append(line.parts, counted(static_cast<double>(fitted.saturated), "row"));
  return line;
}

const char* likelihood_name(const Fit& fit) {
  if (fit.response().fractional) return "log quasi-likelihood ";
  const bool pseudo = fit.pseudo_likelihood() || fit.variance() != Variance::model;
  return pseudo ? "log pseudolikelihood " : "logLik ";
}

Line likelihood_line(const Fit& fit) {
  const Goodness& goodness = fit.goodness();
  Line line{{}, {likelihood_name(fit), LogLikelihood{goodness.log_likelihood}}};
  append(line.parts, slopes_cells(fit.slopes_test()));
  if (!std::isnan(goodness.aic)) {
    append(line.parts, {"   AIC ", Statistic{goodness.aic}});
    if (!std::isnan(goodness.bic)) append(line.parts, {"   BIC ", Statistic{goodness.bic}});
  } else if (!fit.heterogeneity().tested) {
    append(line.parts, {"   deviance ", LogLikelihood{goodness.deviance}});
  }
  return line;
}

/// Of groups, which a saturated model fits exactly.
Line deviance_line(const Fit& fit) {
  const Heterogeneity& h = fit.heterogeneity();
  return {{},
          {"Residual deviance chi2(", Count{h.degrees}, ") ", Statistic{fit.goodness().deviance},
           "  p ", PValue{h.deviance_p_value}}};
}

/// Those that there are.
Line shares_line(const Goodness& goodness) {
  Line line{{}, {}};
  for (const auto& [name, value] :
       {std::pair("McFadden R2 ", goodness.mcfadden), std::pair("Tjur ", goodness.tjur),
        std::pair("AUC ", goodness.auc), std::pair("Brier ", goodness.brier)}) {
    if (std::isnan(value)) continue;
    append(line.parts, {(line.parts.empty() ? "" : "   ") + std::string(name), Estimate{value}});
  }
  return line;
}

/// With asymptotes exp(coefficient) compares F(eta), not P.
void note_ratios(const Fit& fit, std::vector<Note>& notes) {
  if (fit.asymptotes().are_plain()) return;
  notes.push_back(make_note(
      NoteCode::ratio_between_asymptotes,
      fmt::format("exp(coefficient) is the {} of {} = (P - guess) / (1 - guess - lapse), the curve "
                  "between its asymptotes, not that of P.",
                  link_words(fit.link()).ratio, link_words(fit.link()).function)));
}

/// Those of the fit and of its margins, each once. Which codes are taken for changes is known to
/// the margins better.
Notes all_notes(const Fit& fit, const FitReportOptions& options) {
  const Margins* const margins = options.margins;
  Notes all{fit.notes()};
  if (options.profiles) {
    std::erase_if(all.notes, [](const Note& note) {
      return note.code == code_text(NoteCode::penalised_wald);
    });
  }
  for (const Validation& validation : options.validations) {
    all.notes.insert(all.notes.end(), validation.notes.begin(), validation.notes.end());
  }
  if (margins == nullptr) return all;
  const std::string codes = code_text(NoteCode::codes_as_numbers);
  for (const Note& note : margins->notes) {
    const auto known = std::ranges::find_if(all.notes, [&](const Note& other) {
      return other.code == note.code && (note.code == codes || other.text == note.text);
    });
    if (known == all.notes.end()) {
      all.notes.push_back(note);
    } else {
      *known = note;
    }
  }
  return all;
}

}  // namespace

Report report(const Fit& fit, const FitReportOptions& options) {
  Report report{.schema = "odds.fit/1", .title = title(fit), .sections = {}, .table = {}};
  report.sections = {header(fit, options), manifest(options.command), data_facts(fit),
                     response_facts(fit), estimation_facts(fit, options.solver)};
  report.sections.push_back(interval_facts(fit, options));
  add_coefficients(fit, options, report);
  if (has_asymptotes(fit)) report.sections.push_back(asymptotes_grid(fit, options.level));
  if (fit.matched_sets().any()) report.sections.push_back(sets_facts(fit.matched_sets()));
  if (options.tests) {
    report.sections.push_back(term_test_lines(*options.tests));
    report.sections.push_back(term_test_grid(*options.tests));
  }
  report.sections.push_back(aliased_grid(fit));
  report.sections.push_back(covariance_matrix(fit));
  if (!fit.clusters().empty()) report.sections.push_back(clusters_grid(fit));
  report.sections.push_back(goodness_facts(fit));
  report.sections.push_back(slopes_facts(fit.slopes_test()));
  if (std::isfinite(fit.test_degrees()) && !fit.heterogeneity().applied) {
    report.sections.emplace_back(
        Facts{.id = {}, .facts = {{"test.df", denominator_cell(fit.test_degrees())}}});
  }
  report.sections.push_back(heterogeneity_facts(fit.heterogeneity()));
  const Margins effects = options.margins == nullptr ? Margins() : *options.margins;
  for (Grid& grid :
       margins_grids("margins", margins_title(modelled(fit.response()), effects), effects)) {
    report.sections.emplace_back(std::move(grid));
  }
  if (fit.coefficients_label().empty()) {  // else N057 says why they are not known
    if (!fit.matched_sets().any()) report.sections.push_back(Lines{{probabilities_line(fit)}});
    Lines lines{{likelihood_line(fit), shares_line(fit.goodness())}};
    if (fit.heterogeneity().tested) lines.lines.insert(lines.lines.begin() + 1, deviance_line(fit));
    report.sections.push_back(std::move(lines));
  }
  add_validations(options.validations, report);
  report.sections.push_back(separation_facts(fit));
  Notes notes = all_notes(fit, options);
  if (options.ratios) note_ratios(fit, notes.notes);
  report.sections.push_back(std::move(notes));
  return report;
}

}  // namespace odds
