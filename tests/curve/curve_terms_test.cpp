#include "curve/curve_terms.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace odds {
namespace {

const std::vector<Asymptotes> kCurves = {{.guess = 0.5, .lapse = 0.0},
                                         {.guess = 0.03, .lapse = 0.02},
                                         {.guess = 0.0, .lapse = 0.1},
                                         {.guess = 0.25, .lapse = 0.25}};
const std::vector<double> kShares = {0.0, 0.3, 1.0};
const std::vector<double> kPredictors = {-6.0, -1.3, -0.2, 0.0, 0.7, 2.5, 6.0};

/// A quantity of CurveTerms at eta + a and guess + b.
template <class Member>
double moved(Member member, double y, double eta, const Asymptotes& asymptotes, double by_guess) {
  return curve_terms(y, eta, {asymptotes.guess + by_guess, asymptotes.lapse}).*member;
}

/// Central difference in eta: error of about 1e-10.
template <class Member>
double slope_in_eta(Member member, double y, double eta, const Asymptotes& asymptotes) {
  constexpr double kStep = 1e-5;
  return (moved(member, y, eta + kStep, asymptotes, 0.0) -
          moved(member, y, eta - kStep, asymptotes, 0.0)) /
         (2.0 * kStep);
}

template <class Member>
double slope_in_guess(Member member, double y, double eta, const Asymptotes& asymptotes) {
  constexpr double kStep = 1e-6;
  return (moved(member, y, eta, asymptotes, kStep) - moved(member, y, eta, asymptotes, -kStep)) /
         (2.0 * kStep);
}

TEST_CASE("residual and curvature are the derivatives of the log-likelihood") {
  for (const Asymptotes& asymptotes : kCurves) {
    for (const double y : kShares) {
      for (const double eta : kPredictors) {
        CAPTURE(asymptotes.guess);
        CAPTURE(y);
        CAPTURE(eta);
        const CurveTerms terms = curve_terms(y, eta, asymptotes);
        CHECK(std::abs(terms.residual -
                       slope_in_eta(&CurveTerms::log_likelihood, y, eta, asymptotes)) < 1e-9);
        CHECK(std::abs(terms.curvature + slope_in_eta(&CurveTerms::residual, y, eta, asymptotes)) <
              1e-9);
      }
    }
  }
}

TEST_CASE("derivatives in the guess rate") {
  for (const Asymptotes& asymptotes : kCurves) {
    if (asymptotes.guess == 0.0) continue;  // the end of the range
    for (const double y : kShares) {
      for (const double eta : kPredictors) {
        CAPTURE(asymptotes.guess);
        CAPTURE(y);
        CAPTURE(eta);
        const CurveTerms terms = curve_terms(y, eta, asymptotes);
        const auto near = [](double value) { return doctest::Approx(value).epsilon(1e-5); };
        CHECK(terms.guess_slope ==
              near(slope_in_guess(&CurveTerms::log_likelihood, y, eta, asymptotes)));
        CHECK(terms.cross == near(-slope_in_guess(&CurveTerms::residual, y, eta, asymptotes)));
        CHECK(terms.guess_curvature ==
              near(-slope_in_guess(&CurveTerms::guess_slope, y, eta, asymptotes)));
      }
    }
  }
}

TEST_CASE("the expected curvatures are the means of the observed ones over outcomes") {
  for (const Asymptotes& asymptotes : kCurves) {
    for (const double eta : kPredictors) {
      CAPTURE(asymptotes.guess);
      CAPTURE(eta);
      const double p = curve(eta, asymptotes).value;
      const CurveTerms event = curve_terms(1.0, eta, asymptotes);
      const CurveTerms nonevent = curve_terms(0.0, eta, asymptotes);
      const auto mean = [&](double CurveTerms::*member) {
        return doctest::Approx(p * event.*member + (1.0 - p) * nonevent.*member).epsilon(1e-12);
      };
      CHECK(event.expected_curvature == mean(&CurveTerms::curvature));
      CHECK(event.expected_cross == mean(&CurveTerms::cross));
      CHECK(event.expected_guess_curvature == mean(&CurveTerms::guess_curvature));
      CHECK(std::abs(p * event.residual + (1.0 - p) * nonevent.residual) < 1e-15);
    }
  }
}

TEST_CASE("without asymptotes a curve is the sigmoid, in the far tails, too") {
  for (const double y : kShares) {
    for (const double eta : {-700.0, -40.0, -3.0, -0.1, 0.0, 0.6, 5.0, 38.0, 700.0}) {
      CAPTURE(y);
      CAPTURE(eta);
      const LogitTerms plain = logit_terms(y, eta);
      const CurveTerms terms = curve_terms(y, eta, {});
      const auto near = [](double value) { return doctest::Approx(value).epsilon(1e-15); };
      CHECK(terms.log_likelihood == near(plain.log_likelihood));
      CHECK(terms.residual == near(plain.residual));
      CHECK(terms.curvature == near(plain.curvature));
      CHECK(terms.expected_curvature == near(plain.curvature));
      CHECK(curve(eta, {}).value == sigmoid(eta).value);
      CHECK(curve(eta, {}).miss == sigmoid(eta).miss);
    }
  }
}

TEST_CASE("an asymptote is reached at infinity") {
  const double infinity = std::numeric_limits<double>::infinity();
  const Asymptotes asymptotes{.guess = 0.2, .lapse = 0.1};
  CHECK(curve_terms(1.0, -infinity, asymptotes).log_likelihood == std::log(0.2));
  CHECK(curve_terms(0.0, infinity, asymptotes).log_likelihood ==
        doctest::Approx(std::log(0.1)).epsilon(1e-15));
  CHECK(curve_terms(0.0, -infinity, asymptotes).log_likelihood == std::log1p(-0.2));
}

}  // namespace
}  // namespace odds
