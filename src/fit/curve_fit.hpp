// Maximum likelihood on a curve with asymptotes.
#pragma once

#include "fit/limit_rows.hpp"
#include "likelihood/curve.hpp"
#include "model/model.hpp"
#include "solve/maximum.hpp"

#include <odds/fit.hpp>

#include <vector>

namespace odds {

/// Whether options ask for another curve than the plain sigmoid.
bool has_asymptotes(const FitOptions& options);

/// Throws Error(usage) for rates out of range, and for options that do not go with them.
void check_asymptotes(const FitOptions& options);

/// Throws Error(usage), with the reason, for a plan that eliminates a factor.
void require_no_eliminated_factor(const DesignPlan& plan);

/// Where such a fit ended.
struct CurveMaximum {
  Maximum maximum;  ///< the guess rate is the last unknown if it was estimated
  Asymptotes asymptotes;
  GuessRate guess_rate = GuessRate::given;
};

/// What a fit on a curve starts from.
struct CurveProblem {
  const CurveLikelihood& likelihood;  ///< of the columns that are estimated
  const FitOptions& options;
  const Survey& survey;
  const LimitRows& limits;
  const Maximum& plain;  ///< of the same columns on a curve without asymptotes; not separated
  bool intercept;        ///< the first column is one
};

/// Maximises on the curve that the options describe: from the null model and from the plain
/// maximum, of which the higher point counts.
///
/// A guess rate to be estimated: fits with guess rates of 0 (unless rows at that asymptote have
/// events) and of 1/16, 1/8, 1/4, 1/2 and 3/4 of
/// 1 - lapse; the joint maximum is climbed to from the best of them. The rate is at its bound where
/// 0 is best and the likelihood does not rise from there.
///
/// The maximum is a local one: existence is undetermined. A point where the observed information
/// is not positive definite is none: no_ascent.
CurveMaximum maximize_curve(const CurveProblem& problem);

/// The intercept of the model that has nothing else but the offset, on the curve of `model`; 0
/// without an intercept. `likelihood` is that of the intercept alone. Infinite where the share of
/// events is not between the asymptotes, one of which then fits best.
double null_intercept_on_curve(const CurveLikelihood& likelihood, const Model& model,
                               const Survey& survey);

/// Sets coefficients, covariance and estimated guess of `model`, the guess rate being the last
/// unknown of `maximum`.
void keep_estimates_with_guess(Model& model, const Maximum& maximum,
                               const std::vector<Index>& kept);

}  // namespace odds
