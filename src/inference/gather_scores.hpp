// The scores of several processes in one list.
#pragma once

#include "inference/score_runs.hpp"
#include "parallel/agreement.hpp"
#include "parallel/pack.hpp"

#include <odds/communicator.hpp>

#include <optional>
#include <string>
#include <vector>

namespace odds {

/// Takes up to `count` scores from a walk.
template <class Score>
std::vector<Score> take_scores(typename ScoreRuns<Score>::Walk& walk, Index count) {
  std::vector<Score> scores;
  for (; count > 0 && !walk.ended(); --count) {
    scores.push_back(walk.front());
    walk.next();
  }
  return scores;
}

/// Collective: adds the scores of all other processes, in the order of their ranks, to the list of
/// rank 0, which is not sorted yet. Equal scores stay in the order in which they came there, so
/// that a walk through it is one through a list to which one process has added all.
///
/// Memory: pieces of at most 2^17 scores. Throws Error(system) when a temporary file fails.
template <class Score>
void gather_scores(ScoreRuns<Score>& list, Communicator& processes) {
  constexpr Index kPiece = Index{1} << 17;
  constexpr Occasion kOccasion{.task = "gathering scores", .blocks = 0};
  if (processes.size() == 1) return;
  const int own_rank = processes.rank();
  std::optional<typename ScoreRuns<Score>::Walk> walk;
  Failure failure = attempt([&] {
    if (own_rank == 0) return;
    list.sort();
    walk.emplace(list);
  });
  agree(processes, kOccasion, failure);
  const std::vector<std::string> sizes = processes.all_gather(pack(list.size()));
  for (int rank = 1; rank < processes.size(); ++rank) {
    const auto from = static_cast<std::size_t>(rank);
    for (auto left = unpack<Index>(sizes[from]); left > 0; left -= kPiece) {
      std::string bytes;
      failure = attempt([&] {
        rethrow(failure);
        if (rank == own_rank) bytes = pack(take_scores<Score>(*walk, kPiece));
      });
      agree(processes, kOccasion, failure);
      const std::vector<std::string> parts = processes.gather(bytes);
      failure = attempt([&] {
        if (own_rank == 0) list.add(unpack<std::vector<Score>>(parts[from]));
      });
    }
  }
  agree(processes, kOccasion, failure);
}

}  // namespace odds
