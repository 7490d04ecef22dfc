// The response curve P(eta) of a model as one value: a link, two asymptotes, and which of these are
// unknown.
#pragma once

#include "curve/curve_values.hpp"
#include "curve/sigmoid.hpp"
#include "math/compensated_sum.hpp"
#include "math/linear_algebra.hpp"

#include <odds/curve.hpp>

#include <span>

namespace odds {

/// The outcomes of a block of n rows and their linear predictors; spans of n.
struct BlockOutcomes {
  std::span<const double> eta;
  std::span<const double> y;          ///< share of events, in [0, 1]
  std::span<const double> weight;     ///< >= 0; a weight of 0 leaves the row out of all sums
  std::span<const double> frequency;  ///< how many rows each stands for; empty: one
};

/// Which second derivatives of the log-likelihood.
///
/// | information | minus the second derivatives                                   |
/// |-------------|----------------------------------------------------------------|
/// | observed    | at the outcomes: what Newton's method needs                    |
/// | expected    | their mean over outcomes of probability P (Fisher's scoring)   |
/// | both        | of a curve that is not log-concave, whose observed ones may be |
/// |             | of no use                                                      |
///
/// The logit without asymptotes knows no difference.
enum class Information { observed, expected, both };

/// Second derivatives of a block of n rows, times the weights, for q own parameters of the curve.
struct BlockCurvature {
  Vector by_eta;  ///< n: - d2 / d eta2
  Matrix cross;   ///< n x q: - d2 / d eta d parameter
  Matrix own;     ///< q x q: - d2 / d parameter2, summed
};

/// The terms that a block of n rows adds to a log-likelihood, for q own parameters of the curve.
struct BlockTerms {
  CompensatedSum log_likelihood;
  double saturated = 0.0;  ///< rows with dP/d eta < kSaturatedSlope, each as often as it stands for
  Vector residual;         ///< n: weight times d / d eta
  Vector score;            ///< q: d / d parameter, summed
  BlockCurvature observed;
  BlockCurvature expected;
};

/// P(eta) = guess + (1 - guess - lapse) F(eta), F that of the link.
///
/// The curve's own parameters are those of its numbers that are estimated with the coefficients, in
/// the order guess rate; there may be none.
struct ResponseCurve {
  Link link = Link::logit;
  Asymptotes asymptotes = {};
  bool estimates_guess = false;

  /// Whether it does not go from 0 to 1, or need not.
  bool has_asymptotes() const { return estimates_guess || !asymptotes.are_plain(); }

  /// Whether it is sigma itself, whose likelihood has a kernel of its own.
  bool is_sigmoid() const { return link == Link::logit && !has_asymptotes(); }

  /// Whether log P and log(1 - P) are concave, so that a maximum is the only one, and exists
  /// exactly if the data overlap (Silvapulle 1981, J. R. Statist. Soc. B 43): without asymptotes.
  bool is_log_concave() const { return !has_asymptotes(); }

  /// A bound of the curvature of a row, in units of its weight: 1/4 of the logit, 1 of the probit;
  /// infinite where there is no bound.
  double curvature_bound() const;

  /// Whether the asymptotes are possible: 0 <= guess, guess + lapse < 1.
  bool is_possible() const { return asymptotes.guess >= 0.0 && asymptotes.height() > 0.0; }

  /// The scale of intervals of P: that of the link, which comes to an end between asymptotes.
  Link interval_scale() const { return has_asymptotes() ? Link::logit : link; }

  Index own_parameters() const { return estimates_guess ? 1 : 0; }  ///< q
  Vector own_values() const;                                        ///< q
  ResponseCurve with_own_values(VectorRef values) const;

  /// The same curve with nothing unknown.
  ResponseCurve known() const { return {.link = link, .asymptotes = asymptotes}; }

  CurvePoint at(double eta) const { return curve(eta, asymptotes, link); }

  /// The values and their derivatives in n rows.
  CurveValues values(const Vector& eta) const;

  /// The eta at which F is p, 0 < p < 1.
  double eta_at(double p) const;

  /// The eta at which F / (1 - F) is event / nonevent, both >= 0.
  double eta_at_odds(double event, double nonevent) const;

  /// The eta at which P is events / trials: infinite where that is not between the asymptotes.
  double eta_at_share(double events, double trials) const;

  /// dP / d eta at eta = 0, where it is largest on all links.
  double steepest() const { return at(0.0).d1; }

  /// The eta > 0 at which dP / d eta is half of that.
  double half_gain() const;

  /// The eta at which F is 1/2.
  double halfway() const { return eta_at_odds(1.0, 1.0); }

  /// How far the predictors of F = 0.9 and 0.1 are apart, and those of 0.75 and 0.5.
  double width() const { return eta_at_odds(9.0, 1.0) - eta_at_odds(1.0, 9.0); }
  double limen() const { return eta_at_odds(3.0, 1.0) - halfway(); }

  /// The log-likelihood of one observation with weight 1: y log P + (1 - y) log(1 - P).
  double log_likelihood(double y, double eta) const;

  /// The terms of a block of rows; those that `into` held are lost, but `rows.eta` may be the
  /// memory of its residual.
  void add_up(const BlockOutcomes& rows, Information information, BlockTerms& into) const;
};

}  // namespace odds
