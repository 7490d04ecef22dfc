#include "solve/maximize.hpp"

#include "support/random_data.hpp"

#include <odds/error.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace odds {
namespace {

using test::DenseObjective;

const OptimizerOptions kNewton{.solver = Solver::newton};
const OptimizerOptions kGradientDescent{.solver = Solver::gradient_descent};

TEST_CASE("options out of range are refused before anything is computed") {
  const DenseObjective objective(test::random_data({}));
  CHECK_THROWS_AS(maximize(objective, Vector::Zero(4), {.tolerance = -1.0}), Error);
}

TEST_CASE("the observer hears the history") {
  const DenseObjective objective(test::random_data({}));
  for (const OptimizerOptions& options : {kNewton, kGradientDescent}) {
    std::vector<IterationRecord> heard;
    const Maximum maximum =
        maximize(objective, Vector::Zero(4), options,
                 [&](const IterationRecord& record) { heard.push_back(record); });
    REQUIRE(heard.size() == maximum.history.size());
    for (std::size_t i = 0; i < heard.size(); ++i) {
      CHECK(heard[i].iteration == static_cast<int>(i));
      CHECK(maximum.history[i].iteration == static_cast<int>(i));
      CHECK(heard[i].log_likelihood == maximum.history[i].log_likelihood);
      CHECK(heard[i].score_norm == maximum.history[i].score_norm);
    }
  }
}

TEST_CASE("the log-likelihood never falls from one iteration to the next") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const DenseObjective objective(
        test::random_data({.rows = 100, .columns = 4, .signal = 2.0, .seed = seed}));
    for (const OptimizerOptions& options : {kNewton, kGradientDescent}) {
      const Maximum maximum = maximize(objective, Vector::Constant(4, 2.0), options);
      CAPTURE(seed);
      for (std::size_t i = 1; i < maximum.history.size(); ++i) {
        const double before = maximum.history[i - 1].log_likelihood;
        // 64 units of rounding of (|value| + 1), the allowance of the solvers.
        const double allowance = 64 * std::numeric_limits<double>::epsilon() * (1 - before);
        CHECK(maximum.history[i].log_likelihood >= before - allowance);
      }
    }
  }
}

TEST_CASE("the score is zero at the maximum") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const test::DenseData data =
        test::random_data({.rows = 100, .columns = 4, .signal = 1.0, .seed = seed});
    const DenseObjective objective(data);
    for (const OptimizerOptions& options : {kNewton, kGradientDescent}) {
      const Maximum maximum = maximize(objective, Vector::Zero(4), options);
      CAPTURE(seed);
      REQUIRE(maximum.converged());
      // The decrement, half of g' H^-1 g, ends below (16 units of rounding)^2 of (|value| + 1); and
      // no g_j^2 is larger than H_jj times g' H^-1 g (Cauchy and Schwarz).
      const double rounding = 16 * std::numeric_limits<double>::epsilon();
      const double gain = rounding * rounding * (1 - maximum.value);
      CHECK(maximum.decrement <= gain);
      const double largest = maximum.information.core.diagonal().maxCoeff();
      CHECK(maximum.gradient.lpNorm<Eigen::Infinity>() <= std::sqrt(2 * gain * largest));
    }
  }
}

TEST_CASE("exchanging the outcomes turns all signs") {
  test::DenseData data = test::random_data({});
  const Maximum before = maximize(DenseObjective(data), Vector::Zero(4));
  data.y = 1.0 - data.y.array();
  const Maximum after = maximize(DenseObjective(data), Vector::Zero(4));
  CHECK((after.point + before.point).lpNorm<Eigen::Infinity>() < 1e-14);
  CHECK(after.value == doctest::Approx(before.value).epsilon(1e-14));
}

TEST_CASE("a start where the objective is not finite ends as no ascent") {
  const DenseObjective objective(test::random_data({}));
  const Vector start = Vector::Constant(4, std::numeric_limits<double>::quiet_NaN());
  for (const OptimizerOptions& options : {kNewton, kGradientDescent}) {
    const Maximum maximum = maximize(objective, start, options);
    CHECK(maximum.termination == Termination::no_ascent);
    CHECK(maximum.existence == Existence::undetermined);
  }
}

}  // namespace
}  // namespace odds
