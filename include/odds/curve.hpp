// The curve P(eta) that a model bends its linear predictor by: a link and two asymptotes.
#pragma once

#include <odds/export.hpp>
#include <odds/sigmoid.hpp>

namespace odds {

/// The link, which names a distribution function F with P = F(eta) where there are no asymptotes.
///
/// | link    | F                   | eta                | exp(coefficient) |
/// |---------|---------------------|--------------------|------------------|
/// | logit   | 1 / (1 + exp(-eta)) | log(P / (1 - P))   | odds ratio       |
/// | probit  | Phi(eta)            | normal quantile    | nothing by name  |
/// | cloglog | 1 - exp(-exp(eta))  | log(-log(1 - P))   | hazard ratio     |
///
/// Phi is the normal distribution function (Bliss 1934, Science 79); the complementary log-log goes
/// with a hazard in continuous time that is seen in intervals (Prentice and Gloeckler 1978,
/// Biometrics 34).
enum class Link { logit, probit, cloglog };

/// Their names, in that order.
inline constexpr const char* kLinkNames[] = {"logit", "probit", "cloglog"};

inline const char* link_name(Link link) { return kLinkNames[static_cast<int>(link)]; }

/// The names that reports have for a link's quantities.
struct LinkWords {
  const char* regression;  ///< "Logistic", "Probit", ..
  const char* predictor;   ///< eta: "log odds", "probit", ..
  const char* function;    ///< F of eta: "sigma(eta)", "Phi(eta)", ..
  const char* ratio;       ///< exp(coefficient): "odds ratio"; empty: it has no name
};

ODDS_EXPORT LinkWords link_words(Link link);

/// Where a curve P = guess + (1 - guess - lapse) F(eta) begins and ends. 0 and 0 is F itself.
struct ODDS_EXPORT Asymptotes {
  double guess = 0.0;  ///< P as eta falls: guessing, natural mortality (Abbott 1925)
  double lapse = 0.0;  ///< 1 - P as eta rises: events that fail to come

  double height() const;  ///< 1 - guess - lapse
  bool are_plain() const { return guess == 0.0 && lapse == 0.0; }
};

/// Evaluates P = guess + (1 - guess - lapse) F(eta), 1 - P, dP/d eta and d2P/d eta2.
///
/// P and 1 - P are sums of positive terms, so that both keep their relative precision in the tails.
/// Plain asymptotes and the logit give the bits of `sigmoid(eta)`. The errors of the probit are
/// below 4 ulp, those of the cloglog below 5 ulp, plus what an error of half an ulp in eta does to
/// the exponential (measured in 60-digit arithmetic). NaN gives NaN.
ODDS_EXPORT CurvePoint curve(double eta, const Asymptotes& asymptotes, Link link = Link::logit);

}  // namespace odds
