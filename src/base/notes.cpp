#include <odds/notes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace odds {
namespace {

using enum NoteCode;
using enum NoteKind;

constexpr NoteMeaning kMeanings[] = {
    {event_sorts_last, remark, "fit",
     "The response has two texts and no event was named: it is the one that sorts last."},
    {formula_reading, warning, "fit", "How a part of the formula was read."},
    {codes_as_numbers, remark, "fit, margins",
     "Numbers of values 0 and 1 enter as numbers; margins treat them as changes from 0 to 1 or, if "
     "asked to, as slopes."},
    {whole_numbers, remark, "fit",
     "Numbers with few whole values enter as numbers; they may be categories."},
    {reading, warning, "every command that reads data", "How cells of a column were read."},
    {several_files, remark, "every command that reads data", "Several files are one table."},
    {aliased, warning, "fit", "A column that is a combination of others is left out."},
    {saturated, warning, "fit", "There are as many coefficients as observations."},
    {ill_conditioned, warning, "fit",
     "Columns are nearly collinear, or differ much in size: few digits are certain."},
    {penalised, remark, "fit",
     "Firth's estimate has the likelihood without the penalty, and no likelihood ratio."},
    {no_intercept, remark, "fit", "The null model of a formula without an intercept."},
    {levels_left_out, remark, "fit", "Levels that have one outcome only are left out."},
    {few_rows_of_levels, warning, "fit",
     "A factor has few rows for each of many levels: other coefficients are biased."},
    {pseudo_likelihood, remark, "fit",
     "No likelihood of the data is maximised: what rests on one is left out."},
    {constant_factor, warning, "fit",
     "A factor that has one level left, of the rows in use, is left out."},
    {ill_conditioned_levels, remark, "fit",
     "The intercept and the levels of a factor with very many of them have fewer certain digits "
     "than other coefficients."},
    {effect_without_derivative, warning, "margins",
     "A variable enters through comparisons only: it has no derivative."},
    {filter_not_applied, warning, "margins",
     "The columns of the fit's filter are not in the table."},
    {effect_not_finite, warning, "margins",
     "An effect or prediction is not finite, since a transformation is not."},
    {trials_not_counted, warning, "margins", "Rows count equally, not by their trials."},
    {jumps_left_out, warning, "margins",
     "A variable enters through comparisons, too, whose jumps are no part of its derivative."},
    {levels_without_effects, remark, "margins",
     "A factor has too many levels for a table of their effects."},
    {elasticity_at_zero, warning, "margins",
     "A change in per cent is asked of a variable that is 0 or changes its sign."},
    {extrapolation, warning, "margins", "Marked rows lie outside of the data of the fit."},
    {number_needed_to_treat, remark, "margins",
     "The interval of a number needed to treat holds infinity."},
    {not_estimable, warning, "margins", "Marked rows depend on which aliased column is left out."},
    {guess_at_bound, warning, "fit", "The estimated guess rate is 0, at its bound."},
    {guess_is_parameter, remark, "fit", "The estimated guess rate counts as a parameter."},
    {mean_beyond_asymptote, warning, "fit",
     "The share of events lies outside of the asymptotes: the null model is one of them."},
    {rows_without_prediction, warning, "predict", "Some rows have no prediction."},
    {covariance_of_predictions, remark, "predict",
     "Standard errors rest on another covariance than the model's."},
    {rows_without_margins, warning, "margins --unit", "Some rows cannot be used by the model."},
    {given_covariance, remark, "with_covariance", "The covariance is a given one."},
    {given_coefficients, remark, "with_coefficients", "The coefficients are given ones."},
    {columns_of_one_name, warning, "describe", "A name of several columns, which are left out."},
    {columns_without_name, warning, "describe", "Columns without a name are left out."},
    {percent_below_one, warning, "dose", "Percentages below 1 may have been meant as fractions."},
    {no_profile, remark, "dose", "There is no profile likelihood, and why."},
    {curves_not_compared, remark, "dose", "There are too many curves for pairwise comparisons."},
    {unbounded_dose, warning, "dose",
     "The slope is not told from 0: no bounded interval can hold the level."},
    {dose_extrapolates, remark, "dose", "Doses lie outside of those of the fit."},
    {poor_fit, warning, "fit, dose",
     "Groups vary more than binomial counts do, and no heterogeneity factor makes up for it."},
    {no_steepest_point, remark, "sensitivity", "A variable has no single steepest point."},
    {no_operating_point, remark, "sensitivity", "There is no operating point to look at."},
    {operating_point_extrapolates, warning, "sensitivity",
     "The operating point lies outside of the data of the fit."},
    {unshared_processes, remark, "every command",
     "Several processes were started, each of which does all of the work."},
    {heterogeneity_unknown, remark, "dose",
     "Without the data there is no test of heterogeneity and no factor."},
    {heterogeneity_below_one, warning, "fit, dose",
     "The heterogeneity factor is below 1 and makes limits narrower."},
    {heterogeneity_infinite, warning, "fit, dose",
     "Pearson's statistic is infinite: there is no heterogeneity factor."},
    {no_contrast, warning, "margins, sensitivity",
     "A factor has one level only, which nothing can be compared with."},
    {rows_without_std_error, warning, "margins",
     "Rows without a standard error are no part of simultaneous intervals."},
    {lens_without_words, warning, "sensitivity --lens",
     "The lens has no figures for these inputs."},
    {model_replaced, remark, "fit --save", "The file of the model held something before."},
    {not_a_number, warning, "every command", "Some numbers could not be computed."},
    {infinite, remark, "every command", "Some numbers are infinite, which JSON writes as null."},
    {output_place, remark, "every command", "How a file was written, where it is not as usual."},
    {rows_not_a_number, warning, "predict, margins --unit",
     "In some rows a number could not be computed."},
    {codes_read_as_missing, remark, "every command that reads data",
     "Cells hold codes that were read as missing values."},
    {codes_as_levels, warning, "every command that reads data",
     "Levels of a factor look like codes of missing values."},
    {numbers_and_texts, warning, "every command that reads data",
     "A column of numbers and texts is read as a factor."},
    {strays, warning, "describe", "Cells among numbers are none: a fit refuses them."},
    {reading_differs, remark, "margins, sensitivity, dose, predict",
     "The data are read in another way than those of the fit."},
    {other_response_values, warning, "fit, dose, describe",
     "The response has more than two values: all but the event are no events."},
    {codes_among_numbers, warning, "fit",
     "A number has a value far from the others that looks like a code of missing values."},
    {cells_in_a_form, remark, "every command that reads data",
     "Numbers of a column are in percent or a currency, or have marks between thousands, another "
     "decimal mark or the minus sign of print."},
    {dates_as_days, remark, "every command that reads data",
     "ISO dates are read as days since 1970-01-01."},
    {looks_like_numbers, warning, "every command that reads data",
     "A column is a factor, and most of its cells look like numbers."},
    {looks_like_dates, warning, "every command that reads data",
     "A column is a factor, and most of its cells look like dates or times."},
    {other_form_than_fit, warning, "every command after a fit",
     "Numbers of a column have another unit than in the fit, or one of them has none."},
    {look_alike_levels, warning, "every command that reads data",
     "Levels differ in case, blanks or invisible characters only."},
    {levels_folded, remark, "every command that reads data",
     "Texts that look alike are one level: true and false in any case, others by --fold-levels."},
    {ends_trimmed, remark, "every command that reads data",
     "Blanks within quotes, or invisible characters, at the ends of cells are left out."},
    {file_layout, remark, "every command that reads data",
     "How the table was found in its file: separator, names of rows, columns left out."},
    {counts_rounded, remark, "fit",
     "Counts that differ from whole numbers by rounding were taken as these."},
    {heterogeneity_factor, remark, "fit",
     "Groups vary more than binomial counts do: variances are multiplied by a factor."},
    {rows_at_asymptote, remark, "fit",
     "Rows with an infinite term, as controls at dose 0, are at an asymptote of the curve."},
    {penalised_wald, warning, "fit",
     "Wald tests and intervals of Firth's estimates are rough: they are not Firth's own."},
    {robust_likelihood, remark, "fit",
     "With a robust variance the likelihood is a pseudo-likelihood: what rests on it is left out."},
    {dose_not_reached, warning, "dose",
     "The scale of doses is flat, as log(pmax(x, c)) below c: no dose gives the probability."},
    {conditions_moved_alone, warning, "margins, sensitivity",
     "Several conditions on one column are moved one at a time, to what no value of it may give."},
    {coefficients_at_zero, remark, "fit",
     "A coefficient within an interaction is that at 0 of the others, which may lie outside of the "
     "data."},
    {other_rows_of_file, warning, "margins, sensitivity, predict",
     "The file is that of the fit, but other rows of it are used."},
    {odds_ratios_averaged, remark, "margins --measure cor",
     "A conditional odds ratio differs between rows: shown is the geometric mean."},
};

}  // namespace

std::span<const NoteMeaning> note_meanings() { return kMeanings; }

std::string code_text(NoteCode code) { return fmt::format("N{:03}", static_cast<int>(code)); }

Note make_note(NoteCode code, std::string text) {
  const auto row = std::ranges::find(kMeanings, code, &NoteMeaning::code);
  if (row == std::end(kMeanings)) throw std::out_of_range("no note has this code");
  return {code_text(code), std::move(text), row->kind};
}

}  // namespace odds
