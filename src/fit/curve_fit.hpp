// Maximum likelihood on a curve other than the sigmoid.
#pragma once

#include "fit/limit_rows.hpp"
#include "likelihood/model_likelihood.hpp"
#include "solve/maximum.hpp"

#include <odds/fit.hpp>

#include <vector>

namespace odds {

/// Throws Error(usage) for rates out of range, and for options that do not go with them or with the
/// link.
void check_curve(const FitOptions& options);

/// Throws Error(usage), with the reason, for a plan that eliminates a factor.
void require_no_eliminated_factor(const DesignPlan& plan);

/// Where such a fit ended.
struct CurveMaximum {
  Maximum maximum;  ///< own parameters of the curve are the last unknowns
  ResponseCurve curve;
  bool guess_is_at_bound = false;  ///< it was to be estimated, and is 0
};

/// The problem that a fit on a curve starts from.
struct CurveProblem {
  const ModelLikelihood& likelihood;  ///< on the sigmoid
  const std::vector<Index>& kept;     ///< columns that are estimated
  const FitOptions& options;
  const NullScore& outcomes;
  const LimitRows& limits;
  const Maximum& sigmoid;  ///< of the same columns on the sigmoid; not separated
  bool intercept;          ///< the first column is one
};

/// Maximises on the curve that the options describe.
///
/// Without asymptotes it is climbed to from the maximum on the sigmoid, and is the only one. With
/// asymptotes also from the null model, and the higher point counts.
///
/// A guess rate to be estimated: fits with guess rates of 0 (unless rows at that asymptote have
/// events) and of 1/16, 1/8, 1/4, 1/2 and 3/4 of
/// 1 - lapse; the joint maximum is climbed to from the best of them. The rate is at its bound where
/// 0 is best and the likelihood does not rise from there.
///
/// With asymptotes the maximum is a local one: existence is undetermined. A point where the
/// observed information is not positive definite is none: no_ascent.
CurveMaximum maximize_curve(const CurveProblem& problem);

/// The intercept of the model that has nothing else but the offset, on the curve of the likelihood,
/// which has no own parameters; 0 without an intercept. Infinite where the share of events is not
/// between the asymptotes, one of which then fits best.
double null_intercept_on_curve(const ModelLikelihood& likelihood, const DataRoles& roles,
                               const NullScore& outcomes);

}  // namespace odds
