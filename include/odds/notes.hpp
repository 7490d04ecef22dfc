// The notes that there are: the number of each, and what it means.
#pragma once

#include <odds/export.hpp>
#include <odds/note.hpp>

#include <span>
#include <string>
#include <string_view>

namespace odds {

/// The number of a note's code, which is stable: scripts may look for it. `note_meanings()` says of
/// each what it means; `odds help notes` prints that.
enum class NoteCode {
  event_sorts_last = 1,
  formula_reading = 2,
  codes_as_numbers = 10,
  whole_numbers = 11,
  reading = 20,
  several_files = 21,
  aliased = 30,
  saturated = 31,
  ill_conditioned = 32,
  penalised = 33,
  no_intercept = 34,
  levels_left_out = 35,
  few_rows_of_levels = 36,
  pseudo_likelihood = 37,
  constant_factor = 38,
  ill_conditioned_levels = 39,
  effect_without_derivative = 40,
  filter_not_applied = 41,
  effect_not_finite = 42,
  trials_not_counted = 43,
  jumps_left_out = 44,
  levels_without_effects = 45,
  elasticity_at_zero = 46,
  extrapolation = 47,
  number_needed_to_treat = 48,
  not_estimable = 49,
  guess_at_bound = 50,
  guess_is_parameter = 51,
  mean_beyond_asymptote = 52,
  rows_without_prediction = 53,
  covariance_of_predictions = 54,
  rows_without_margins = 55,
  given_covariance = 56,
  given_coefficients = 57,
  columns_of_one_name = 58,
  columns_without_name = 59,
  percent_below_one = 60,
  no_profile = 61,
  curves_not_compared = 62,
  unbounded_dose = 63,
  dose_extrapolates = 64,
  poor_fit = 65,
  no_steepest_point = 66,
  no_operating_point = 67,
  operating_point_extrapolates = 68,
  unshared_processes = 69,
  heterogeneity_unknown = 70,
  heterogeneity_below_one = 71,
  heterogeneity_infinite = 72,
  no_contrast = 73,
  rows_without_std_error = 74,
  lens_without_words = 75,
  model_replaced = 76,
  not_a_number = 90,
  infinite = 91,
  output_place = 92,
  rows_not_a_number = 93,
  codes_read_as_missing = 100,
  codes_as_levels = 101,
  numbers_and_texts = 102,
  strays = 103,
  reading_differs = 104,
  other_response_values = 105,
  codes_among_numbers = 106,
  cells_in_a_form = 110,
  dates_as_days = 111,
  looks_like_numbers = 112,
  looks_like_dates = 113,
  other_form_than_fit = 114,
  look_alike_levels = 115,
  levels_folded = 116,
  ends_trimmed = 117,
  file_layout = 120,
  counts_rounded = 121,
  heterogeneity_factor = 130,
  rows_at_asymptote = 131,
  penalised_wald = 132,
  robust_likelihood = 133,
  dose_not_reached = 134,
  few_clusters = 135,
  heavy_cluster = 136,
  covariance_repaired = 137,
  resamples_left_out = 138,
  conditions_moved_alone = 140,
  coefficients_at_zero = 141,
  other_rows_of_file = 142,
  odds_ratios_averaged = 143,
  conditional_likelihood = 144,
  sets_left_out = 145,
  observed_information = 150,
  ratio_between_asymptotes = 151,
  terms_within_terms = 160,
  rows_not_compared = 170,
  no_likelihood_ratio = 171,
  no_criteria = 172,
  data_would_tell = 173,
  terms_in_span = 180,
  added_terms_reading = 181,
  delta_limits_alone = 182,
  margins_covariance_repaired = 183,
  fitted_by_firth = 190,
  at_limit = 191,
  sparse_patterns = 200,
  tied_groups = 201,
  weights_without_tests = 202,
  full_leverage = 203,
  rows_without_influence = 204,
  parts_without_estimates = 220,
  clusters_divided = 221,
  selected_on_same_rows = 222,
  selections_left_out = 223,
  coarse_calibration = 230,
  validated_on_own_rows = 240,
  unseen_rows_left_out = 241,
  uses_not_in_table = 242,
  calibration_on_log_odds = 243,
  validated_without_counts = 244,
  single_outcome = 245,
  model_updated = 246,
  prevalence_corrected = 247,
  rows_not_common = 248,
  folds_of_one_outcome = 249,
  few_events = 250,
  rare_cells = 251,
  collinear_terms = 252,
  variance_not_used = 253,
  high_dimension = 254,
  no_clustered_variance = 260,
  too_few_clusters_to_test = 261,
  ratios_as_they_are = 262,
};

/// A row of the table of notes.
struct NoteMeaning {
  NoteCode code;
  NoteKind kind;
  std::string_view maker;    ///< the commands or functions that make it: "fit", "every command"
  std::string_view meaning;  ///< a sentence
};

/// All notes, in the order of their codes.
ODDS_EXPORT std::span<const NoteMeaning> note_meanings();

/// "N012".
ODDS_EXPORT std::string code_text(NoteCode code);

/// A note of the kind that the table says. Throws std::out_of_range if `code` is not in it.
ODDS_EXPORT Note make_note(NoteCode code, std::string text);

}  // namespace odds
