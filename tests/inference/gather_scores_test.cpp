#include "inference/gather_scores.hpp"

#include "inference/auc.hpp"
#include "support/thread_ranks.hpp"

#include <doctest/doctest.h>

#include <random>
#include <utility>
#include <vector>

namespace odds {
namespace {

/// Few different scores, so that many are equal; the weights tell them apart.
std::vector<WeightedScore> scores_with_ties(int count) {
  std::mt19937 random(5);
  std::vector<WeightedScore> scores;
  for (int i = 0; i < count; ++i) {
    scores.push_back({static_cast<double>(random() % 100) - 50.0, static_cast<double>(i)});
  }
  return scores;
}

std::vector<std::pair<double, double>> walked(ScoreRuns<WeightedScore>& list) {
  list.sort();
  std::vector<std::pair<double, double>> found;
  for (ScoreRuns<WeightedScore>::Walk walk(list); !walk.ended(); walk.next()) {
    found.emplace_back(walk.front().eta, walk.front().weight());
  }
  return found;
}

TEST_CASE("scores of several processes are walked through as those of one") {
  // With 400 000 of them a rank sends several pieces.
  for (const int count : {0, 2, 5000, 400'000}) {
    const std::vector<WeightedScore> scores = scores_with_ties(count);
    for (const Index memory : {Index{0}, Index{1} << 30}) {
      ScoreRuns<WeightedScore> alone(memory);
      alone.add(scores);
      const auto expected = walked(alone);
      for (const int size : {1, 2, 5}) {
        CAPTURE(count);
        CAPTURE(memory);
        CAPTURE(size);
        const auto found = test::results_of_ranks(size, [&](Communicator& processes) {
          const auto border = [&](int rank) { return scores.begin() + count / size * rank; };
          const int rank = processes.rank();
          ScoreRuns<WeightedScore> list(memory);
          list.add({border(rank), rank + 1 == size ? scores.end() : border(rank + 1)});
          gather_scores(list, processes);
          return walked(list);
        });
        CHECK(found[0] == expected);
      }
    }
  }
}

}  // namespace
}  // namespace odds
