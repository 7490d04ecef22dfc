// Hypotheses as users write them: expressions over the coefficients of a fit, and their comparison.
#pragma once

#include <odds/formula.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace odds {

/// How a hypothesis compares its two sides: `=` and `==`; `>` and `>=`; `<` and `<=`.
enum class Relation { none, equal, greater, less };

struct ParsedHypothesis {
  Expression left;  ///< its variables are coefficients, under their names
  Relation relation = Relation::none;
  Expression right;  ///< the number 0 where nothing is compared
};

/// Parses a hypothesis about the coefficients `names`, in the arithmetic of formulas.
///
/// A coefficient is written as reports print it, `race[black]`, `(Intercept)`, `I(age^2)`,
/// `age:lwt`, or between backquotes; blanks inside are ignored. Where several names fit the longest
/// one is meant: `log(dose)` is the coefficient of that name if there is one, and
/// `log((dose))` the logarithm of that of `dose`. The functions are smooth ones: exp, log, log10,
/// log1p, log2, pow, sqrt.
///
/// Throws Error(usage) for a name that is no coefficient, with the nearest one, for what formulas
/// do not know either, for two comparisons, for a function that has kinks or jumps, and where there
/// is no coefficient at all. Errors call what has a name a `noun`.
ParsedHypothesis parse_hypothesis(std::string_view text, const std::vector<std::string>& names,
                                  const std::string& noun = "coefficient");

}  // namespace odds
