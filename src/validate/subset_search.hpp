// The search for the best of the models that some terms make up.
#pragma once

#include "math/linear_algebra.hpp"
#include "solve/objective.hpp"

#include <odds/select.hpp>

#include <cstdint>
#include <map>
#include <vector>

namespace odds {

/// A set of terms: bit t stands for term t.
using TermSet = std::uint64_t;

/// The terms of a design, to be left out.
struct RemovableTerms {
  std::vector<Matrix> rows;     ///< by term: the combinations of the kept columns that are then 0
  std::vector<TermSet> within;  ///< by term: the terms that it contains
  TermSet always = 0;           ///< terms that are in every model
  TermSet all = 0;
};

/// The likelihood of a model at its maximum.
struct MaximizedSubset {
  TermSet terms = 0;
  double log_likelihood = 0.0;
  Index rank = 0;
};

/// Refers to the objective, whose finite maximum is at `maximum`, and to the terms.
class SubsetSearch {
 public:
  SubsetSearch(const Objective& objective, Vector maximum, const RemovableTerms& terms,
               const SelectionOptions& options, double observations);

  /// The best models of all, or the models of the steps; see Selection::models.
  std::vector<MaximizedSubset> run();

  /// Of the first or the last of them.
  static TermSet chosen(const std::vector<MaximizedSubset>& models, SelectionSearch search);

  Index fitted() const { return static_cast<Index>(known_.size()); }

 private:
  const MaximizedSubset& maximized(TermSet terms);
  MaximizedSubset maximize_under(TermSet terms) const;
  bool is_marginal(TermSet terms) const;
  double criterion(const MaximizedSubset& model) const;
  double penalty(Index rank) const;
  void look_below(TermSet terms, std::size_t next);
  void offer(const MaximizedSubset& model);
  std::vector<MaximizedSubset> step_by_step();
  std::vector<TermSet> neighbours(TermSet terms) const;
  bool is_better(const MaximizedSubset& before, const MaximizedSubset& after) const;

  const Objective& objective_;
  Vector maximum_;
  double best_value_;
  const RemovableTerms& terms_;
  const SelectionOptions& options_;
  double observations_;
  std::vector<std::size_t> order_;  ///< terms that may go, those that contain others first
  std::map<TermSet, MaximizedSubset> known_;
  std::vector<MaximizedSubset> best_;  ///< ascending by criterion
};

/// -2 l + penalty of AIC, AICc or BIC.
double penalty_of(SelectionCriterion criterion, Index rank, double observations);

/// Of the likelihood ratio of the smaller of two models against the larger one.
double subset_p_value(const MaximizedSubset& one, const MaximizedSubset& other);

}  // namespace odds
