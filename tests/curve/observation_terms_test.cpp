#include "curve/observation_terms.hpp"

#include "curve/links.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace odds {
namespace {

struct Case {
  Link link;
  Asymptotes asymptotes;
};

std::vector<Case> make_cases() {
  std::vector<Case> cases;
  for (const Link link : {Link::logit, Link::probit, Link::cloglog}) {
    for (const auto& [guess, lapse] : std::vector<std::pair<double, double>>{
             {0.5, 0.0}, {0.03, 0.02}, {0.0, 0.1}, {0.25, 0.25}}) {
      cases.push_back({link, {.guess = guess, .lapse = lapse}});
    }
  }
  return cases;
}

const std::vector<Case> kCases = make_cases();
const std::vector<double> kShares = {0.0, 0.3, 1.0};
const std::vector<double> kPredictors = {-6.0, -1.3, -0.2, 0.0, 0.7, 2.5, 6.0};

ObservationTerms terms_of(Link link, double y, double eta, const Asymptotes& asymptotes) {
  return with_link(link, [&](auto type) {
    using Type = decltype(type);
    return observation_terms<Type>(y, eta, Type::at(eta), asymptotes);
  });
}

/// A quantity of ObservationTerms at eta + a and guess + b.
template <class Member>
double moved(Member member, double y, double eta, const Case& at, double by_guess) {
  return terms_of(at.link, y, eta, {at.asymptotes.guess + by_guess, at.asymptotes.lapse}).*member;
}

/// Central difference in eta: error of about 1e-10.
template <class Member>
double slope_in_eta(Member member, double y, double eta, const Case& at) {
  constexpr double kStep = 1e-5;
  return (moved(member, y, eta + kStep, at, 0.0) - moved(member, y, eta - kStep, at, 0.0)) /
         (2.0 * kStep);
}

template <class Member>
double slope_in_guess(Member member, double y, double eta, const Case& at) {
  constexpr double kStep = 1e-6;
  return (moved(member, y, eta, at, kStep) - moved(member, y, eta, at, -kStep)) / (2.0 * kStep);
}

TEST_CASE("residual and curvature are the derivatives of the log-likelihood") {
  for (const Case& at : kCases) {
    for (const double y : kShares) {
      for (const double eta : kPredictors) {
        CAPTURE(link_name(at.link));
        CAPTURE(at.asymptotes.guess);
        CAPTURE(y);
        CAPTURE(eta);
        const ObservationTerms terms = terms_of(at.link, y, eta, at.asymptotes);
        // Large numbers have large rounding errors, which a difference shows.
        const double size = 1.0 + std::abs(terms.residual);
        CHECK(std::abs(terms.residual -
                       slope_in_eta(&ObservationTerms::log_likelihood, y, eta, at)) < 1e-9 * size);
        CHECK(std::abs(terms.curvature + slope_in_eta(&ObservationTerms::residual, y, eta, at)) <
              1e-9 * size);
      }
    }
  }
}

TEST_CASE("derivatives in the guess rate") {
  for (const Case& at : kCases) {
    if (at.asymptotes.guess == 0.0) continue;  // the end of the range
    for (const double y : kShares) {
      for (const double eta : kPredictors) {
        CAPTURE(link_name(at.link));
        CAPTURE(at.asymptotes.guess);
        CAPTURE(y);
        CAPTURE(eta);
        const ObservationTerms terms = terms_of(at.link, y, eta, at.asymptotes);
        const auto near = [](double value) { return doctest::Approx(value).epsilon(1e-5); };
        CHECK(terms.guess_slope ==
              near(slope_in_guess(&ObservationTerms::log_likelihood, y, eta, at)));
        CHECK(terms.cross == near(-slope_in_guess(&ObservationTerms::residual, y, eta, at)));
        CHECK(terms.guess_curvature ==
              near(-slope_in_guess(&ObservationTerms::guess_slope, y, eta, at)));
      }
    }
  }
}

TEST_CASE("the expected curvatures are the means of the observed ones over outcomes") {
  for (const Case& at : kCases) {
    for (const double eta : kPredictors) {
      CAPTURE(link_name(at.link));
      CAPTURE(at.asymptotes.guess);
      CAPTURE(eta);
      const double p = curve(eta, at.asymptotes, at.link).value;
      const ObservationTerms event = terms_of(at.link, 1.0, eta, at.asymptotes);
      const ObservationTerms nonevent = terms_of(at.link, 0.0, eta, at.asymptotes);
      const auto mean = [&](double ObservationTerms::*member) {
        return doctest::Approx(p * event.*member + (1.0 - p) * nonevent.*member).epsilon(1e-12);
      };
      CHECK(event.expected_curvature == mean(&ObservationTerms::curvature));
      CHECK(event.expected_cross == mean(&ObservationTerms::cross));
      CHECK(event.expected_guess_curvature == mean(&ObservationTerms::guess_curvature));
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
      const ObservationTerms terms = terms_of(Link::logit, y, eta, {});
      const auto near = [](double value) { return doctest::Approx(value).epsilon(1e-15); };
      CHECK(terms.log_likelihood == near(plain.log_likelihood));
      CHECK(terms.residual == near(plain.residual));
      CHECK(terms.curvature == near(plain.curvature));
      CHECK(terms.expected_curvature == near(plain.curvature));
      CHECK(curve(eta, {}).value == sigmoid(eta).value);
      CHECK(curve(eta, {}).complement == sigmoid(eta).complement);
    }
  }
}

TEST_CASE("an asymptote is reached at infinity") {
  const double infinity = std::numeric_limits<double>::infinity();
  const Asymptotes asymptotes{.guess = 0.2, .lapse = 0.1};
  CHECK(terms_of(Link::logit, 1.0, -infinity, asymptotes).log_likelihood == std::log(0.2));
  CHECK(terms_of(Link::logit, 0.0, infinity, asymptotes).log_likelihood ==
        doctest::Approx(std::log(0.1)).epsilon(1e-15));
  CHECK(terms_of(Link::logit, 0.0, -infinity, asymptotes).log_likelihood == std::log1p(-0.2));
}

}  // namespace
}  // namespace odds
