#include "curve/sigmoid.hpp"

#include "support/simd_targets.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#ifdef ODDS_TEST_QUADMATH
#include <quadmath.h>
#endif

namespace odds {
namespace {

#ifdef ODDS_TEST_QUADMATH
__extension__ typedef __float128 Wide;
Wide wide_exp(Wide x) { return expq(x); }
Wide wide_expm1(Wide x) { return expm1q(x); }
Wide wide_log1p(Wide x) { return log1pq(x); }
Wide wide_abs(Wide x) { return fabsq(x); }
#else  // 64 bits still measure the error of 53 to a few thousandths of an ulp
using Wide = long double;
Wide wide_exp(Wide x) { return std::exp(x); }
Wide wide_expm1(Wide x) { return std::expm1(x); }
Wide wide_log1p(Wide x) { return std::log1p(x); }
Wide wide_abs(Wide x) { return std::abs(x); }
#endif

/// The distance of `number` from `exact` in units of the last place of `scale`.
double error_in_ulps(double number, Wide exact, double scale) {
  int exponent = 0;
  std::frexp(scale, &exponent);
  return static_cast<double>(wide_abs(Wide{number} - exact) / Wide{std::ldexp(1.0, exponent - 53)});
}

/// The largest error in ulps over many numbers; those that are not normal are not counted.
struct Worst {
  double ulps = 0.0;
  double eta = 0.0;

  void compare(double at, double number, Wide exact) {
    if (wide_abs(exact) < Wide{DBL_MIN}) return;
    compare(at, number, exact, static_cast<double>(exact));
  }

  void compare(double at, double number, Wide exact, double scale) {
    const double error = error_in_ulps(number, exact, scale);
    if (!(error <= ulps)) *this = {.ulps = error, .eta = at};
  }
};

/// The same quantities by their definitions, in wide arithmetic.
struct Reference {
  explicit Reference(double eta) : distance(wide_abs(Wide{eta})) {
    const Wide e = wide_exp(-distance);
    const Wide tail = e / (1 + e);
    const Wide rest = 1 / (1 + e);
    value = eta >= 0 ? rest : tail;
    miss = eta >= 0 ? tail : rest;
    slope = tail * rest;
    bend = slope * wide_expm1(-distance) / (1 + e) * (eta >= 0 ? 1 : -1);
    log_value = -wide_log1p(e) - (eta >= 0 ? Wide{0} : distance);
    log_miss = -wide_log1p(e) - (eta >= 0 ? distance : Wide{0});
  }

  Wide distance;
  Wide value, miss, slope, bend, log_value, log_miss;
};

/// Linear predictors of all sizes: the whole range, the middle, next to 0.
std::vector<double> many_predictors() {
  std::mt19937_64 bits(1);
  std::vector<double> result = {0.0, 0.69, -0.69, 0.6899999999999999, 745.0, -745.0, 1e-300};
  for (int i = 0; i < 20'000; ++i) {
    const double uniform = std::ldexp(static_cast<double>(bits() >> 11), -52) - 1.0;
    result.push_back(745.0 * uniform);
    result.push_back(40.0 * uniform);
    result.push_back(4.0 * uniform);
    result.push_back(std::ldexp(uniform, -static_cast<int>(bits() % 60)));
  }
  return result;
}

/// What a block writes and adds up to.
struct BlockTerms {
  std::vector<double> residual;
  std::vector<double> curvature;
  double log_likelihood;
  Index saturated;
};

BlockTerms block_terms(std::span<const double> eta, std::span<const double> y,
                       std::span<const double> weight) {
  BlockTerms result;
  result.residual.resize(eta.size());
  result.curvature.resize(eta.size());
  const BlockSums sums = logit_block(eta, y, weight, result.residual, result.curvature);
  result.log_likelihood = sums.log_likelihood.value();
  result.saturated = sums.saturated;
  return result;
}

TEST_CASE("the sigmoid family is as accurate as its header says") {
  Worst value, miss, slope, bend;
  for (const double eta : many_predictors()) {
    const Reference exact(eta);
    const CurvePoint got = sigmoid(eta);
    value.compare(eta, got.value, exact.value);
    miss.compare(eta, got.complement, exact.miss);
    slope.compare(eta, got.d1, exact.slope);
    bend.compare(eta, got.d2, exact.bend);
  }
  for (const Worst& worst : {value, miss, slope, bend}) {
    CAPTURE(worst.eta);
    CHECK(worst.ulps < 6.0);
  }
  CHECK(value.ulps < 3.0);
  CHECK(miss.ulps < 3.0);
  CHECK(slope.ulps < 4.0);
  MESSAGE("ulps: sigma " << value.ulps << ", 1 - sigma " << miss.ulps << ", sigma' " << slope.ulps
                         << ", sigma'' " << bend.ulps);
}

TEST_CASE("the terms of one observation are as accurate as their header says") {
  Worst log_likelihood, residual, curvature;
  for (const double eta : many_predictors()) {
    const Reference exact(eta);
    const LogitTerms event = logit_terms(1.0, eta);
    const LogitTerms none = logit_terms(0.0, eta);
    log_likelihood.compare(eta, event.log_likelihood, exact.log_value);
    log_likelihood.compare(eta, none.log_likelihood, exact.log_miss);
    residual.compare(eta, event.residual, exact.miss);
    residual.compare(eta, none.residual, -exact.value);
    curvature.compare(eta, event.curvature, exact.slope);
  }
  for (const Worst& worst : {log_likelihood, residual, curvature}) {
    CAPTURE(worst.eta);
    CHECK(worst.ulps < 4.0);
  }
  CHECK(log_likelihood.ulps < 2.0);
  CHECK(residual.ulps < 3.0);
  MESSAGE("ulps: log-likelihood " << log_likelihood.ulps << ", residual " << residual.ulps
                                  << ", curvature " << curvature.ulps);
}

TEST_CASE("the terms of a block are as accurate as the header says, on every machine") {
  const std::vector<double> eta = many_predictors();
  const std::vector<double> weight(eta.size(), 1.0);
  test::on_each_target([&] {
    Worst log_likelihood, residual, curvature;
    for (const double y : {0.0, 1.0}) {
      const std::vector<double> outcome(eta.size(), y);
      const BlockTerms block = block_terms(eta, outcome, weight);
      for (std::size_t i = 0; i < eta.size(); ++i) {
        const Reference exact(eta[i]);
        const double alone = block_terms({&eta[i], 1}, {&y, 1}, {weight.data(), 1}).log_likelihood;
        log_likelihood.compare(eta[i], alone, y == 1.0 ? exact.log_value : exact.log_miss);
        residual.compare(eta[i], block.residual[i], y == 1.0 ? exact.miss : -exact.value);
        curvature.compare(eta[i], block.curvature[i], exact.slope);
      }
    }
    CHECK(log_likelihood.ulps < 2.0);
    CHECK(residual.ulps < 3.0);
    CHECK(curvature.ulps < 4.0);
    MESSAGE("ulps in a block: log-likelihood " << log_likelihood.ulps << ", residual "
                                               << residual.ulps << ", curvature "
                                               << curvature.ulps);
  });
}

TEST_CASE("an observation has the same bits wherever it stands in a block") {
  test::on_each_target([] {
    for (const double eta : {-800.0, -744.9, -709.0, -3.25, -1e-9, 0.0, 0.7, 36.0, 745.1}) {
      const double one = 1.0;
      const double weight = 0.3;
      const BlockTerms alone = block_terms({&eta, 1}, {&one, 1}, {&weight, 1});
      for (const std::size_t rows : {1U, 2U, 3U, 5U, 8U, 9U, 16U, 23U}) {
        CAPTURE(eta);
        CAPTURE(rows);
        const BlockTerms block =
            block_terms(std::vector<double>(rows, eta), std::vector<double>(rows, 1.0),
                        std::vector<double>(rows, weight));
        CHECK(block.residual == std::vector<double>(rows, alone.residual[0]));
        CHECK(block.curvature == std::vector<double>(rows, alone.curvature[0]));
      }
    }
  });
}

TEST_CASE("a block has no trouble far out, at infinity and with NaN") {
  const double infinity = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  test::on_each_target([&] {
    for (const double eta : {746.0, 1e5, 1e308, infinity}) {
      CAPTURE(eta);
      const std::vector<double> etas = {eta, eta, -eta, -eta};
      const std::vector<double> y = {1.0, 0.0, 1.0, 0.0};
      const BlockTerms block = block_terms(etas, y, std::vector<double>(4, 1.0));
      CHECK(block.residual == std::vector<double>{0.0, -1.0, 1.0, 0.0});
      CHECK(block.curvature == std::vector<double>(4, 0.0));
      CHECK(block.log_likelihood == -2.0 * eta);
      CHECK(block.saturated == 4);
      const double one = 1.0;
      CHECK(block_terms({&eta, 1}, {&one, 1}, {&one, 1}).log_likelihood == 0.0);
    }
    for (const double y : {0.0, 0.5, 1.0}) {
      const double one = 1.0;
      const BlockTerms block = block_terms({&nan, 1}, {&y, 1}, {&one, 1});
      CHECK(std::isnan(block.log_likelihood));
      CHECK(std::isnan(block.residual[0]));
      CHECK(std::isnan(block.curvature[0]));
    }
    for (double eta = 700.0; eta <= 745.0; eta += 0.5) {  // to where exp(-eta) is subnormal
      const double one = 1.0;
      CAPTURE(eta);
      const double curvature = block_terms({&eta, 1}, {&one, 1}, {&one, 1}).curvature[0];
      CHECK(curvature > 0.0);
      CHECK(std::abs(curvature - std::exp(-eta)) <= 4 * DBL_EPSILON * curvature + 0x1p-1074);
    }
  });
}

TEST_CASE("the log-likelihood of a block loses nothing in the sum") {
  test::on_each_target([] {
    std::mt19937_64 bits(5);
    std::vector<double> eta(10'007), y(eta.size()), weight(eta.size());
    long double expected = 0.0L;
    for (std::size_t i = 0; i < eta.size(); ++i) {
      eta[i] = std::ldexp(static_cast<double>(bits() >> 11), -50) - 4.0;
      y[i] = static_cast<double>(bits() % 2);
      weight[i] = std::ldexp(1.0, static_cast<int>(bits() % 40));
      const double one = 1.0;
      expected += weight[i] * static_cast<long double>(
                                  block_terms({&eta[i], 1}, {&y[i], 1}, {&one, 1}).log_likelihood);
    }
    CHECK(block_terms(eta, y, weight).log_likelihood ==
          doctest::Approx(static_cast<double>(expected)).scale(0).epsilon(DBL_EPSILON));
  });
}

TEST_CASE("the residual of a share of events is accurate relative to its parts") {
  Worst residual;
  std::mt19937_64 bits(2);
  for (const double eta : many_predictors()) {
    const double y = std::ldexp(static_cast<double>(bits() >> 11), -53);
    const Wide value = Reference(eta).value;
    const double scale = std::max(y, static_cast<double>(value));
    residual.compare(eta, logit_terms(y, eta).residual, Wide{y} - value, scale);
  }
  CAPTURE(residual.eta);
  CHECK(residual.ulps < 2.5);
}

TEST_CASE("the log-likelihood of a share of events lies between those of its outcomes") {
  for (const double eta : {-800.0, -3.0, 0.0, 1e-9, 2.0, 40.0}) {
    CAPTURE(eta);
    const double expected =
        0.25 * logit_terms(1.0, eta).log_likelihood + 0.75 * logit_terms(0.0, eta).log_likelihood;
    // Three terms of one sign, each good to 2 ulp, and three roundings.
    CHECK(logit_terms(0.25, eta).log_likelihood ==
          doctest::Approx(expected).scale(0).epsilon(8 * DBL_EPSILON));
  }
}

TEST_CASE("sigma' is symmetric, at most 1/4, and never 0 up to |eta| = 745") {
  CHECK(sigmoid(0.0).d1 == 0.25);
  CHECK(sigmoid(0.0).value == 0.5);
  CHECK(sigmoid(0.0).d2 == 0.0);
  for (const double eta : many_predictors()) {
    const CurvePoint here = sigmoid(eta);
    const CurvePoint there = sigmoid(-eta);
    CAPTURE(eta);
    REQUIRE(here.d1 > 0.0);
    REQUIRE(here.d1 <= 0.25);
    REQUIRE(here.d1 == there.d1);
    REQUIRE(here.d2 == -there.d2);
    REQUIRE(here.value == there.complement);
  }
}

TEST_CASE("sigma' falls and sigma rises with the distance from 0") {
  for (double eta = 0.0; eta < 740.0; eta += 0.37) {
    CAPTURE(eta);
    REQUIRE(sigmoid(eta + 0.37).d1 < sigmoid(eta).d1);
    REQUIRE(sigmoid(eta + 0.37).value >= sigmoid(eta).value);
    REQUIRE(sigmoid(-eta - 0.37).value < sigmoid(-eta).value);
  }
}

TEST_CASE("nothing overflows, at infinity neither") {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double eta : {746.0, 1e5, 1e308, infinity}) {
    CAPTURE(eta);
    CHECK(sigmoid(eta).value == 1.0);
    CHECK(sigmoid(-eta).value == 0.0);
    CHECK(sigmoid(eta).d1 == 0.0);
    CHECK(sigmoid(eta).d2 == 0.0);
    CHECK(logit_terms(1.0, eta).log_likelihood == 0.0);
    CHECK(logit_terms(0.0, eta).log_likelihood == -eta);
    CHECK(logit_terms(0.0, eta).residual == -1.0);
    CHECK(logit_terms(1.0, eta).residual == 0.0);
  }
}

TEST_CASE("NaN stays NaN") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(std::isnan(sigmoid(nan).value));
  CHECK(std::isnan(sigmoid(nan).complement));
  CHECK(std::isnan(sigmoid(nan).d1));
  CHECK(std::isnan(sigmoid(nan).d2));
  CHECK(std::isnan(logit_terms(1.0, nan).log_likelihood));
  CHECK(std::isnan(logit_terms(1.0, nan).residual));
  CHECK(std::isnan(logit_terms(1.0, nan).curvature));
}

TEST_CASE("a block is the weighted sum of its observations") {
  const std::vector<double> eta = {-5.0, -0.5, 0.0, 3.0, 4.7, 1000.0};
  const std::vector<double> y = {0.0, 1.0, 0.5, 0.0, 1.0, 0.0};
  const std::vector<double> weight = {1.0, 2.0, 10.0, 0.5, 1.0, 0.0};
  std::vector<double> residual(6);
  std::vector<double> curvature(6);
  const BlockSums sums = logit_block(eta, y, weight, residual, curvature);
  long double expected = 0.0L;
  for (std::size_t i = 0; i < eta.size(); ++i) {
    const LogitTerms terms = logit_terms(y[i], eta[i]);
    // Both are off by some ulps of their own: 2.4 and 2.3 for the residual, 3.8 and 3.7.
    const double by_itself = weight[i] * terms.residual;
    CHECK(std::abs(residual[i] - by_itself) <= 6 * DBL_EPSILON * std::abs(by_itself));
    CHECK(std::abs(curvature[i] - weight[i] * terms.curvature) <= 9 * DBL_EPSILON * curvature[i]);
    expected += static_cast<long double>(weight[i] * terms.log_likelihood);
  }
  CHECK(sums.log_likelihood.value() ==
        doctest::Approx(static_cast<double>(expected)).scale(0).epsilon(4 * DBL_EPSILON));
  CHECK(sums.saturated == 3);  // sigma' is 0.0066 at -5, 0.0089 at 4.7, 0 at 1000
}

TEST_CASE("a block may overwrite its linear predictors") {
  const std::vector<double> eta = {-5.0, -0.5, 3.0};
  const std::vector<double> y = {0.0, 1.0, 0.0};
  const std::vector<double> weight = {1.0, 2.0, 3.0};
  std::vector<double> residual(3), curvature(3), shared = eta;
  logit_block(eta, y, weight, residual, curvature);
  std::vector<double> other(3);
  logit_block(shared, y, weight, shared, other);
  CHECK(shared == residual);
  CHECK(other == curvature);
}

TEST_CASE("an observation of weight 0 adds nothing even where the log-likelihood is infinite") {
  const std::vector<double> eta = {std::numeric_limits<double>::infinity()};
  const std::vector<double> y = {0.0};
  const std::vector<double> weight = {0.0};
  std::vector<double> residual(1), curvature(1);
  CHECK(logit_block(eta, y, weight, residual, curvature).log_likelihood.value() == 0.0);
}

}  // namespace
}  // namespace odds
