#include "likelihood/conditional_likelihood.hpp"

#include "likelihood/pair_separation.hpp"
#include "likelihood/separation_sums.hpp"
#include "math/compensated_sum.hpp"
#include "parallel/block_reduce.hpp"

#include <algorithm>
#include <functional>
#include <tuple>
#include <utility>

namespace odds {
namespace {

/// Steps of the recursion that a block has at least, but for the last.
constexpr Index kStepsOfBlock = 4096;

/// What sets add to an evaluation; parts that are not asked for are empty.
struct SetSums {
  CompensatedSum value;
  Vector gradient;
  Matrix lower;
  double reach = 0.0;
  double saturated = 0.0;

  SetSums& operator+=(const SetSums& other) {
    value += other.value;
    gradient += other.gradient;
    lower += other.lower;
    reach = std::max(reach, other.reach);
    saturated += other.saturated;
    return *this;
  }
  auto fields() { return std::tie(value, gradient, lower, reach, saturated); }

  static SetSums zero(Index p, Order order) {
    SetSums sums;
    if (order >= Order::gradient) sums.gradient = Vector::Zero(p);
    if (order >= Order::information) sums.lower = Matrix::Zero(p, p);
    return sums;
  }
};

struct SummedMatrix {
  Matrix lower;

  SummedMatrix& operator+=(const SummedMatrix& other) {
    lower += other.lower;
    return *this;
  }
  auto fields() { return std::tie(lower); }
};

Matrix both_triangles(const Matrix& lower) { return lower.selfadjointView<Eigen::Lower>(); }

/// The difference between the largest and the least sum of `count` of the numbers.
double range_of_sums(Vector along, Index count) {
  std::ranges::nth_element(along, along.begin() + (count - 1), std::greater());
  const double most = along.head(count).sum();
  std::ranges::nth_element(along, along.begin() + (count - 1), std::less());
  return most - along.head(count).sum();
}

}  // namespace

ConditionalLikelihood::ConditionalLikelihood(std::shared_ptr<const MatchedSets> sets,
                                             const Execution& execution)
    : sets_(std::move(sets)), execution_(execution), blocks_{0} {
  Index steps = 0;
  for (Index set = 0; set < sets_->count(); ++set) {
    const Index chosen = std::min(events_of(set), sets_->size(set) - events_of(set));
    steps += (chosen + 1) * (sets_->size(set) - chosen + 1);
    if (steps < kStepsOfBlock && set + 1 < sets_->count()) continue;
    blocks_.push_back(set + 1);
    steps = 0;
  }
}

ConditionalLikelihood ConditionalLikelihood::on(const std::vector<Index>& columns) const {
  auto some = std::make_shared<MatchedSets>();
  some->x = sets_->x(columns, Eigen::all);
  some->offset = sets_->offset;
  some->first = sets_->first;
  some->events = sets_->events;
  return {std::move(some), execution_};
}

void ConditionalLikelihood::read(Index index, SetBlock& block) const {
  const auto b = static_cast<std::size_t>(index);
  block.begin = blocks_[b];
  block.end = blocks_[b + 1];
}

double ConditionalLikelihood::enter(Index set, VectorRef point, SetBlock& block) const {
  const Index first = sets_->first[static_cast<std::size_t>(set)];
  const Index n = sets_->size(set);
  block.x = members_of(set).colwise() - sets_->x.col(first);
  block.eta = sets_->offset.segment(first, n).array() - sets_->offset[first];
  block.eta.noalias() += block.x.transpose() * point;
  return block.recursion.log_likelihood(block.eta, events_of(set));
}

Evaluation ConditionalLikelihood::evaluate(VectorRef point, VectorRef step, Order order) const {
  const Index p = dimension();
  const SetSums zero = SetSums::zero(p, order);
  const auto kernel = [&](SetBlock& block) {
    SetSums sums = zero;
    OuterProducts information(order >= Order::information ? p : 0);
    for (Index set = block.begin; set < block.end; ++set) {
      sums.value += enter(set, point, block);
      if (step.size() > 0) {
        const Vector along = block.x.transpose() * step;
        sums.reach = std::max(sums.reach, range_of_sums(along, events_of(set)));
      }
      if (order < Order::gradient) continue;
      block.residual.resize(sets_->size(set));
      sums.saturated += static_cast<double>(block.recursion.residuals(block.residual));
      sums.gradient.noalias() += block.x * block.residual;
      if (order >= Order::information) block.recursion.add_information(block.x, information);
    }
    if (order >= Order::information) sums.lower = information.take();
    return sums;
  };
  const SetSums sums = sum_over_blocks(*this, execution_, zero, kernel, "fitting");
  Evaluation result;
  result.value = sums.value.value();
  result.gradient = sums.gradient;
  if (order >= Order::information) result.information = both_triangles(sums.lower);
  result.reach = sums.reach;
  result.saturated = sums.saturated / static_cast<double>(std::max(Index{1}, sets_->members()));
  return result;
}

Matrix ConditionalLikelihood::products_within_sets() const {
  const Index p = dimension();
  const auto kernel = [&](SetBlock& block) {
    OuterProducts products(p);
    for (Index set = block.begin; set < block.end; ++set) {
      block.x = members_of(set).colwise() - members_of(set).col(0);
      const Vector mean = block.x.rowwise().mean();
      for (Index i = 0; i < block.x.cols(); ++i) products.add(1.0, block.x.col(i) - mean);
    }
    return SummedMatrix{products.take()};
  };
  return both_triangles(
      sum_over_blocks(*this, execution_, SummedMatrix{Matrix::Zero(p, p)}, kernel).lower);
}

ArrowMatrix ConditionalLikelihood::curvature_bound() const {
  return Matrix(0.5 * products_within_sets());
}

Matrix ConditionalLikelihood::score_products(VectorRef point) const {
  const Index p = dimension();
  const auto kernel = [&](SetBlock& block) {
    OuterProducts products(p);
    for (Index set = block.begin; set < block.end; ++set) {
      enter(set, point, block);
      block.residual.resize(sets_->size(set));
      block.recursion.residuals(block.residual);
      products.add(1.0, block.x * block.residual);
    }
    return SummedMatrix{products.take()};
  };
  return both_triangles(
      sum_over_blocks(*this, execution_, SummedMatrix{Matrix::Zero(p, p)}, kernel, "covariance")
          .lower);
}

ArrowMatrix ConditionalLikelihood::inner_gram(VectorRef step) const {
  const Index p = dimension();
  const SummedMatrix zero{Matrix::Zero(p, p)};
  if (!step.allFinite()) return zero.lower;
  const auto kernel = [&](SetBlock& block) {
    OuterProducts products(p);
    for (Index set = block.begin; set < block.end; ++set) {
      add_inner_pairs({members_of(set), events_of(set)}, step, products);
    }
    return SummedMatrix{products.take()};
  };
  return both_triangles(sum_over_blocks(*this, execution_, zero, kernel).lower);
}

Sides ConditionalLikelihood::sides(VectorRef direction) const {
  const auto kernel = [&](SetBlock& block) {
    SummedSides result;
    for (Index set = block.begin; set < block.end; ++set) {
      result += SummedSides{sides_of_pairs({members_of(set), events_of(set)}, direction)};
    }
    return result;
  };
  return sum_over_blocks(*this, execution_, SummedSides(), kernel).sides;
}

std::shared_ptr<const Objective> ConditionalLikelihood::undecided(VectorRef direction) const {
  std::vector<Index> all;
  MatchedSets rest;
  rest.first.push_back(0);
  for (Index set = 0; set < sets_->count(); ++set) {
    const std::vector<Index> members =
        undecided_members({members_of(set), events_of(set)}, direction);
    if (members.empty()) continue;
    const Index first = sets_->first[static_cast<std::size_t>(set)];
    for (const Index member : members) all.push_back(first + member);
    rest.first.push_back(static_cast<Index>(all.size()));
    rest.events.push_back(std::ranges::lower_bound(members, events_of(set)) - members.begin());
  }
  rest.x = sets_->x(Eigen::all, all);
  rest.offset = sets_->offset(all);
  return std::make_shared<ConditionalLikelihood>(
      std::make_shared<const MatchedSets>(std::move(rest)), execution_);
}

std::vector<ColumnRange> ConditionalLikelihood::column_ranges() const {
  const SummedRanges none{std::vector<ColumnRange>(static_cast<std::size_t>(dimension()))};
  const auto kernel = [&](SetBlock& block) {
    SummedRanges result = none;
    for (Index set = block.begin; set < block.end; ++set) {
      widen_by_pairs({members_of(set), events_of(set)}, result.columns);
    }
    return result;
  };
  return sum_over_blocks(*this, execution_, none, kernel).columns;
}

}  // namespace odds
