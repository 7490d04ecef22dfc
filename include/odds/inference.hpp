// Wald inference on the coefficients of a fit.
#pragma once

#include <odds/curve.hpp>
#include <odds/export.hpp>
#include <odds/fit.hpp>
#include <odds/types.hpp>

#include <limits>
#include <string>
#include <vector>

namespace odds {

/// An estimate with what is needed to judge it; the columns of R's broom.
struct EstimateRow {
  double estimate = 0.0;
  double std_error = 0.0;
  double statistic = 0.0;  ///< z; t where `degrees` are finite
  double p_value = 1.0;    ///< two-sided, 2 Phi(-|z|), right in the far tail
  double conf_low = 0.0;
  double conf_high = 0.0;
  double degrees = std::numeric_limits<double>::infinity();  ///< of freedom of t; infinite: z
};

/// A Wald row: z = estimate / std_error, interval estimate -+ z_level * std_error.
/// A standard error of 0 gives statistic and p-value NaN. Throws Error(usage) unless 0 < level < 1.
ODDS_EXPORT EstimateRow wald_row(double estimate, double std_error, double level);

/// The same with t of `degrees` > 0 degrees of freedom for z: see Fit::test_degrees.
ODDS_EXPORT EstimateRow wald_row(double estimate, double std_error, double level, double degrees);

struct ProbabilityInterval {
  double low = 0.0;
  double high = 0.0;
};

/// An interval that stays inside [0, 1]: log(p / (1 - p)) -+ reach / (p (1 - p)) on the scale of
/// probabilities, for reach = z_level * std_error (delta method) and complement = 1 - p. A
/// probability of 0 or 1, or a reach that is NaN, gives NaN.
ODDS_EXPORT ProbabilityInterval logit_interval(double probability, double complement, double reach);

/// The same on the scale of a link: F(F^-1(p) -+ reach / F'(F^-1(p))).
ODDS_EXPORT ProbabilityInterval link_interval(double probability, double complement, double reach,
                                              Link link);

/// The guess rate of a fit with the interval of its logit. Statistic and p-value are NaN: 0 is the
/// end of the range, where no Wald test holds. Unless the rate was estimated, and is not at its
/// bound, all but the estimate is NaN. Throws Error(usage) unless 0 < level < 1.
ODDS_EXPORT EstimateRow guess_rate(const Fit& fit, double level = 0.95);

/// All numbers from `low` to `high`, either of which may be infinite.
struct ConfidenceRange {
  double low = 0.0;
  double high = 0.0;
};

/// Disjoint ranges in ascending order. A bounded interval is one range. A ratio whose denominator
/// is not told from 0, such as a dose, may have (-inf, a] and [b, inf), or everything.
using ConfidenceSet = std::vector<ConfidenceRange>;

struct CoefficientRow : EstimateRow {
  std::string term;
  bool aliased = false;  ///< then every number is NaN
};

/// How the interval of a coefficient is found.
///
/// | method     | interval                                                                  |
/// |------------|---------------------------------------------------------------------------|
/// | wald       | estimate -+ z (or t) times its standard error                             |
/// | percentile | quantiles of the resampled estimates                                      |
/// | basic      | twice the estimate less these                                             |
/// | bca        | quantiles at shares that allow for bias and skewness (Efron 1987, J.      |
/// |            | American Statistical Association 82)                                      |
///
/// Quantiles are those of R's `boot` (Davison and Hinkley 1997, equation 5.8).
enum class IntervalMethod { wald, percentile, basic, bca };

inline constexpr const char* kIntervalNames[] = {"wald", "percentile", "basic", "bca"};

struct ODDS_EXPORT CoefficientOptions {
  double level = 0.95;

  /// exp(estimate), its standard error exp(estimate) * SE, exp of the interval's ends; z and p stay
  /// those of the log scale (Stata's `logit, or`): odds ratios of the link logit, hazard ratios of
  /// cloglog, and refused for others.
  bool ratios = false;

  /// Others than wald need the resamples of a bootstrap.
  IntervalMethod interval = IntervalMethod::wald;

  /// Throws Error(usage).
  void validate() const;
};

/// The coefficient table, in the order of `fit.names`.
/// At the limit of separated data an infinite coefficient has no standard error, test and interval.
/// Throws Error(model) when the fit has no estimates (separated data), Error(usage) for ratios of a
/// link that has none, and for intervals of resamples that the fit does not have.
ODDS_EXPORT std::vector<CoefficientRow> coefficients(const Fit& fit,
                                                     const CoefficientOptions& options = {});

/// Throws Error(model) when the data are separated, so that there are no estimates.
ODDS_EXPORT void require_estimates(const Fit& fit);

/// The same, and at the limit of separated data, where some of the estimates are infinite.
ODDS_EXPORT void require_maximum(const Fit& fit);

/// Throws Error(model) for a conditional fit of matched sets, which knows of no probability: each
/// set has an intercept of its own, and none of them is estimated.
ODDS_EXPORT void require_probabilities(const Fit& fit);

}  // namespace odds
