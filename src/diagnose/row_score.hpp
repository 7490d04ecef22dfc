// What is kept of each row to walk through all of them in ascending order of P.
#pragma once

#include "diagnose/patterns.hpp"

#include <cstdint>
#include <tuple>
#include <vector>

namespace odds {

/// Of rows that are one outcome each. The last bit of `hash` is the outcome, the others are those
/// of the covariate pattern.
struct PlainRowScore {
  double eta = 0.0;
  std::uint64_t hash = 0;

  double events() const { return static_cast<double>(hash & 1U); }
  static constexpr double weight() { return 1.0; }
  static constexpr double count() { return 1.0; }
  std::uint64_t pattern() const { return hash >> 1U; }
  auto fields() { return std::tie(eta, hash); }
};

/// Of any rows.
struct WeightedRowScore {
  double eta = 0.0;
  std::uint64_t hash = 0;
  double event_weight = 0.0;
  double row_weight = 0.0;
  double observations = 0.0;  ///< trials, with frequencies

  double events() const { return event_weight; }
  double weight() const { return row_weight; }
  double count() const { return observations; }
  std::uint64_t pattern() const { return hash >> 1U; }
  auto fields() { return std::tie(eta, hash, event_weight, row_weight, observations); }
};

/// The scores of the rows of a block, in their order.
void write_scores(const DesignRows& rows, const Vector& eta, std::vector<PlainRowScore>& scores);
void write_scores(const DesignRows& rows, const Vector& eta, std::vector<WeightedRowScore>& scores);

/// How many observations each row stands for: its trials, times its frequency.
Vector observation_counts(const DesignRows& rows);

}  // namespace odds
