// Reference values: tools/certify_links.py, mpmath with 60 digits.
#include "curve/links.hpp"

#include "curve/observation_terms.hpp"
#include "curve/probit_block.hpp"
#include "curve/response_curve.hpp"
#include "support/simd_targets.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace odds {
namespace {

const std::vector<Link> kLinks = {Link::logit, Link::probit, Link::cloglog};

/// The order of tools/certify_links.py.
struct LinkValues {
  Link link;
  double eta;
  double values[11];
};

const LinkValues kValues[] = {
#include "link_values.inc"
};

const char* const kQuantities[] = {
    "F",           "1 - F",          "F'",          "F''",
    "F'''",        "slope of log F", "ratio of it", "slope of log(1 - F)",
    "ratio of it", "log F",          "log(1 - F)"};

std::vector<double> ours(Link link, double eta) {
  return with_link(link, [&](auto type) {
    using Type = decltype(type);
    const LinkPoint f = Type::at(eta);
    return std::vector<double>{f.value,
                               f.complement,
                               f.d1,
                               f.d2,
                               f.d3,
                               f.event.slope,
                               f.event.ratio,
                               f.nonevent.slope,
                               f.nonevent.ratio,
                               Type::log_value(eta, f),
                               Type::log_complement(eta, f)};
  });
}

/// What the rounding of exp(eta) = m does to exp(-m), in units of the result.
double condition(Link link, double eta) { return link == Link::cloglog ? std::exp(eta) : 0.0; }

TEST_CASE("every quantity of every link keeps its digits in both tails") {
  for (const LinkValues& exact : kValues) {
    const std::vector<double> values = ours(exact.link, exact.eta);
    const double relative = 2e-15 * (1.0 + condition(exact.link, exact.eta));
    for (std::size_t k = 0; k < values.size(); ++k) {
      CAPTURE(link_name(exact.link));
      CAPTURE(exact.eta);
      CAPTURE(kQuantities[k]);
      // The second and third derivatives have zeros: there their parts count.
      const double m = condition(exact.link, exact.eta);
      const double parts = exact.values[2] * (1.0 + m) * (1.0 + m);
      const double size =
          k == 3 || k == 4 ? std::max(std::abs(exact.values[k]), parts) : std::abs(exact.values[k]);
      CHECK(std::abs(values[k] - exact.values[k]) <= relative * size);
    }
  }
}

TEST_CASE("the inverse of F leads back") {
  for (const Link link : kLinks) {
    const ResponseCurve curve{.link = link};
    CAPTURE(link_name(link));
    for (const double p : {1e-300, 1e-12, 0.001, 0.1, 0.5, 0.632, 0.9, 0.999}) {
      CAPTURE(p);
      CHECK(curve.at(curve.eta_at(p)).value == doctest::Approx(p).epsilon(1e-12));
      CHECK(curve.eta_at_odds(p, 1.0 - p) == doctest::Approx(curve.eta_at(p)).epsilon(1e-12));
    }
    CHECK(curve.at(curve.eta_at_odds(1.0, 1e12)).value == doctest::Approx(1e-12).epsilon(1e-12));
    CHECK(curve.at(curve.eta_at_odds(1e12, 1.0)).complement ==
          doctest::Approx(1e-12).epsilon(1e-12));
  }
}

TEST_CASE("a curve is steepest at 0, and half as steep where it says") {
  for (const Link link : kLinks) {
    CAPTURE(link_name(link));
    const ResponseCurve curve{.link = link, .asymptotes = {.guess = 0.1, .lapse = 0.2}};
    for (const double eta : {-0.01, 0.01}) CHECK(curve.at(eta).d1 < curve.steepest());
    CHECK(curve.at(0.0).d2 == 0.0);
    CHECK(curve.at(curve.half_gain()).d1 == doctest::Approx(0.5 * curve.steepest()).epsilon(1e-15));
  }
}

TEST_CASE("far out each link ends at its asymptotes, without NaN") {
  constexpr double kInfinite = std::numeric_limits<double>::infinity();
  for (const Link link : kLinks) {
    CAPTURE(link_name(link));
    for (const double eta : {1e3, 1e10, 1e300, kInfinite}) {
      CAPTURE(eta);
      const ResponseCurve curve{.link = link};
      CHECK(curve.at(eta).value == 1.0);
      CHECK(curve.at(eta).complement == 0.0);
      CHECK(curve.at(eta).d1 == 0.0);
      CHECK(curve.at(eta).d2 == 0.0);
      CHECK(curve.at(-eta).complement == 1.0);
      CHECK(curve.log_likelihood(1.0, eta) == 0.0);
      CHECK_FALSE(std::isnan(curve.log_likelihood(0.0, eta)));
      CHECK_FALSE(std::isnan(curve.log_likelihood(0.5, -eta)));
    }
    CHECK(std::isnan(ours(link, std::nan("")).front()));
  }
}

TEST_CASE("an event that is certain weighs nothing in the sums of a block") {
  const std::vector<double> eta = {800.0, 1e10}, events = {1.0, 1.0}, weight = {1.0, 3.0};
  for (const Link link : kLinks) {
    CAPTURE(link_name(link));
    BlockTerms terms;
    ResponseCurve{.link = link}.add_up({.eta = eta, .y = events, .weight = weight, .frequency = {}},
                                       Information::both, terms);
    CHECK(terms.log_likelihood.value() == 0.0);
    CHECK(terms.residual == Vector::Zero(2));
  }
}

/// What rows add up to one by one.
void check_block(const ResponseCurve& curve) {
  const std::vector<double> eta = {-3.0, -0.4, 0.0, 0.7, 2.0, 0.1};
  const std::vector<double> y = {0.0, 1.0, 0.25, 1.0, 0.0, 1.0};
  const std::vector<double> weight = {1.0, 2.0, 4.0, 0.5, 1.0, 0.0};
  BlockTerms terms;
  curve.add_up({.eta = eta, .y = y, .weight = weight, .frequency = {}}, Information::both, terms);
  double log_likelihood = 0.0;
  for (std::size_t i = 0; i < eta.size(); ++i) {
    log_likelihood += weight[i] * curve.log_likelihood(y[i], eta[i]);
    constexpr double kStep = 1e-5;
    const double slope =
        (curve.log_likelihood(y[i], eta[i] + kStep) - curve.log_likelihood(y[i], eta[i] - kStep)) /
        (2.0 * kStep);
    CHECK(std::abs(terms.residual[static_cast<Index>(i)] - weight[i] * slope) < 1e-9);
  }
  CHECK(terms.log_likelihood.value() == doctest::Approx(log_likelihood).epsilon(1e-15));
}

TEST_CASE("a block is the sum of its rows") {
  for (const Link link : kLinks) {
    for (const double guess : {0.0, 0.2}) {
      CAPTURE(link_name(link));
      CAPTURE(guess);
      check_block({.link = link, .asymptotes = {.guess = guess, .lapse = 0.0}});
    }
  }
}

constexpr double kTiny = std::numeric_limits<double>::min();  // below, digits are lost

TEST_CASE("the probit's kernel has the terms of single rows, on every machine") {
  std::vector<double> eta;
  for (double at = -39.9; at < 45.0; at += 0.37) eta.push_back(at);
  for (const double far : {-1e3, 1e3, -1e-9, 0.0}) eta.push_back(far);
  const std::vector<double> weight(eta.size(), 2.0);
  test::on_each_target([&] {
    for (const double share : {0.0, 0.3, 1.0}) {
      const std::vector<double> y(eta.size(), share);
      std::vector<double> residual(eta.size());
      std::vector<double> observed(eta.size());
      std::vector<double> expected(eta.size());
      CompensatedSum log_likelihood;
      const BlockSums sums = probit_block(
          eta, y, weight, {.residual = residual, .observed = observed, .expected = expected});
      for (std::size_t i = 0; i < eta.size(); ++i) {
        CAPTURE(eta[i]);
        const LinkPoint f = ProbitLink::at(eta[i]);
        const ObservationTerms row = observation_terms<ProbitLink>(share, eta[i], f, {});
        log_likelihood += 2.0 * row.log_likelihood;
        // Of a share the residual is a difference: what it is made of counts.
        const double parts = share * f.event.slope + (1.0 - share) * f.nonevent.slope;
        CHECK(std::abs(residual[i] - 2.0 * row.residual) <= 4e-15 * parts + kTiny);
        CHECK(std::abs(observed[i] - 2.0 * row.curvature) <= 4e-15 * row.curvature + kTiny);
        CHECK(std::abs(expected[i] - 2.0 * row.expected_curvature) <=
              4e-15 * row.expected_curvature + kTiny);
      }
      CHECK(sums.log_likelihood.value() == doctest::Approx(log_likelihood.value()).epsilon(1e-14));
      CHECK(sums.saturated > 0);
    }
  });
}

}  // namespace
}  // namespace odds
