#include "likelihood/pair_separation.hpp"

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

constexpr double kInnerPair = 0.5;

/// Of the largest part of a sum, as for rows.
constexpr double kNoDifference = 1e-12;

/// Of the numbers whose difference is a part: some roundings.
constexpr double kRoundingOfMembers = 0x1p-50;

}  // namespace

double along_pair(const SetMembers& set, Index i, Index j, VectorRef direction) {
  double sum = 0.0;
  double largest = 0.0;
  double rounding = 0.0;
  for (Index c = 0; c < direction.size(); ++c) {
    const double of_event = set.x(c, i);
    const double of_other = set.x(c, j);
    const double part = (of_event - of_other) * direction[c];
    sum += part;
    largest = std::max(largest, std::abs(part));
    if (part == 0.0) continue;
    const double size = std::max(std::abs(of_event), std::abs(of_other));
    rounding = std::max(rounding, size * std::abs(direction[c]));
  }
  const double nothing = std::max(kNoDifference * largest, kRoundingOfMembers * rounding);
  return std::abs(sum) <= nothing ? 0.0 : sum;
}

Sides sides_of_pairs(const SetMembers& set, VectorRef direction) {
  Sides sides;
  for (Index i = 0; i < set.events; ++i) {
    for (Index j = set.events; j < set.x.cols(); ++j) {
      const double along = along_pair(set, i, j, direction);
      ++(along > 0.0 ? sides.decided : along < 0.0 ? sides.against : sides.undecided);
    }
  }
  return sides;
}

void add_inner_pairs(const SetMembers& set, VectorRef step, OuterProducts& sum) {
  const Vector along = set.x.transpose() * step;
  const Index n = along.size();
  Index least = 0;
  Index largest = 0;
  along.head(set.events).minCoeff(&least);
  along.tail(n - set.events).maxCoeff(&largest);
  largest += set.events;
  const auto add = [&](Index i, Index j) {
    if (along[i] - along[j] < kInnerPair) sum.add(1.0, set.x.col(i) - set.x.col(j));
  };
  for (Index j = set.events; j < n; ++j) add(least, j);
  for (Index i = 0; i < set.events; ++i) {
    if (i != least) add(i, largest);
  }
}

void widen_by_pairs(const SetMembers& set, std::vector<ColumnRange>& ranges) {
  const auto events = set.x.leftCols(set.events);
  const auto others = set.x.rightCols(set.x.cols() - set.events);
  for (std::size_t c = 0; c < ranges.size(); ++c) {
    const auto row = static_cast<Index>(c);
    const double low = events.row(row).minCoeff() - others.row(row).maxCoeff();
    const double high = events.row(row).maxCoeff() - others.row(row).minCoeff();
    ColumnRange& range = ranges[c];
    range.event_min = std::min(range.event_min, low);
    range.event_max = std::max(range.event_max, high);
    range.nonevent_min = -range.event_max;
    range.nonevent_max = -range.event_min;
  }
}

std::vector<Index> undecided_members(const SetMembers& set, VectorRef direction) {
  std::vector<bool> is_member(static_cast<std::size_t>(set.x.cols()), false);
  for (Index i = 0; i < set.events; ++i) {
    for (Index j = set.events; j < set.x.cols(); ++j) {
      if (along_pair(set, i, j, direction) != 0.0) continue;
      is_member[static_cast<std::size_t>(i)] = true;
      is_member[static_cast<std::size_t>(j)] = true;
    }
  }
  std::vector<Index> members;
  for (Index i = 0; i < set.x.cols(); ++i) {
    if (is_member[static_cast<std::size_t>(i)]) members.push_back(i);
  }
  return members;
}

}  // namespace odds
