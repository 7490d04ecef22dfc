#include "fit/near_ties.hpp"

#include "base/special_values.hpp"
#include "math/exact_product.hpp"
#include "math/scaled_cholesky.hpp"
#include "parallel/block_reduce.hpp"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace odds {
namespace {

/// Beside the sizes of the columns: more than rounding of cells and their products brings about.
constexpr double kNearTie = 1e-11;

/// One rounding of cells. A smaller difference is a tie of the numbers that were meant.
constexpr double kTie = 0x1p-52;

constexpr double kWeak = 1e-11;

/// A share of the largest eigenvalue that rounding may have made of 0.
constexpr double kNullEigenvalue = 1e-12;

/// A direction, and what is to be added to it beyond the precision of its numbers.
struct PreciseDirection {
  Vector high;  // p
  Vector low;   // p
};

/// x' d of a row, and the sizes that rounding is judged by.
struct RowProduct {
  double along = 0.0;
  double scale = 0.0;
};

RowProduct product(const std::vector<DesignEntry>& row, const PreciseDirection& direction) {
  CompensatedSum sum;
  RowProduct result;
  for (const DesignEntry& entry : row) {
    add_exact_product(sum, entry.value, direction.high[entry.column]);
    add_exact_product(sum, entry.value, direction.low[entry.column]);
    result.scale += std::abs(direction.high[entry.column]) * std::max(1.0, std::abs(entry.value));
  }
  result.along = sum.value();
  return result;
}

/// The row of one outcome that lies farthest on the wrong side.
struct Extreme {
  double towards = kInfinity;  // its own outcome
  std::string place;

  Extreme& operator+=(const Extreme& other) {
    if (other.towards < towards) *this = other;
    return *this;
  }
  auto fields() { return std::tie(towards, place); }
};

/// How the rows lie.
struct Lie {
  Extreme events;
  Extreme nonevents;
  Index right = 0;
  Index near_tie = 0;
  Index wrong = 0;

  Lie& operator+=(const Lie& other) {
    events += other.events;
    nonevents += other.nonevents;
    right += other.right;
    near_tie += other.near_tie;
    wrong += other.wrong;
    return *this;
  }
  auto fields() { return std::tie(events, nonevents, right, near_tie, wrong); }

  void add(double towards, double scale) {
    if (towards > kNearTie * scale) ++right;
    if (towards < -kNearTie * scale) ++wrong;
    if (towards < -kTie * scale && towards >= -kNearTie * scale) ++near_tie;
  }
};

Lie lie_of_rows(const DesignReader& reader, const PreciseDirection& direction,
                const Execution& execution) {
  return sum_over_blocks(reader, execution, Lie{}, [&](DesignRows& rows) {
    Lie lie;
    std::vector<DesignEntry> entries;
    const auto meet = [&](Extreme& extreme, Index i, double towards, double scale) {
      lie.add(towards, scale);
      if (towards < extreme.towards) {
        extreme = {.towards = towards, .place = reader.rows().place(rows.data, i).text()};
      }
    };
    for (Index i = 0; i < rows.rows(); ++i) {
      if (rows.is_at_limit(i)) continue;
      read_row(rows.x, i, entries);
      const RowProduct row = product(entries, direction);
      if (rows.share[i] > 0.0) meet(lie.events, i, row.along, row.scale);
      if (rows.share[i] < 1.0) meet(lie.nonevents, i, -row.along, row.scale);
    }
    return lie;
  });
}

/// X' X and X' (X d) of the rows that are tied or nearly so.
struct TiedRows {
  Matrix lower;
  Vector rest;

  TiedRows& operator+=(const TiedRows& other) {
    lower += other.lower;
    rest += other.rest;
    return *this;
  }
  auto fields() { return std::tie(lower, rest); }
};

TiedRows tied_rows(const DesignReader& reader, const PreciseDirection& direction,
                   const Execution& execution) {
  const Index p = direction.high.size();
  const TiedRows none{.lower = Matrix::Zero(p, p), .rest = Vector::Zero(p)};
  return sum_over_blocks(reader, execution, none, [&](DesignRows& rows) {
    TiedRows part = none;
    std::vector<DesignEntry> entries;
    Vector along = Vector::Zero(rows.rows());
    Vector is_tied = Vector::Zero(rows.rows());
    for (Index i = 0; i < rows.rows(); ++i) {
      read_row(rows.x, i, entries);
      const RowProduct row = product(entries, direction);
      if (std::abs(row.along) > kNearTie * row.scale) continue;
      is_tied[i] = 1.0;
      along[i] = row.along;
    }
    Matrix scratch;
    add_weighted_gram(rows.x, is_tied, scratch, part.lower);
    add_transposed_product(rows.x, along, part.rest);
    return part;
  });
}

/// The shortest change of the direction that takes the tied rows to 0, as far as they agree.
/// Columns are not scaled to these rows: what is small in them beside its own size is no evidence.
Vector correction(const TiedRows& tied, const std::vector<Index>& kept) {
  const Matrix whole = tied.lower.selfadjointView<Eigen::Lower>();
  const Matrix gram = whole(kept, kept);
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(gram);
  const double null = kNullEigenvalue * eigen.eigenvalues().maxCoeff();
  const Vector inverse = eigen.eigenvalues().unaryExpr(
      [null](double value) { return value > null ? 1.0 / value : 0.0; });
  const Vector along = eigen.eigenvectors().transpose() * tied.rest(kept);
  Vector result = Vector::Zero(tied.rest.size());
  result(kept) = -(eigen.eigenvectors() * inverse.cwiseProduct(along));
  return result;
}

}  // namespace

std::optional<NearTie> find_near_tie(const DesignReader& reader, VectorRef direction,
                                     const std::vector<Index>& kept, const Execution& execution) {
  if (reader.plan().eliminated > 0) return std::nullopt;
  PreciseDirection precise{.high = direction, .low = Vector::Zero(direction.size())};
  precise.low = correction(tied_rows(reader, precise, execution), kept);
  const Lie lie = lie_of_rows(reader, precise, execution);
  if (lie.wrong > 0 || lie.right == 0 || lie.near_tie == 0) return std::nullopt;
  return NearTie{.event = lie.events.place,
                 .nonevent = lie.nonevents.place,
                 .overlap = -(lie.events.towards + lie.nonevents.towards),
                 .wrong = lie.near_tie,
                 .right = lie.right};
}

std::optional<Vector> weakest_direction(const ArrowMatrix& information, const ArrowMatrix& bound) {
  const ScaledCholesky factor(information);
  if (information.levels() > 0 || !factor.ok()) return std::nullopt;
  // Power iteration on information^-1 bound: where its largest eigenvalue stands out by so much,
  // two steps are enough.
  Vector direction = Vector::Ones(information.dimension());
  for (int step = 0; step < 3; ++step) {
    direction = factor.solve(bound * direction);
    direction /= direction.lpNorm<Eigen::Infinity>();
  }
  if (!direction.allFinite()) return std::nullopt;
  const double least = direction.dot(information * direction) / direction.dot(bound * direction);
  const double most = information.core.diagonal().cwiseQuotient(bound.core.diagonal()).maxCoeff();
  return least < kWeak * most ? std::optional(direction) : std::nullopt;
}

}  // namespace odds
