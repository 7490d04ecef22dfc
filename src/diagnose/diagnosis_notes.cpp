#include "diagnose/diagnosis_notes.hpp"

#include <odds/notes.hpp>

#include <fmt/format.h>

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

}  // namespace

std::vector<Note> diagnosis_notes(const Diagnosis& diagnosis, double determined) {
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
  if (determined > 0.0) notes.push_back(determined_note(determined));
  return notes;
}

}  // namespace odds
