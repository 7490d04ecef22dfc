// Whether the data can tell the coefficients of a fit apart: collinearity, and how many events
// there are for each of them.
#pragma once

#include <odds/export.hpp>
#include <odds/fit.hpp>
#include <odds/types.hpp>

#include <limits>
#include <string>
#include <vector>

namespace odds {

/// How much larger the variance of a coefficient is than if its column were uncorrelated with all
/// others.
struct ColumnInflation {
  std::string column;
  double vif = 1.0;
};

/// The same of the coefficients of a term together: of the volume of their confidence region,
/// squared (Fox and Monette 1992, J. American Statistical Association 87). It does not depend on
/// the base level of a factor.
struct TermInflation {
  std::string term;
  Index degrees = 1;  ///< coefficients of the term
  double gvif = 1.0;
  double factor = 1.0;  ///< gvif^(1 / (2 degrees)), as of a standard error
  std::vector<ColumnInflation> columns;
};

/// A direction in which the columns vary little. A share is the part of the variance of a
/// coefficient that is due to it; over all directions those of a coefficient add up to 1.
struct ConditionIndex {
  double index = 1.0;          ///< the largest singular value over its own
  std::vector<double> shares;  ///< one for each of Collinearity::columns
};

/// Collinearity of the weighted design W^(1/2) X at the estimates, W the expected information of
/// the rows in their linear predictors.
///
/// Inflation is that of the inverse information without the intercept, C: GVIF of the columns T is
/// det(C_TT) det(C^-1_TT), which is det(R_TT) det(R_-T-T) / det(R) of its correlations R
/// (`car::vif` of a glm). Without an intercept it is of all columns, about 0 instead of their
/// means, and means little.
///
/// Condition indices and shares are those of Belsley, Kuh and Welsch (1980, Regression Diagnostics,
/// chapter 3): every column of the weighted design, the intercept too, is scaled to length 1 and
/// not centred; singular values of that. An index above 30 with two or more shares above 0.5 is
/// what they call harmful.
struct Collinearity {
  bool has_intercept = true;
  std::vector<TermInflation> terms;
  std::vector<std::string> columns;        ///< that are not aliased, the intercept among them
  std::vector<ConditionIndex> conditions;  ///< ascending
};

/// Needs no data. Relative accuracy some 1e-16 times the square of the largest factor. Throws
/// Error(model) for a fit without a maximum, Error(usage) for one with an eliminated factor.
/// Aliased columns, and those of infinite coefficients, are left out. O(k^3).
ODDS_EXPORT Collinearity collinearity(const Fit& fit);

/// A level of a factor, or 0 or 1 of a column with these values, with few observations of an
/// outcome.
struct RareCell {
  std::string column;
  std::string level;
  double events = 0.0;
  double nonevents = 0.0;
};

/// What k slopes for n rows, kappa = k / n above 0.05, do to a logistic fit (Sur and Candes 2019,
/// PNAS 116; Zhao, Sur and Candes 2022, Bernoulli 28).
///
/// With predictors like normal ones and n, k large, estimates are centred at alpha times the
/// coefficients, and z and the likelihood ratio vary more than they say: z by sqrt(kappa sigma^2 /
/// lambda). With r the proximal point r + lambda (sigma(r) - y) = Z, Z normal with mean b and
/// variance eta^2 = alpha^2 gamma^2 + kappa sigma^2, where gamma^2 is the variance of the true
/// predictor,
///
///     kappa^2 sigma^2 = lambda^2 E (y - sigma(r))^2,   1 - kappa = E 1 / (1 + lambda sigma'(r)),
///     E (y - sigma(r)) = 0,   E (y - sigma(r)) G = 0, G the true predictor.
///
/// The first two are solved with means over rows, at whose fitted predictors r is; b and eta^2 are
/// mean and variance of leave-one-out predictors eta_i - q_i (y_i - P_i) / (1 - h_i), as by SLOE
/// (Yadlowsky, Yun, McLean and D'Amour 2021, NeurIPS 34); gamma follows from the others.
struct HighDimension {
  double ratio = 0.0;                                          ///< kappa; 0: not looked at
  double z_factor = std::numeric_limits<double>::quiet_NaN();  ///< z over it are about normal
  double bias = std::numeric_limits<double>::quiet_NaN();      ///< alpha; NaN: no signal is left
  double signal = std::numeric_limits<double>::quiet_NaN();    ///< gamma^2

  static constexpr double kMany = 0.05;
  static constexpr double kLeast = 10.0;  ///< slopes: with fewer nothing is like the limit
  bool applies() const { return ratio > 0.0; }
};

/// How many observations there are for each coefficient; none of weights that are no counts.
struct SampleSupport {
  double events = 0.0;
  double nonevents = 0.0;
  Index slopes = 0;  ///< coefficients that are not aliased, without the intercept

  /// Of the rarer outcome, for each of the slopes (Peduzzi et al. 1996, J. Clinical Epidemiology
  /// 49); infinite without slopes.
  double per_slope = 0.0;

  /// What slopes are expected to be worth on new data, as a factor: (LR - df) / LR, of the
  /// likelihood ratio against the null model, over a heterogeneity factor (van Houwelingen and le
  /// Cessie 1990, Statistics in Medicine 9). NaN where no likelihood was maximised. Below 0 the
  /// model explains less than noise would.
  double shrinkage = std::numeric_limits<double>::quiet_NaN();

  /// Of a logistic fit by maximum likelihood, with an intercept, to single outcomes without
  /// weights, if there are kLeast slopes and more than kMany
  /// for each row.
  HighDimension high_dimension;

  static constexpr double kFew = 5.0;
  std::vector<RareCell> rare;  ///< with fewer than kFew events or non-events
};

}  // namespace odds
