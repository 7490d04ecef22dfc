// Which rows an answer rests on: a coefficient, a ratio, a dose, any function of the coefficients.
#pragma once

#include <odds/error.hpp>
#include <odds/execution.hpp>
#include <odds/export.hpp>
#include <odds/fit.hpp>
#include <odds/inference.hpp>
#include <odds/types.hpp>

#include <string>
#include <vector>

namespace odds {

class Table;  // odds/table.hpp

/// What the names in an answer mean.
///
/// | of           | names are                                                                  |
/// |--------------|----------------------------------------------------------------------------|
/// | coefficients | those of the coefficients                                                  |
/// | effects      | those of average marginal effects (margin_names): `smoke`,                 |
/// |              | `race[black-White]`                                                        |
enum class AnswerOf { coefficients, effects };

/// Their names, in that order.
inline constexpr const char* kAnswerOfNames[] = {"coefficients", "effects"};

struct ODDS_EXPORT AnswerOptions {
  /// A function, and perhaps what it is compared with, else 0: `smoke`, `exp(smoke) = 1`,
  /// "-`(Intercept)` / dose = 2"; as HypothesisOptions::nonlinear.
  std::string answer;

  AnswerOf of = AnswerOf::coefficients;

  double level = 0.95;  ///< 1 - level is what p is compared with
  Index shown = 5;      ///< rows that are shown, 0 to 1000

  /// Throws Error(usage) naming the field, its value and its range.
  void validate() const;
};

/// A row, and how the answer changes without it.
struct AnswerRow {
  Index row = 0;  ///< from 0, as in the table
  Place place;    ///< in the file
  double y = 0.0;
  double fitted = 0.0;  ///< P
  double change = 0.0;  ///< of one step: the answer without the row less that with it
};

/// Rows without which the answer is another one.
struct CarryingRows {
  /// `sign`: the answer is on the other side of what it is compared with. `significance`: p is no
  /// longer below 1 - level, or, where it is not, becomes so.
  enum class Change { sign, significance };

  Change change = Change::sign;
  std::vector<Index> rows = {};  ///< in the order of their pull; empty: none were found
  double share = 0.0;            ///< of the used rows

  /// The answer of a fit to the others; its errors are NaN where there is no search for
  /// significance.
  EstimateRow without = {};
  std::string reason = {};  ///< why none were found
};

/// The answer g(b) at the estimates b, with its gradient g', and x_i, r_i, v_i a row with its score
/// r_i x_i and its information v_i x_i x_i', all of its copies and trials together:
///
/// | number | is                                                                             |
/// |--------|--------------------------------------------------------------------------------|
/// | pull   | g' I^-1 x_i r_i, the infinitesimal jackknife: without the row the answer is so |
/// |        | much less, to first order. Of effects also what the row itself is above the    |
/// |        | average, over the sum of weights                                               |
/// | change | - pull / (1 - h_i), h_i = v_i x_i' I^-1 x_i: one step of scoring (Pregibon     |
/// |        | 1981, Annals of Statistics 9); of effects - pull                               |
///
/// Carrying rows are the first k in the order of their pull on what is to change (of significance
/// it is the pull on z; to that of coefficients v_i (g' I^-1 x_i)^2 belongs, what the row takes
/// from the variance with P as they are), and k is the least of those for which a fit to the other
/// rows says so. Where first order says 50 rows or fewer, or that no number is enough, each number
/// up to 50 is tried; else it is searched for as if more rows changed more (Broderick, Giordano and
/// Meager 2020, arXiv:2011.14999). No smaller set was looked for among other rows: there may be
/// one.
struct AnswerInfluence {
  std::string answer;
  double null = 0.0;     ///< what it is compared with
  EstimateRow estimate;  ///< its statistic and p-value are of that comparison, by Wald's test
  double level = 0.95;
  std::vector<AnswerRow> rows;  ///< the largest changes, descending; of equals the first ones
  std::vector<CarryingRows> carrying;  ///< for each Change
};

/// Which rows of its own data an answer of a fit rests on.
///
/// Two passes, and a fit from the estimates for each number of rows that is tried, up to 50 or
/// about log2 of the rows found; 32 bytes a row. The formula's constants that come from data, those
/// of scale() and knots, stay those of all rows. Of another variance than that of the model, with a
/// heterogeneity factor or given coefficients there is no search for significance: `reason` says
/// so.
///
/// Throws Error(data) for data that are not those of the fit; Error(usage) for a fit by another
/// method than maximum likelihood, with an eliminated factor or an estimated guess rate;
/// Error(model) for one without a maximum or of matched sets; for the answer as test_hypotheses
/// does. The same bits for any execution.
ODDS_EXPORT AnswerInfluence answer_influence(const Fit& fit, const Table& table,
                                             const AnswerOptions& options,
                                             const Execution& execution = {});

}  // namespace odds
