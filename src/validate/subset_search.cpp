#include "validate/subset_search.hpp"

#include "base/special_values.hpp"
#include "math/distributions.hpp"
#include "solve/constrained_objective.hpp"
#include "solve/maximize.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace odds {
namespace {

TermSet bit(std::size_t term) { return TermSet{1} << term; }

Matrix stacked(const std::vector<Matrix>& parts, TermSet chosen, Index columns) {
  Index rows = 0;
  for (std::size_t t = 0; t < parts.size(); ++t) {
    if ((chosen & bit(t)) != 0) rows += parts[t].rows();
  }
  Matrix all(rows, columns);
  Index next = 0;
  for (std::size_t t = 0; t < parts.size(); ++t) {
    if ((chosen & bit(t)) == 0) continue;
    all.middleRows(next, parts[t].rows()) = parts[t];
    next += parts[t].rows();
  }
  return all;
}

}  // namespace

double penalty_of(SelectionCriterion criterion, Index rank, double observations) {
  const auto k = static_cast<double>(rank);
  switch (criterion) {
    case SelectionCriterion::bic:
      return k * std::log(observations);
    case SelectionCriterion::aicc:
      if (observations <= k + 1.0) return kInfinity;
      return 2.0 * k + 2.0 * k * (k + 1.0) / (observations - k - 1.0);
    case SelectionCriterion::aic:
    case SelectionCriterion::lr:
      break;
  }
  return 2.0 * k;
}

double subset_p_value(const MaximizedSubset& one, const MaximizedSubset& other) {
  const double chi2 = 2.0 * std::abs(one.log_likelihood - other.log_likelihood);
  const Index df = std::abs(one.rank - other.rank);
  return df == 0 ? 1.0 : chi_square_p_value(chi2, static_cast<double>(df));
}

SubsetSearch::SubsetSearch(const Objective& objective, Vector maximum, const RemovableTerms& terms,
                           const SelectionOptions& options, double observations)
    : objective_(objective),
      maximum_(std::move(maximum)),
      best_value_(objective.evaluate(maximum_, Vector(), Order::value).value),
      terms_(terms),
      options_(options),
      observations_(observations) {
  for (std::size_t t = 0; t < terms.rows.size(); ++t) {
    if ((terms.always & bit(t)) == 0) order_.push_back(t);
  }
  std::ranges::stable_sort(order_, std::greater(),
                           [&](std::size_t t) { return std::popcount(terms_.within[t]); });
}

std::vector<MaximizedSubset> SubsetSearch::run() {
  if (options_.search != SelectionSearch::all) return step_by_step();
  look_below(terms_.all, 0);
  return std::exchange(best_, {});
}

TermSet SubsetSearch::chosen(const std::vector<MaximizedSubset>& models, SelectionSearch search) {
  return search == SelectionSearch::all ? models.front().terms : models.back().terms;
}

const MaximizedSubset& SubsetSearch::maximized(TermSet terms) {
  const auto found = known_.find(terms);
  if (found != known_.end()) return found->second;
  return known_.emplace(terms, maximize_under(terms)).first->second;
}

MaximizedSubset SubsetSearch::maximize_under(TermSet terms) const {
  const TermSet without = terms_.all & ~terms;
  if (without == 0) {
    return {.terms = terms, .log_likelihood = best_value_, .rank = maximum_.size()};
  }
  const Matrix rows = stacked(terms_.rows, without, maximum_.size());
  const AffineSpace space = solutions_of(rows, Vector::Zero(rows.rows()));
  MaximizedSubset result{.terms = terms, .rank = maximum_.size() - space.rank};
  const ConstrainedObjective objective(objective_, space);
  if (objective.dimension() == 0) {
    result.log_likelihood = objective_.evaluate(space.origin, Vector(), Order::value).value;
  } else {
    result.log_likelihood = maximize(objective, objective.project(maximum_)).value;
  }
  return result;
}

bool SubsetSearch::is_marginal(TermSet terms) const {
  for (std::size_t t = 0; t < terms_.within.size(); ++t) {
    if ((terms & bit(t)) != 0 && (terms_.within[t] & ~terms) != 0) return false;
  }
  return true;
}

double SubsetSearch::penalty(Index rank) const {
  return penalty_of(options_.criterion, rank, observations_);
}

double SubsetSearch::criterion(const MaximizedSubset& model) const {
  return -2.0 * model.log_likelihood + penalty(model.rank);
}

void SubsetSearch::offer(const MaximizedSubset& model) {
  const auto place = std::ranges::upper_bound(best_, criterion(model), {},
                                              [&](const auto& m) { return criterion(m); });
  best_.insert(place, model);
  if (std::ssize(best_) > options_.models) best_.pop_back();
}

// Terms order_[next] and later ones may still go. What remains below has a likelihood of at most
// that of `terms`, and at least the rank of `terms` without all of them.
void SubsetSearch::look_below(TermSet terms, std::size_t next) {
  const MaximizedSubset model = maximized(terms);
  Index least_rank = model.rank;
  for (std::size_t i = next; i < order_.size(); ++i) least_rank -= terms_.rows[order_[i]].rows();
  const double bound = -2.0 * model.log_likelihood + penalty(std::max<Index>(least_rank, 0));
  if (std::ssize(best_) == options_.models && bound >= criterion(best_.back())) return;
  offer(model);
  for (std::size_t i = next; i < order_.size(); ++i) {
    const TermSet smaller = terms & ~bit(order_[i]);
    // Terms that contain this one come before it: what they are here is decided.
    if (is_marginal(smaller)) look_below(smaller, i + 1);
  }
}

std::vector<TermSet> SubsetSearch::neighbours(TermSet terms) const {
  const bool forward = options_.search == SelectionSearch::forward;
  std::vector<TermSet> result;
  for (std::size_t t = 0; t < terms_.rows.size(); ++t) {
    const bool is_in = (terms & bit(t)) != 0;
    if (is_in == forward || (terms_.always & bit(t)) != 0) continue;
    const TermSet other = terms ^ bit(t);
    if (is_marginal(other)) result.push_back(other);
  }
  return result;
}

bool SubsetSearch::is_better(const MaximizedSubset& before, const MaximizedSubset& after) const {
  if (options_.criterion != SelectionCriterion::lr) return criterion(after) < criterion(before);
  const double p = subset_p_value(before, after);
  return options_.search == SelectionSearch::forward ? p < options_.alpha : p > options_.alpha;
}

std::vector<MaximizedSubset> SubsetSearch::step_by_step() {
  const bool forward = options_.search == SelectionSearch::forward;
  std::vector<MaximizedSubset> path{maximized(forward ? terms_.always : terms_.all)};
  const auto rank_of = [&](const MaximizedSubset& model) {
    if (options_.criterion != SelectionCriterion::lr) return criterion(model);
    const double p = subset_p_value(path.back(), model);
    return forward ? p : -p;
  };
  for (;;) {
    const MaximizedSubset* best = nullptr;
    for (const TermSet other : neighbours(path.back().terms)) {
      const MaximizedSubset& model = maximized(other);
      if (best == nullptr || rank_of(model) < rank_of(*best)) best = &model;
    }
    if (best == nullptr || !is_better(path.back(), *best)) return path;
    path.push_back(*best);
  }
}

}  // namespace odds
