// From options to settings, quantities, and the combinations of averages that become rows.
#pragma once

#include "effects/counterfactual/averages.hpp"
#include "effects/margins/contrasts.hpp"
#include "effects/margins/margin_dimensions.hpp"
#include "effects/margins/row_summary.hpp"

#include <odds/margins.hpp>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace odds {

/// An average over a group of rows, and its weight in a combination.
struct AverageTerm {
  Index quantity = 0;
  Index group = 0;
  double weight = 1.0;
};

/// A row of the report: outer(sum_k weight_k inner(average_k)).
///
/// | measure                | averages of | inner    | outer    |
/// |------------------------|-------------|----------|----------|
/// | none, rd               | P           | identity | identity |
/// | risk ratio             | P           | log      | exp      |
/// | odds ratio             | P           | logit    | exp      |
/// | conditional odds ratio | eta         | identity | exp      |
/// | nnt                    | P           | identity | 1 / x    |
struct Combination {
  std::string variable;
  std::string contrast;
  std::vector<AverageTerm> terms;
  std::optional<Measure> measure;
  bool is_probability = false;  ///< an average of P by itself: its interval is that of its link
  Link scale = Link::logit;     ///< of such an interval
  bool sets_levels = false;     ///< of some factor: it may be inestimable
  bool has_slopes = false;      ///< some of its quantities are derivatives
  Index effect = 0;             ///< that it belongs to
  std::set<Index> groups;       ///< of its averages: several if groups are compared
  std::vector<Index> settings;  ///< of its quantities
  CaseLabels at;
};

/// Whether a measure is shown on the scale of exp: its interval is that of its logarithm.
inline bool is_ratio(Measure measure) {
  return measure == Measure::risk_ratio || measure == Measure::odds_ratio ||
         measure == Measure::conditional_odds_ratio;
}

/// Everything that margins are computed from.
struct MarginPlan {
  std::vector<Effect> effects;
  std::vector<Setting> settings;
  std::vector<Quantity> quantities;
  std::vector<Combination> combinations;
  std::vector<std::string> labels;  ///< columns of `Combination::at`
  bool contrasts = false;           ///< of what `of`, `over`, `at` or levels tell apart

  /// Whether there is a joint test of them: not along a number, whose settings follow from fewer
  /// coefficients than there are contrasts.
  bool joint = false;
};

/// Lays out all rows: effects outermost, then contrasts, groups, what `at` sets, what `of` sets.
/// Throws Error(usage) for values, variables or measures that cannot be had, and for more than
/// 5000 rows.
MarginPlan plan_margins(const Model& model, const MarginsOptions& options,
                        std::vector<Effect> effects, const RowSummary& summary);

}  // namespace odds
