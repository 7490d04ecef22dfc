// The conditional likelihood of matched sets as something to maximise.
#pragma once

#include "likelihood/matched_sets.hpp"
#include "likelihood/set_recursion.hpp"
#include "solve/objective.hpp"
#include "solve/separation_rows.hpp"

#include <odds/execution.hpp>

#include <memory>
#include <vector>

namespace odds {

/// A run of sets, and memory for what is computed of them.
struct SetBlock {
  Index begin = 0;
  Index end = 0;
  SetRecursion recursion;
  Matrix x;         // p x n of one set, less its first member
  Vector eta;       // n
  Vector residual;  // n
};

/// l(beta) = the sum over sets of the log of the probability that just those members of the set
/// have the events which do, given how many of them have: see SetRecursion for a set. Whatever is
/// the same for all members of a set cancels: intercepts of sets, and columns that are constant
/// within each of them.
///
/// Sets are added up in blocks along one fixed tree; the blocks depend on the sizes of the sets
/// alone. Concave.
///
/// Separation: l has a maximum unless there is a direction d with x_i' d >= x_j' d for each event i
/// and non-event j of the same set, and > for one of these pairs. Then no other subset of a set has
/// a larger sum of x' d than its events. So pairs are what SeparationRows is asked about, z = x_i -
/// x_j. The proof of proves_overlap holds with the subsets of a set for rows: with p_S the
/// probability of subset S and s_S the sum of its x, lambda_S = p_S (1 - (mean - s_S)' u) balances
/// the score of the Newton step u, and |(mean - s_S)' u| is at most the range of s' u over the
/// subsets, whose largest over sets is `reach`.
///
/// Refers to the execution, which must outlive it.
class ConditionalLikelihood final : public Objective, private SeparationRows {
 public:
  ConditionalLikelihood(std::shared_ptr<const MatchedSets> sets, const Execution& execution);

  Index dimension() const override { return sets_->columns(); }
  Evaluation evaluate(VectorRef point, VectorRef step, Order order) const override;

  /// Half the cross-products within sets: the information of a set is X' L X, L the Laplacian of
  /// the graph of its members with weights pi_i pi_j - pi_ij >= 0, which is at most twice its
  /// diagonal pi_i (1 - pi_i) <= 1/4.
  ArrowMatrix curvature_bound() const override;

  const SeparationRows* separation_rows() const override { return this; }

  /// The likelihood of some of the columns, which ascend.
  ConditionalLikelihood on(const std::vector<Index>& columns) const;

  /// Sum over sets of the products of columns around their means in the set, p x p.
  Matrix products_within_sets() const;

  /// Sum over sets of u u' at `point`, u the score of a set: the meat of a robust variance.
  Matrix score_products(VectorRef point) const;

  /// A sequence for sum_over_blocks: runs of sets of about the same cost.
  using Block = SetBlock;
  Index block_count() const { return static_cast<Index>(blocks_.size()) - 1; }
  void read(Index index, SetBlock& block) const;

 private:
  ArrowMatrix inner_gram(VectorRef step) const override;
  Sides sides(VectorRef direction) const override;
  std::shared_ptr<const Objective> undecided(VectorRef direction) const override;
  std::vector<ColumnRange> column_ranges() const override;

  /// The log-likelihood of a set at `point`, whose members the block holds then.
  double enter(Index set, VectorRef point, SetBlock& block) const;
  auto members_of(Index set) const {
    return sets_->x.middleCols(sets_->first[static_cast<std::size_t>(set)], sets_->size(set));
  }
  Index events_of(Index set) const { return sets_->events[static_cast<std::size_t>(set)]; }

  std::shared_ptr<const MatchedSets> sets_;
  const Execution& execution_;
  std::vector<Index> blocks_;  // blocks + 1; the first set of each, and the number of sets
};

}  // namespace odds
