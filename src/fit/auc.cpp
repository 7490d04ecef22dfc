#include "fit/auc.hpp"

#include "math/compensated_sum.hpp"

#include <algorithm>

namespace odds {

void sort_scores(std::vector<Score>& scores) {
  std::ranges::sort(scores, {}, [](const Score& s) { return s.eta; });
}

double auc(const std::vector<Score>& sorted) {
  CompensatedSum wins;
  CompensatedSum events;
  CompensatedSum nonevents_below;
  for (auto tie = sorted.begin(); tie != sorted.end();) {
    double tied_events = 0.0;
    double tied_nonevents = 0.0;
    const double eta = tie->eta;
    for (; tie != sorted.end() && tie->eta == eta; ++tie) {
      tied_events += tie->events;
      tied_nonevents += tie->nonevents;
    }
    wins += tied_events * (nonevents_below.value() + 0.5 * tied_nonevents);
    events += tied_events;
    nonevents_below += tied_nonevents;
  }
  return wins.value() / (events.value() * nonevents_below.value());
}

}  // namespace odds
