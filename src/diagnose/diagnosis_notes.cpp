#include "diagnose/diagnosis_notes.hpp"

#include <odds/notes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace odds {
namespace {

Note sparse_note(const PatternCounts& patterns) {
  return make_note(
      NoteCode::sparse_patterns,
      fmt::format(
          "{:.0f} of {:.0f} covariate patterns are single observations: Pearson's statistic "
          "and the deviance are not about chi-square, and have no p here. The tests below "
          "them hold.",
          patterns.singles, patterns.patterns));
}

Note tie_note(const Diagnosis& diagnosis) {
  return make_note(NoteCode::tied_groups,
                   fmt::format("Rows with the same fitted probability stay together: of {} groups "
                               "asked for there are {}.",
                               diagnosis.groups_asked, diagnosis.groups.size()));
}

Note weight_note() {
  return make_note(NoteCode::weights_without_tests,
                   "The weights are no counts of observations: there are no tests of fit, and the "
                   "AUC, rates and curves have no errors.");
}

Note coarse_note(const SmoothCalibration& smooth) {
  const std::string shape = smooth.knots.empty() ? "is a straight line on the log odds"
                                                 : fmt::format("has {} knots", smooth.knots.size());
  return make_note(NoteCode::coarse_calibration,
                   fmt::format("The smooth calibration curve {}: {}.", shape, smooth.reason));
}

Note determined_note(double rows) {
  return make_note(
      NoteCode::full_leverage,
      fmt::format("{:.0f} row{} of leverage 1 alone determine{} a coefficient: without "
                  "{} there is no such fit, and influence is not a number.",
                  rows, rows == 1.0 ? "" : "s", rows == 1.0 ? "s" : "",
                  rows == 1.0 ? "it" : "them"));
}

constexpr double kFewEvents = 10.0;
constexpr double kLargeFactor = 3.1622776601683795;  ///< sqrt(10): a VIF of 10

Note few_events_note(const SampleSupport& support) {
  const bool are_events = support.events <= support.nonevents;
  const double rarer = are_events ? support.events : support.nonevents;
  return make_note(
      NoteCode::few_events,
      fmt::format(
          "There are {:.0f} {} for {} coefficient{}, {:.1f} each: below about 10 estimates "
          "tend to be too far from 0, and P too extreme on new data. Fewer terms or --firth "
          "help.",
          rarer, are_events ? "events" : "non-events", support.slopes,
          support.slopes == 1 ? "" : "s", support.per_slope));
}

Note rare_cells_note(const SampleSupport& support) {
  const RareCell& first = support.rare.front();
  const std::string others =
      support.rare.size() == 1 ? "" : fmt::format(" and {} more", support.rare.size() - 1);
  return make_note(
      NoteCode::rare_cells,
      fmt::format("{}[{}]{}: fewer than 5 events or non-events ({:.0f} and {:.0f}). Wald intervals "
                  "are rough there; profile intervals and likelihood ratios are better.",
                  first.column, first.level, others, first.events, first.nonevents));
}

Note collinear_note(const TermInflation& worst) {
  return make_note(
      NoteCode::collinear_terms,
      fmt::format(
          "Standard errors of {} are {:.1f} times what they would be if its columns were "
          "uncorrelated with the others: these data hardly tell it from other terms. Powers "
          "and products of a number that is not centred always look so.",
          worst.term, worst.factor));
}

Note dimension_note(const HighDimension& many) {
  const std::string bias =
      many.bias > 0.0
          ? fmt::format(", and estimates {:.2f} times as far from 0 as the truth", many.bias)
          : "";
  return make_note(
      NoteCode::high_dimension,
      fmt::format(
          "There are {:.2f} coefficients for each row: z are about {:.2f} times too large{} "
          "(Sur and Candes 2019, by SLOE). Take fewer terms, or a penalty.",
          many.ratio, many.z_factor, bias));
}

Note variance_note() {
  return make_note(
      NoteCode::variance_not_used,
      "The fit has another variance than the model's. Tests of fit, leverage, influence "
      "and errors here are those of the model.");
}

/// The term with the largest factor; null without terms.
const TermInflation* worst_of(const Collinearity& collinearity) {
  const auto& terms = collinearity.terms;
  const auto worst = std::ranges::max_element(terms, {}, &TermInflation::factor);
  return worst == terms.end() ? nullptr : &*worst;
}

void add_design_notes(const Diagnosis& diagnosis, std::vector<Note>& notes) {
  const SampleSupport& support = diagnosis.support;
  if (support.slopes > 0 && support.per_slope < kFewEvents) {
    notes.push_back(few_events_note(support));
  }
  if (!support.rare.empty()) notes.push_back(rare_cells_note(support));
  if (support.high_dimension.applies()) {
    notes.push_back(dimension_note(support.high_dimension));
  }
  const TermInflation* const worst = worst_of(diagnosis.collinearity);
  const bool is_told = worst != nullptr && diagnosis.collinearity.has_intercept;
  if (is_told && worst->factor > kLargeFactor) notes.push_back(collinear_note(*worst));
}

}  // namespace

std::vector<Note> diagnosis_notes(const Diagnosis& diagnosis, double determined,
                                  bool has_other_variance) {
  std::vector<Note> notes;
  if (diagnosis.has_outcomes && !diagnosis.has_counts) notes.push_back(weight_note());
  if (diagnosis.has_counts && diagnosis.patterns.are_sparse()) {
    notes.push_back(sparse_note(diagnosis.patterns));
  }
  const bool tied = static_cast<Index>(diagnosis.groups.size()) < diagnosis.groups_asked;
  if (diagnosis.has_counts && tied) notes.push_back(tie_note(diagnosis));
  if (diagnosis.smooth.exists() && !diagnosis.smooth.reason.empty()) {
    notes.push_back(coarse_note(diagnosis.smooth));
  }
  add_design_notes(diagnosis, notes);
  if (determined > 0.0) notes.push_back(determined_note(determined));
  if (has_other_variance) notes.push_back(variance_note());
  return notes;
}

}  // namespace odds
