#include "comparison/stacked_scores.hpp"

#include "design/cluster_sums.hpp"
#include "inference/robust_covariance.hpp"
#include "math/compensated_sum.hpp"
#include "model/model.hpp"
#include "parallel/block_reduce.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace odds {
namespace {

/// Sums over rows; with clusters the scores of each, else the products of those of rows.
struct StackedSums {
  Matrix squares;
  ClusterSums clusters;
  CompensatedSum rows;
  std::vector<Index> used = {0, 0, 0};  ///< by the first model, the second, and by both

  StackedSums& operator+=(const StackedSums& other) {
    squares += other.squares;
    clusters += other.clusters;
    rows += other.rows;
    for (std::size_t k = 0; k < used.size(); ++k) used[k] += other.used[k];
    return *this;
  }
  auto fields() { return std::tie(squares, clusters, rows, used); }
};

/// The rows of a block that one model uses.
struct ModelScores {
  std::vector<Index> numbers;  ///< ascending
  Vector copies;
  Matrix influence;  ///< p x rows; H^-1 z u of one copy
  std::vector<ClusterKey> keys;
};

ModelScores scores_of(const std::vector<DesignRows>& parts, const Model& model,
                      const std::vector<std::string>& clusters) {
  const Index p = model.plan.columns();
  ModelScores scores{.numbers = row_numbers(parts),
                     .copies = Vector(used_rows(parts)),
                     .influence = Matrix::Zero(p, used_rows(parts)),
                     .keys = {}};
  std::vector<DesignEntry> z;
  Index at = 0;
  for (const DesignRows& part : parts) {
    const RowTerms terms = row_terms(part, model);
    for (Index i = 0; i < part.rows(); ++i, ++at) {
      read_row(part.x, i, z);
      scores.copies[at] = terms.copies[i];
      for (const DesignEntry& entry : z) {
        scores.influence(entry.column, at) += terms.residual[i] / terms.copies[i] * entry.value;
      }
    }
    if (clusters.empty()) continue;
    const std::vector<ClusterKey> keys = cluster_keys(part.data, clusters);
    scores.keys.insert(scores.keys.end(), keys.begin(), keys.end());
  }
  const Matrix& bread = model.information_inverse().core;
  scores.influence = (bread / model.factor) * scores.influence;
  return scores;
}

/// The rows of either model, with the scores of both one above the other.
struct StackedRows {
  Matrix influence;  ///< (p1 + p2) x rows
  Vector copies;
  std::vector<ClusterKey> keys;
};

StackedRows stacked(const std::array<ModelScores, 2>& scores) {
  const auto& [first, second] = scores;
  std::vector<Index> rows;
  std::ranges::set_union(first.numbers, second.numbers, std::back_inserter(rows));
  const Index p = first.influence.rows();
  StackedRows result{
      .influence = Matrix::Zero(p + second.influence.rows(), std::ssize(rows)),
      .copies = Vector(std::ssize(rows)),
      .keys = std::vector<ClusterKey>(first.keys.empty() && second.keys.empty() ? 0 : rows.size())};
  const auto place = [&](const ModelScores& own, Index above) {
    std::size_t r = 0;
    for (std::size_t i = 0; i < own.numbers.size(); ++i) {
      while (rows[r] != own.numbers[i]) ++r;
      const auto column = static_cast<Index>(r);
      const auto from = static_cast<Index>(i);
      result.influence.col(column).segment(above, own.influence.rows()) = own.influence.col(from);
      result.copies[column] = own.copies[from];
      if (!result.keys.empty()) result.keys[r] = own.keys[i];
    }
  };
  place(first, 0);
  place(second, p);
  return result;
}

Index count_shared(const std::vector<Index>& a, const std::vector<Index>& b) {
  std::vector<Index> both;
  std::ranges::set_intersection(a, b, std::back_inserter(both));
  return std::ssize(both);
}

StackedSums sums_of(const std::array<ModelScores, 2>& scores, bool by_cluster) {
  const StackedRows rows = stacked(scores);
  const Index p = rows.influence.rows();
  StackedSums sums{.squares = Matrix::Zero(p, p), .clusters = {}, .rows = {}};
  sums.rows += rows.copies.sum();
  sums.used = {std::ssize(scores[0].numbers), std::ssize(scores[1].numbers),
               count_shared(scores[0].numbers, scores[1].numbers)};
  const Matrix counted = rows.influence * rows.copies.asDiagonal();
  if (!by_cluster) {
    sums.squares = counted * rows.influence.transpose();
    return sums;
  }
  ObservedClusters met = observed_clusters(rows.keys);
  sums.clusters = ClusterSums(std::move(met.keys), p);
  for (Index i = 0; i < counted.cols(); ++i) {
    sums.clusters.values.col(met.place[static_cast<std::size_t>(i)]) += counted.col(i);
  }
  return sums;
}

}  // namespace

StackedCovariance stacked_covariance(const AlignedRows& rows, const Fit& first, const Fit& second,
                                     const std::vector<std::string>& clusters,
                                     const Execution& execution) {
  const Index p = first.model().plan.columns() + second.model().plan.columns();
  const StackedSums zero{.squares = Matrix::Zero(p, p), .clusters = {}, .rows = {}};
  const StackedSums sums = sum_over_blocks(
      rows, execution, zero,
      [&](AlignedRows::Block& block) {
        const std::array scores = {scores_of(block[0], first.model(), clusters),
                                   scores_of(block[1], second.model(), clusters)};
        return sums_of(scores, !clusters.empty());
      },
      "comparing");
  const Matrix& scores = sums.clusters.values;
  const bool by_cluster = !clusters.empty();
  StackedCovariance result{
      .matrix = by_cluster ? Matrix(scores * scores.transpose()) : sums.squares,
      .units = by_cluster ? static_cast<double>(sums.clusters.keys.size()) : sums.rows.value(),
      .first_only = sums.used[0] - sums.used[2],
      .second_only = sums.used[1] - sums.used[2],
      .shared = sums.used[2]};
  if (result.units < 2.0) {
    throw Error(ErrorKind::model,
                {.what = "all rows are in one cluster: nothing can vary among them",
                 .where = {},
                 .hint = "clusters are told by a column of several values",
                 .excerpt = {}});
  }
  result.matrix *= result.units / (result.units - 1.0);
  return result;
}

}  // namespace odds
