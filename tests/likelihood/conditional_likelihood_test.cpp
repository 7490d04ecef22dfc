#include "likelihood/conditional_likelihood.hpp"

#include "math/rank.hpp"
#include "solve/maximize.hpp"
#include "support/execution.hpp"
#include "support/random_data.hpp"
#include "support/separation_oracle.hpp"

#include <Eigen/Eigenvalues>
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

namespace odds {
namespace {

/// Sets of random sizes, x drawn from `draw`.
template <class Draw>
MatchedSets random_sets(test::Random& random, Index count, Index columns, Draw draw) {
  MatchedSets sets;
  sets.first.push_back(0);
  for (Index set = 0; set < count; ++set) {
    sets.events.push_back(random.whole(1, 3));
    sets.first.push_back(sets.first.back() + sets.events.back() + random.whole(1, 3));
  }
  sets.x = Matrix::NullaryExpr(columns, sets.first.back(), draw);
  sets.offset = Vector::Zero(sets.first.back());
  return sets;
}

std::shared_ptr<const MatchedSets> normal_sets(std::uint64_t seed, Index count) {
  test::Random random(seed);
  MatchedSets sets = random_sets(random, count, 3, [&] { return random.normal(); });
  sets.offset = Vector::NullaryExpr(sets.members(), [&] { return random.normal(); });
  return std::make_shared<const MatchedSets>(std::move(sets));
}

/// A row for each pair of an event and a non-event of one set: their difference.
Matrix pair_differences(const MatchedSets& sets) {
  std::vector<Vector> pairs;
  for (std::size_t s = 0; s < sets.events.size(); ++s) {
    const Index others = sets.first[s] + sets.events[s];
    for (Index i = sets.first[s]; i < others; ++i) {
      for (Index j = others; j < sets.first[s + 1]; ++j) {
        pairs.emplace_back(sets.x.col(i) - sets.x.col(j));
      }
    }
  }
  Matrix rows(static_cast<Index>(pairs.size()), sets.columns());
  for (std::size_t k = 0; k < pairs.size(); ++k) rows.row(static_cast<Index>(k)) = pairs[k];
  return rows;
}

/// Small whole numbers, by chance or by a plane that parts events from the others, perhaps touching
/// them.
MatchedSets integer_sets(test::Random& random) {
  const Index columns = random.whole(1, 3);
  const int range = random.whole(1, 3);
  MatchedSets sets =
      random_sets(random, random.whole(2, 4), columns, [&] { return random.whole(-range, range); });
  const Vector plane = Vector::NullaryExpr(columns, [&] { return random.whole(-2, 2); });
  if (random.whole(0, 2) == 0) return sets;
  for (std::size_t s = 0; s < sets.events.size(); ++s) {
    std::vector<Index> order;
    for (Index i = sets.first[s]; i < sets.first[s + 1]; ++i) order.push_back(i);
    std::ranges::stable_sort(order, std::ranges::greater(),
                             [&](Index i) { return plane.dot(sets.x.col(i)); });
    sets.x.middleCols(sets.first[s], static_cast<Index>(order.size())) =
        Matrix(sets.x(Eigen::all, order));
  }
  return sets;
}

}  // namespace

TEST_CASE("the score is the derivative of the log-likelihood, and the information that of it") {
  const ConditionalLikelihood likelihood(normal_sets(3, 40), test::kExecution);
  const Vector point{{0.4, -0.7, 0.2}};
  const Evaluation here = likelihood.evaluate(point, Vector(), Order::information);
  constexpr double kStep = 1e-5;  // the central difference is off by about 1e-10 and rounding
  for (Index j = 0; j < 3; ++j) {
    CAPTURE(j);
    const Vector change = kStep * Vector::Unit(3, j);
    const Evaluation above = likelihood.evaluate(point + change, Vector(), Order::gradient);
    const Evaluation below = likelihood.evaluate(point - change, Vector(), Order::gradient);
    const double slope = (above.value - below.value) / (2.0 * kStep);
    CHECK(here.gradient[j] == doctest::Approx(slope).epsilon(1e-7));
    const Vector curvature = (below.gradient - above.gradient) / (2.0 * kStep);
    CHECK((here.information.core.col(j) - curvature).cwiseAbs().maxCoeff() < 1e-7);
  }
}

TEST_CASE("no information exceeds the bound, at which that of pairs at 0 is") {
  const auto sets = normal_sets(4, 30);
  const ConditionalLikelihood likelihood(sets, test::kExecution);
  const Matrix bound = likelihood.curvature_bound().core;
  for (const double size : {0.0, 0.3, 2.0}) {
    const Evaluation here =
        likelihood.evaluate(Vector{{size, -size, size}}, Vector(), Order::information);
    const Eigen::SelfAdjointEigenSolver<Matrix> rest(bound - here.information.core);
    CHECK(rest.eigenvalues().minCoeff() > -1e-12 * bound.diagonal().maxCoeff());
  }
  MatchedSets pairs{.x = Matrix{{1.0, 4.0, 0.5, -0.5}},
                    .offset = Vector::Zero(4),
                    .first = {0, 2, 4},
                    .events = {1, 1}};
  const ConditionalLikelihood of_pairs(std::make_shared<const MatchedSets>(std::move(pairs)),
                                       test::kExecution);
  const Evaluation at_zero = of_pairs.evaluate(Vector::Zero(1), Vector(), Order::information);
  CHECK(at_zero.information.core(0, 0) == of_pairs.curvature_bound().core(0, 0));
}

TEST_CASE("any number of threads gives the same bits") {
  const auto sets = normal_sets(7, 3000);
  const Vector point{{0.4, -0.7, 0.2}};
  const Vector step{{0.1, 0.1, 0.1}};
  const Execution one = test::with_threads(1);
  const Evaluation alone =
      ConditionalLikelihood(sets, one).evaluate(point, step, Order::information);
  for (const int threads : {2, 3, 5}) {
    const Execution several = test::with_threads(threads);
    const ConditionalLikelihood likelihood(sets, several);
    const Evaluation together = likelihood.evaluate(point, step, Order::information);
    CHECK(likelihood.block_count() > 5);
    CHECK(together.value == alone.value);
    CHECK(together.gradient == alone.gradient);
    CHECK(together.information.core == alone.information.core);
    CHECK(together.reach == alone.reach);
    CHECK(together.saturated == alone.saturated);
  }
}

// The oracle decides the cone of directions along the pairs exactly: see separation_oracle.hpp.
TEST_CASE("of random small sets no verdict of separation is wrong") {
  test::Random random(11);
  int overlaps = 0;
  int quasi = 0;
  int complete = 0;
  for (int trial = 0; trial < 4000; ++trial) {
    CAPTURE(trial);
    const auto sets = std::make_shared<const MatchedSets>(integer_sets(random));
    const ConditionalLikelihood likelihood(sets, test::kExecution);
    const Matrix pairs = pair_differences(*sets);
    const Matrix products = pairs.transpose() * pairs;
    if (std::ssize(find_aliasing(products).kept) < sets->columns()) continue;
    const Maximum maximum = maximize(likelihood, Vector::Zero(sets->columns()));
    const test::SeparationTruth truth =
        test::SeparationOracle(pairs, Vector::Ones(pairs.rows())).decide();
    if (truth.rows == 0) {
      ++overlaps;
      CHECK(maximum.existence == Existence::proved);
      CHECK(maximum.converged());
    } else {
      ++(truth.complete ? complete : quasi);
      CHECK(maximum.termination == Termination::separated);
      CHECK(maximum.separation.rows == truth.rows);
      CHECK((maximum.separation.kind == SeparationKind::complete) == truth.complete);
    }
  }
  CHECK(overlaps > 300);
  CHECK(quasi > 300);
  CHECK(complete > 300);
}

}  // namespace odds
