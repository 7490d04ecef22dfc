// Firth's estimates against brglm2 and 40-digit arithmetic, and how fast they are found.
#include "support/dataset.hpp"
#include "support/fit_text.hpp"
#include "support/printed.hpp"
#include "support/random_data.hpp"
#include "support/sanitized.hpp"

#include <odds/memory_table.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::fit_text;
using test::Printed;

const FitOptions kFirth = [] {
  FitOptions options;
  options.method = Method::firth;
  return options;
}();

/// The largest component of the score at the last point.
double last_score(const Fit& fit) { return fit.maximum().history.back().score_norm; }

/// Columns of numbers that follow no pattern, and an outcome that two of them decide. In R:
/// x <- sapply(1:p, function(j) sapply(1:n, function(i) ((i*i*j + 37*i + 61*j) %% 101)/50 - 1))
/// d <- data.frame(x); names(d) <- paste0("x", 1:p); d$y <- as.numeric(d$x1 + 0.5*d$x2 > 0.1)
/// f <- glm(y ~ ., binomial, d, method = "brglmFit",
///          control = brglmControl(epsilon = 1e-12, maxit = 10000, type = "AS_mean"))
/// print(coef(summary(f))[, 1:2], digits = 15)
Fit fit_decided(int rows, int columns) {
  std::vector<std::vector<double>> x(static_cast<std::size_t>(columns));
  std::vector<double> y;
  for (int i = 1; i <= rows; ++i) {
    for (int j = 1; j <= columns; ++j) {
      x[static_cast<std::size_t>(j) - 1].push_back((i * i * j + 37 * i + 61 * j) % 101 / 50.0 -
                                                   1.0);
    }
    y.push_back(x[0].back() + 0.5 * x[1].back() > 0.1 ? 1.0 : 0.0);
  }
  MemoryTable table;
  table.add("y", y);
  for (std::size_t j = 0; j < x.size(); ++j) table.add("x" + std::to_string(j + 1), x[j]);
  return fit(table, parse_formula("y ~ ."), kFirth);
}

struct Known {
  const char* estimate;
  const char* std_error;
};

void check_known(const Fit& fit, const std::vector<Known>& known) {
  REQUIRE(as_eigen(fit.coefficients()).size() == static_cast<Index>(known.size()));
  for (std::size_t j = 0; j < known.size(); ++j) {
    CAPTURE(j);
    CHECK(as_eigen(fit.coefficients())[static_cast<Index>(j)] == Printed(known[j].estimate));
    CHECK(as_eigen(fit.std_errors())[static_cast<Index>(j)] == Printed(known[j].std_error));
  }
}

}  // namespace

TEST_CASE("separated data have the estimates of brglm2") {
  const Fit narrow = fit_decided(40, 4);
  CHECK(narrow.maximum().iterations() <= 15);
  check_known(narrow, {{"-1.468556972", "0.879374245"},
                       {"9.660017599", "4.066955138"},
                       {"5.109349096", "2.223881325"},
                       {"-2.242515042", "1.724617902"},
                       {"-0.889402248", "1.363975005"}});
  const Fit wide = fit_decided(60, 12);
  CHECK(wide.maximum().iterations() <= 15);
  check_known(wide, {{"-0.815933480", "0.580727482"},
                     {"6.418675924", "2.032551946"},
                     {"3.432351226", "1.220535548"},
                     {"-1.076600207", "1.257782743"},
                     {"-0.644574770", "0.942087679"},
                     {"-0.016645064", "0.877162790"},
                     {"0.211737759", "1.219103737"},
                     {"-0.689595979", "0.858674938"},
                     {"-0.818404614", "1.031414170"},
                     {"-0.584859517", "0.968358185"},
                     {"-0.073401058", "1.012580627"},
                     {"0.168789888", "1.010136159"},
                     {"-0.747940259", "1.316642241"}});
}

// Grouped, next to separated: brglm2 2.* does not converge. By Newton's method with Fisher's
// information in 40-digit arithmetic (mpmath).
TEST_CASE("a likelihood that is nearly flat has the estimates of 40-digit arithmetic") {
  FitOptions options = kFirth;
  options.frequency_weights = "w";
  const Fit fit = fit_text(
      "y,m,w,x0\n"
      "2,2,1,0.46922607593745524\n"
      "0,2,3,-0.20501216077564186\n"
      "0,3,2,-0.47980623536343875\n"
      "0,5,2,-0.6282808660785579\n"
      "2,4,2,-0.05530532350299701\n"
      "0,5,2,-0.226451081427213\n"
      "0,2,2,-0.5576007723786455\n"
      "0,4,1,-0.6589410589737502\n"
      "0,3,1,-1.5445704599528598\n"
      "0,3,3,-0.5847413714382216\n"
      "0,1,3,-1.1824978809289939\n"
      "5,5,2,0.31086374479131546\n"
      "0,3,1,-0.600772318648157\n"
      "0,1,3,-0.7069977214415204\n"
      "0,2,3,-0.09960512626389344\n"
      "2,2,1,0.5336594803710871\n"
      "3,3,3,1.3978002115236103\n"
      "1,1,3,2.065811792415279\n"
      "3,3,1,0.4944535276297887\n"
      "1,1,1,0.6139259940113901\n"
      "4,4,1,0.7328718783924637\n"
      "5,5,3,0.8489345943403085\n"
      "1,1,3,0.5635019858890213\n"
      "2,2,2,0.8907698569256922\n"
      "2,2,1,0.9291898354440788\n"
      "0,2,2,-0.957017044511251\n"
      "0,1,1,-0.6305978583088035\n"
      "0,1,3,-0.16032801893183404\n"
      "5,5,3,0.5367016865423129\n",
      "y/m ~ x0", options);
  CHECK(fit.converged());
  CHECK(fit.maximum().iterations() <= 25);
  CHECK(last_score(fit) < 1e-12);
  check_known(fit, {{"1.99190737339", "1.71640148291"}, {"39.1583939646", "23.1880706450"}});
}

TEST_CASE("outcomes that are all the same have finite estimates: brglm2's, and a closed form") {
  const Fit fit = fit_text("y,x\n1,1\n1,2\n1,3\n1,4\n1,5\n1,6\n1,7\n1,8\n", "y ~ x", kFirth);
  CHECK(fit.converged());
  CHECK(fit.coefficients()[0] == Printed("2.1972245773"));
  CHECK(std::abs(fit.coefficients()[1]) < 1e-12);
  CHECK(fit.std_errors()[0] == Printed("2.5973124082"));
  CHECK(fit.std_errors()[1] == Printed("0.51434449987"));
  CHECK(fit.goodness().null_log_likelihood == 0.0);

  // Jeffreys' prior of one probability adds half an event and half a non-event.
  const Fit none = fit_text("y\n0\n0\n0\n", "y ~ 1", kFirth);
  CHECK(none.coefficients()[0] == doctest::Approx(std::log(0.5 / 3.5)).epsilon(1e-14));
  const Fit groups = fit_text("k,n\n4,4\n6,6\n", "k/n ~ 1", kFirth);
  CHECK(groups.coefficients()[0] == doctest::Approx(std::log(10.5 / 0.5)).epsilon(1e-14));
}

TEST_CASE("200 random separated designs, narrow and wide, take few steps to a score of 0") {
  test::Random random(1993);
  int most = 0;
  const int problems = test::kUnderAddressSanitizer ? 40 : 200;  // 74 s of them all, else 5
  for (int problem = 0; problem < problems; ++problem) {
    CAPTURE(problem);
    const int rows = random.whole(30, 300);
    const int columns = random.whole(2, rows / 3) - 1;  // beside the intercept
    std::vector<std::vector<double>> x(static_cast<std::size_t>(columns));
    std::vector<double> y(static_cast<std::size_t>(rows), random.normal());
    for (std::vector<double>& column : x) {
      const bool heavy_tails = random.whole(0, 3) == 0;
      const double slope = random.normal();
      for (double& decider : y) {
        const double value = random.normal();
        column.push_back(heavy_tails ? value * value * value : value);
        decider += slope * column.back();
      }
    }
    for (double& decider : y) decider = decider > 0.0 ? 1.0 : 0.0;
    MemoryTable table;
    table.add("y", y);
    for (std::size_t j = 0; j < x.size(); ++j) table.add("x" + std::to_string(j), x[j]);
    const Fit fit = odds::fit(table, parse_formula("y ~ ."), kFirth);
    CHECK(fit.converged());
    CHECK(last_score(fit) < 1e-10);
    most = std::max(most, fit.maximum().iterations());
  }
  MESSAGE("the most steps: ", most);
  CHECK(most <= 30);  // measured: see the commit
}

TEST_CASE("the penalised log-likelihood never falls") {
  const Fit fit = fit_decided(60, 12);
  for (std::size_t k = 1; k < fit.maximum().history.size(); ++k) {
    const double before = fit.maximum().history[k - 1].log_likelihood;
    CHECK(fit.maximum().history[k].log_likelihood >= before - 1e-13 * std::abs(before));
  }
}

TEST_CASE("the covariance is the inverse information of the likelihood at the estimate") {
  const Fit fit = fit_text("y\n0\n0\n0\n1\n", "y ~ 1", kFirth);
  const double p = 1.5 / 5.0;
  CHECK(fit.covariance()(0, 0) == doctest::Approx(1.0 / (4.0 * p * (1.0 - p))).epsilon(1e-13));
}

}  // namespace odds
