// Tail probabilities and quantiles of the normal, chi-square and t distributions.
#pragma once

namespace odds {

/// Two-sided p-value of a standard normal statistic: Pr(|Z| >= |z|) = erfc(|z| / sqrt(2)).
///
/// Right in the far tail: positive down to the smallest doubles (|z| = 38.5), where other programs
/// print 0. Relative error below 1e-15 + z^2 * 3e-16 while the result is a normal number: the
/// second part is what the rounding of z itself is worth. NaN gives NaN.
double normal_p_value(double z);

/// The x with Pr(Z <= x) = probability.
///
/// Relative error below 1e-14 except next to probability 1/2, where x passes through 0. For an
/// upper tail probability t use -normal_quantile(t), not normal_quantile(1 - t), which would lose
/// digits. Throws Error(usage) unless 0 < probability < 1.
double normal_quantile(double probability);

/// The z of a two-sided interval with confidence `level`: 1.95996... for 0.95.
/// Throws Error(usage) unless 0 < level < 1.
double normal_critical_value(double level);

/// Owen's T function, 1 / (2 pi) times the integral over t from 0 to `a` of
/// exp(-h^2 (1 + t^2) / 2) / (1 + t^2): the probability that a standard normal pair (X, Y) has
/// X > |h| and 0 < Y < a X, for a > 0.
///
/// Relative error below 1e-13 for |h| <= 10 and 0 <= a <= 1e16. Source: Patefield and Tandy (2000),
/// J. Stat. Software 5(5).
double owens_t(double h, double a);

/// The same for a pair with the t distribution of `degrees` > 0 degrees of freedom, and the sector
/// from 0 to `angle`, which is arctan a: 1 / (2 pi) times the integral over its angles of
/// (1 + h^2 / (degrees cos^2))^(-degrees / 2). 0 <= angle <= pi / 2; Gauss's rule of 30 points:
/// relative error below 1e-10 for |h| <= 10 and angles up to 1.5.
double student_sector(double h, double angle, double degrees);

/// Pr(X >= x) for X chi-square with `degrees` > 0 degrees of freedom, not necessarily whole;
/// 1 for x <= 0. Formed without subtracting from 1: far tails keep their digits. NaN gives NaN.
/// Throws Error(usage) unless degrees > 0.
double chi_square_p_value(double x, double degrees);

/// The x with Pr(X <= x) = probability for X chi-square with `degrees` degrees of freedom.
/// Throws Error(usage) unless 0 < probability < 1 and degrees > 0.
double chi_square_quantile(double probability, double degrees);

/// Two-sided p-value of a t statistic with `degrees` > 0 degrees of freedom, not necessarily whole.
/// NaN gives NaN. Throws Error(usage) unless degrees > 0.
double t_p_value(double t, double degrees);

/// The x with Pr(T <= x) = probability for T with `degrees` degrees of freedom.
/// Throws Error(usage) unless 0 < probability < 1 and degrees > 0.
double t_quantile(double probability, double degrees);

/// Two-sided p-value of an estimate over its standard error, and the critical value of an interval
/// with confidence `level`: of t with `degrees` degrees of freedom, of the normal distribution
/// where these are infinite.
double wald_p_value(double statistic, double degrees);
double wald_critical_value(double level, double degrees);

/// Pr(F >= f) for F with `numerator` and `denominator` degrees of freedom, not necessarily whole;
/// 1 for f <= 0. NaN gives NaN. Throws Error(usage) unless both are > 0.
double f_p_value(double f, double numerator, double denominator);

}  // namespace odds
