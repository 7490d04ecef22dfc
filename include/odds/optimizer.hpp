// How a maximum is looked for, and what is known about the point that was found.
#pragma once

#include <odds/export.hpp>
#include <odds/types.hpp>

#include <string>
#include <vector>

namespace odds {

enum class Solver { newton, gradient_descent };

/// The choices of the iteration. The defaults find the maximum to the last digits that the data
/// support.
struct ODDS_EXPORT OptimizerOptions {
  Solver solver = Solver::newton;

  /// Newton's last steps come when half the squared Newton decrement, the gain in log-likelihood
  /// that is left, is below tolerance * (|log-likelihood| + 1) and no linear predictor would move
  /// by 1/2. Gradient descent hands over to Newton's last steps when the gain that its safe step
  /// promises is below 1e-6 * tolerance * (|log-likelihood| + 1). The last steps go on to rounding
  /// level.
  double tolerance = 1e-10;

  /// Iterations before giving up; 0: 100 for Newton, 100 000 for gradient descent.
  int max_iterations = 0;

  /// Halvings of one Newton step before it counts as no ascent.
  int max_halvings = 40;

  /// Throws Error(usage) naming the field, its value and its range.
  void validate() const;
};

/// Why the iteration ended, and what the point it ended at is worth.
///
/// | termination   | the point is                                                            |
/// |---------------|-------------------------------------------------------------------------|
/// | converged     | the maximum, to the tolerance asked for                                 |
/// | separated     | on its way to infinity: the data are separated, there is no maximum     |
/// | at_limit      | the maximum over the rows that no direction of separation decides: the  |
/// |               | supremum of the likelihood (SeparationUse::limit)                       |
/// | iteration_cap | a lower bound on the likelihood; standard errors are meaningless        |
/// | no_ascent     | as far as double precision goes; usually a badly conditioned design, of |
/// |               | which no digit is certain, or rows that overlap by rounding only        |
enum class Termination { converged, separated, at_limit, iteration_cap, no_ascent };

/// One line of the trace.
struct IterationRecord {
  int iteration = 0;
  double log_likelihood = 0.0;
  double score_norm = 0.0;  ///< largest absolute component of the score, on scaled columns
  double step = 0.0;        ///< share of the full Newton step, or multiple of the safe step of the
                            ///< descent, that led here; 0 at the start
  double saturated = 0.0;   ///< share of rows with sigma' < 0.01: they hardly pull at the fit
};

/// Whether a finite maximum exists, and how that is known (Albert and Anderson 1984, Biometrika
/// 71).
///
/// | existence    | known because                                                        |
/// |--------------|----------------------------------------------------------------------|
/// | proved       | positive weights were found that balance the score (Stiemke's lemma) |
/// | separated    | a direction was found along which the likelihood never falls         |
/// | undetermined | neither was found in double precision                                |
enum class Existence { proved, separated, undetermined };

enum class SeparationKind { none, quasi, complete };

/// Why there is no maximum: a direction never lowers the likelihood and raises it on `rows` rows.
struct SeparationSummary {
  SeparationKind kind = SeparationKind::none;
  Index rows = 0;  ///< rows that the direction decides
};

/// How an iteration ended. Read `termination` first.
struct MaximumSummary {
  Termination termination = Termination::iteration_cap;
  Existence existence = Existence::undetermined;
  SeparationSummary separation;

  double value = 0.0;       ///< what was maximised, where the iteration ended
  double score_norm = 0.0;  ///< largest absolute component of the score there, on scaled columns
  double decrement = 0.0;   ///< gain in log-likelihood that a further Newton step would promise

  /// Condition number of the information scaled to unit diagonal, on columns of which nearly
  /// collinear ones have been replaced by what others leave of them; or what such a rest is over
  /// one rounding of the data, if that is more. 15 - log10 of it are the digits that are certain.
  double condition = 0.0;
  std::vector<IterationRecord> history;  ///< the start first

  bool converged() const { return termination == Termination::converged; }

  /// Whether there are estimates, if not all of them finite.
  bool has_estimates() const { return converged() || termination == Termination::at_limit; }
  int iterations() const { return history.empty() ? 0 : history.back().iteration; }
};

}  // namespace odds
