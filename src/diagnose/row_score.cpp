#include "diagnose/row_score.hpp"

namespace odds {

Vector observation_counts(const DesignRows& rows) {
  return rows.data.trials.size() > 0 ? Vector(rows.copies().cwiseProduct(rows.data.trials))
                                     : rows.copies();
}

void write_scores(const DesignRows& rows, const Vector& eta, std::vector<PlainRowScore>& scores) {
  const std::vector<std::uint64_t> hashes = row_hashes(rows);
  scores.resize(hashes.size());
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    const auto row = static_cast<Index>(i);
    scores[i] = {eta[row] + 0.0, (hashes[i] << 1U) | (rows.share[row] > 0.0 ? 1U : 0U)};
  }
}

void write_scores(const DesignRows& rows, const Vector& eta,
                  std::vector<WeightedRowScore>& scores) {
  const std::vector<std::uint64_t> hashes = row_hashes(rows);
  const Vector counts = observation_counts(rows);
  scores.resize(hashes.size());
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    const auto row = static_cast<Index>(i);
    scores[i] = {eta[row] + 0.0, hashes[i] << 1U, rows.weight[row] * rows.share[row],
                 rows.weight[row], counts[row]};
  }
}

}  // namespace odds
