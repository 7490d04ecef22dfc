// Profile likelihood: intervals and tests of coefficients that do not rest on a quadratic.
#pragma once

#include <odds/execution.hpp>
#include <odds/export.hpp>
#include <odds/fit.hpp>
#include <odds/inference.hpp>
#include <odds/table.hpp>

#include <span>
#include <vector>

namespace odds {

struct ODDS_EXPORT ProfileOptions {
  double level = 0.95;

  double null = 0.0;  ///< value of the coefficient or combination that is tested

  /// Throws Error(usage).
  void validate() const;
};

/// What the likelihood says of a linear combination w'b of a fit's coefficients.
///
/// With l_p(c) the largest log-likelihood under w'b = c, the interval is
/// { c : 2 (l - l_p(c)) <= f q }: q is the quantile of chi-square with one degree of freedom, or,
/// with a heterogeneity factor f (else 1), that of F with 1 and Fit::test_degrees() ones. Of
/// Firth's method l is the penalised likelihood, whose penalty stays that of the whole design while
/// w'b is held (Heinze and Schemper 2002, Statistics in Medicine 21; R's logistf).
///
/// An end is infinite where the likelihood does not fall by so much on that side: on curves with
/// asymptotes, which bound it from below. Of a curve without asymptotes l_p is concave, and each
/// side has exactly one end. Elsewhere it is an end of the part of the set around the estimate,
/// unless the likelihood falls and rises again within it.
struct ProfileRow {
  double estimate = 0.0;   ///< w'b
  double statistic = 0.0;  ///< likelihood ratio 2 (l - l_p(null)), over the heterogeneity factor
  double p_value = 1.0;    ///< of it, as chi-square or F
  double conf_low = 0.0;
  double conf_high = 0.0;

  /// |sqrt(2 (l - l_p) / f) - sqrt(q)|, added up over the two ends: each is at most 1e-8, most are
  /// below 1e-11. Of a log-likelihood beyond 2e7 its rounding, 9e-16 |l| / sqrt(q), is more than
  /// that, and takes its place. An end that is not found so well is NaN, and so is this.
  double root_error = 0.0;
};

/// One row for each coefficient, in the order of `Fit::names`; NaN where aliased. `table` holds the
/// data of the fit.
///
/// Each end takes some five passes over the data, each test two or three. Right to about 1e-10 of
/// the interval's length. The result does not depend on `execution`.
///
/// Throws Error(usage) for a fit whose likelihood is not the one its variance belongs to (robust or
/// given variance, probability weights, fractions), with given coefficients or with a factor that
/// is eliminated; Error(model) for a fit without a maximum; Error(data) if `table` does not hold
/// its data.
ODDS_EXPORT std::vector<ProfileRow> profile_coefficients(const Fit& fit, const Table& table,
                                                         const ProfileOptions& options = {},
                                                         const Execution& execution = {});

/// The combination with these p weights, in the order of `Fit::names`: {0, 1, -1} compares two
/// coefficients, {1, 30} is the linear predictor at x = 30. Throws as above, and Error(usage) for
/// another number of weights, weights that are not finite or all 0, or a weight of an aliased term.
ODDS_EXPORT ProfileRow profile_combination(const Fit& fit, const Table& table,
                                           std::span<const double> weights,
                                           const ProfileOptions& options = {},
                                           const Execution& execution = {});

/// A row of the table of coefficients with the interval of the profile.
///
/// Of maximum likelihood `statistic` and `p_value` stay Wald's, and the likelihood ratio stands
/// beside them. Of Firth's method they are those of the penalised likelihood ratio themselves; of
/// FLIC, too, but for the corrected intercept, which has Wald's interval and no test.
struct ProfiledRow : CoefficientRow {
  double lr_statistic = 0.0;
  double lr_p_value = 1.0;
};

/// The table of `coefficients(fit, options)` with these profiles, one for each coefficient; ratios
/// have exp of their ends. Throws as that does, and Error(usage) for another number of rows.
ODDS_EXPORT std::vector<ProfiledRow> profiled_coefficients(const Fit& fit,
                                                           std::span<const ProfileRow> profiles,
                                                           const CoefficientOptions& options = {});

/// Throws Error(usage) with the reason, and a way out, if `options` ask for a fit of which there
/// are no profiles: what can be known before it is made.
ODDS_EXPORT void require_profile(const FitOptions& options);

}  // namespace odds
