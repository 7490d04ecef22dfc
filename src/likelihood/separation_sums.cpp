#include "likelihood/separation_sums.hpp"

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

constexpr double kInner = 0.5;
constexpr double kSideTolerance = 1e-12;

/// z_i' step for an event or a non-event; for a group with both the smaller of the two signs.
double signed_product(double share, double product) {
  if (share == 1.0) return product;
  return share == 0.0 ? -product : -std::abs(product);
}

Vector products(const DesignRows& rows, VectorRef direction) {
  Vector result = Vector::Zero(rows.rows());
  add_linear_predictor(rows.x, direction, result);
  return result;
}

/// max_j |x_ij d_j|: the size against which rounding in x_i' d is judged.
double largest_part(const std::vector<DesignEntry>& entries, VectorRef direction) {
  double largest = 0.0;
  for (const DesignEntry& entry : entries) {
    largest = std::max(largest, std::abs(entry.value * direction[entry.column]));
  }
  return largest;
}

void widen(ColumnRange& range, double value, double share) {
  if (share > 0.0) {
    range.event_min = std::min(range.event_min, value);
    range.event_max = std::max(range.event_max, value);
  }
  if (share < 1.0) {
    range.nonevent_min = std::min(range.nonevent_min, value);
    range.nonevent_max = std::max(range.nonevent_max, value);
  }
}

}  // namespace

Vector signed_products(const DesignRows& rows, VectorRef direction) {
  Vector along = products(rows, direction);
  std::vector<DesignEntry> entries;
  for (Index i = 0; i < rows.rows(); ++i) {
    read_row(rows.x, i, entries);
    const bool is_zero = std::abs(along[i]) <= kSideTolerance * largest_part(entries, direction);
    along[i] = is_zero ? 0.0 : signed_product(rows.share[i], along[i]);
  }
  return along;
}

Vector inner_rows(const DesignRows& rows, VectorRef step) {
  Vector inner = products(rows, step);
  for (Index i = 0; i < rows.rows(); ++i) {
    const bool is_inner = signed_product(rows.share[i], inner[i]) < kInner;
    inner[i] = is_inner && rows.weight[i] > 0.0 ? 1.0 : 0.0;
  }
  return inner;
}

SummedSides& SummedSides::operator+=(const SummedSides& other) {
  sides.decided += other.sides.decided;
  sides.undecided += other.sides.undecided;
  sides.against += other.sides.against;
  return *this;
}

SummedSides sides_of_block(const DesignRows& rows, VectorRef direction) {
  SummedSides result;
  const Vector along = signed_products(rows, direction);
  for (Index i = 0; i < rows.rows(); ++i) {
    if (rows.weight[i] == 0.0) continue;
    ++(along[i] > 0.0   ? result.sides.decided
       : along[i] < 0.0 ? result.sides.against
                        : result.sides.undecided);
  }
  return result;
}

SummedRanges& SummedRanges::operator+=(const SummedRanges& other) {
  for (std::size_t j = 0; j < columns.size(); ++j) {
    ColumnRange& range = columns[j];
    range.event_min = std::min(range.event_min, other.columns[j].event_min);
    range.event_max = std::max(range.event_max, other.columns[j].event_max);
    range.nonevent_min = std::min(range.nonevent_min, other.columns[j].nonevent_min);
    range.nonevent_max = std::max(range.nonevent_max, other.columns[j].nonevent_max);
  }
  return *this;
}

SummedRanges ranges_of_block(const DesignRows& rows, Index columns) {
  SummedRanges result{std::vector<ColumnRange>(static_cast<std::size_t>(columns))};
  std::vector<DesignEntry> entries;
  Vector dense_row = Vector::Zero(columns);
  for (Index i = 0; i < rows.rows(); ++i) {
    if (rows.weight[i] == 0.0) continue;
    read_row(rows.x, i, entries);
    std::erase_if(entries, [&](const DesignEntry& entry) { return entry.column >= columns; });
    for (const DesignEntry& entry : entries) dense_row[entry.column] = entry.value;
    for (std::size_t j = 0; j < result.columns.size(); ++j) {
      widen(result.columns[j], dense_row[static_cast<Index>(j)], rows.share[i]);
    }
    for (const DesignEntry& entry : entries) dense_row[entry.column] = 0.0;
  }
  return result;
}

}  // namespace odds
