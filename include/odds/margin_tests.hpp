// Tests of hypotheses about margins: that effects are the same, or have certain values.
#pragma once

#include <odds/export.hpp>
#include <odds/hypothesis.hpp>
#include <odds/margins.hpp>

#include <string>
#include <vector>

namespace odds {

/// What rows of margins are called in hypotheses: the variable, or P for probabilities, and between
/// brackets what tells its rows apart: contrast, settings and groups, in the order of the columns.
///
/// | rows                                        | names                                    |
/// |---------------------------------------------|------------------------------------------|
/// | effects of age, and of race of three levels | `age`, `race[black-White]`,              |
/// |                                             | `race[other-White]`                      |
/// | effect of smoke in groups of race           | `smoke[White]`, `smoke[black]`           |
/// | the same with age set, too                  | `smoke[White,20]`, `smoke[White,30]`     |
/// | P with race set                             | `P[White]`, `P[black]`                   |
/// | contrasts of these                          | `P[race=black-White]`                    |
///
/// Blanks inside are ignored, where the names of levels have none. Each row is also `b1`, `b2`, ..
/// by its place in the table, unless a variable is called so.
ODDS_EXPORT std::vector<std::string> margin_names(const Margins& margins);

/// Wald tests of hypotheses about margins, with the covariance that these have among each other: by
/// the delta method that of the exact Jacobian of all of them, J V J'.
///
/// `options.hypotheses` are linear ones or smooth functions of margins, as `smoke[White] =
/// smoke[black]`, each tested by itself and, if they are several, all together; `linear` and
/// `nonlinear` as for coefficients, equivalence and adjustments, too. Numbers are those of the
/// table: of ratios the ratios, with the standard errors that the table gives them.
///
/// t and F have the degrees of freedom of the margins; where each of these has its own, so has a
/// combination, and F is Hotelling's (see JointTest).
///
/// Throws Error(usage) for a name that no row has, with the nearest one, for what is no hypothesis,
/// for numbers needed to treat, for another method than Wald's, ratios, types and added terms;
/// Error(model) for a row without an estimate.
ODDS_EXPORT HypothesisTests test_margins(const Margins& margins, const HypothesisOptions& options);

}  // namespace odds
