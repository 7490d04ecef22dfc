// The area under the ROC curve and quantiles, from the scores of all rows.
#pragma once

#include <odds/types.hpp>

#include <vector>

namespace odds {

/// One row as a classifier sees it.
struct Score {
  double eta = 0.0;        ///< any increasing function of the probability
  double events = 0.0;     ///< weight of the events in the row
  double nonevents = 0.0;  ///< weight of the non-events
};

/// Sorts by eta, ascending.
void sort_scores(std::vector<Score>& scores);

/// Pr(eta of a random event > eta of a random non-event) + half the probability of a tie: the
/// Mann-Whitney statistic (Bamber 1975, J. Math. Psychology 12). NaN without events or non-events.
double auc(const std::vector<Score>& sorted);

/// The quantile of eta over rows, R's type 7 on the scale that `of` maps eta to.
template <class Scale>
double quantile(const std::vector<Score>& sorted, double probability, Scale of) {
  const double position = probability * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const double low = of(sorted[below].eta);
  if (below + 1 == sorted.size()) return low;
  return low + (position - static_cast<double>(below)) * (of(sorted[below + 1].eta) - low);
}

}  // namespace odds
