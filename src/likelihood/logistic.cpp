#include "likelihood/logistic.hpp"

#include "math/sigmoid.hpp"
#include "parallel/block_reduce.hpp"

#include <algorithm>
#include <limits>

namespace odds {
namespace {

std::span<const double> span_of(const Vector& values) {
  return {values.data(), static_cast<std::size_t>(values.size())};
}

std::span<double> span_of(Vector& values) {
  return {values.data(), static_cast<std::size_t>(values.size())};
}

/// What one block adds to an evaluation.
struct Score {
  CompensatedSum value;
  Vector gradient;
  Matrix information;  // lower triangle
  double reach = 0.0;
  Index saturated = 0;
  Index rows = 0;

  static Score zero(Index p, Order order) {
    Score score;
    if (order >= Order::gradient) score.gradient = Vector::Zero(p);
    if (order >= Order::information) score.information = Matrix::Zero(p, p);
    return score;
  }

  Score& operator+=(const Score& other) {
    value += other.value;
    if (gradient.size() > 0) gradient += other.gradient;
    if (information.size() > 0) information += other.information;
    reach = std::max(reach, other.reach);
    saturated += other.saturated;
    rows += other.rows;
    return *this;
  }
};

struct SummedMatrix {
  Matrix lower;
  SummedMatrix& operator+=(const SummedMatrix& other) {
    lower += other.lower;
    return *this;
  }
};

Matrix both_triangles(const Matrix& lower) { return lower.selfadjointView<Eigen::Lower>(); }

Score score_block(const DesignRows& rows, VectorRef point, VectorRef step, Order order) {
  Score score = Score::zero(point.size(), order);
  Vector residual = linear_predictor(rows, point);
  Vector curvature(residual.size());
  const LogitSums sums = logit_block(span_of(residual), span_of(rows.share), span_of(rows.weight),
                                     span_of(residual), span_of(curvature));
  score.value = sums.log_likelihood;
  score.saturated = sums.saturated;
  score.rows = rows.rows();
  if (order >= Order::gradient) add_transposed_product(rows.x, residual, score.gradient);
  if (order >= Order::information) {
    Matrix scratch;
    add_weighted_gram(rows.x, curvature, scratch, score.information);
  }
  if (step.size() > 0 && rows.rows() > 0) {
    Vector change = Vector::Zero(rows.rows());
    add_linear_predictor(rows.x, step, change);
    score.reach = change.cwiseAbs().maxCoeff();
  }
  return score;
}

/// z_i' step for an event or a non-event; for a group with both the smaller of the two signs.
double signed_product(double share, double product) {
  if (share == 1.0) return product;
  return share == 0.0 ? -product : -std::abs(product);
}

constexpr double kInner = 0.5;

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

struct SummedSides {
  Sides sides{.inner_worst = 0.0,
              .outer_least = std::numeric_limits<double>::infinity(),
              .inner_reach = 0.0,
              .inner = 0,
              .outer = 0};
  SummedSides& operator+=(const SummedSides& other) {
    sides.inner_worst = std::max(sides.inner_worst, other.sides.inner_worst);
    sides.outer_least = std::min(sides.outer_least, other.sides.outer_least);
    sides.inner_reach = std::max(sides.inner_reach, other.sides.inner_reach);
    sides.inner += other.sides.inner;
    sides.outer += other.sides.outer;
    return *this;
  }
};

SummedSides sides_of_block(const DesignRows& rows, VectorRef step, VectorRef direction) {
  SummedSides result;
  const Vector steps = products(rows, step);
  const Vector along = products(rows, direction);
  std::vector<DesignEntry> entries;
  for (Index i = 0; i < rows.rows(); ++i) {
    read_row(rows.x, i, entries);
    const double size = largest_part(entries, direction);
    const double relative = size > 0.0 ? along[i] / size : 0.0;
    if (signed_product(rows.share[i], steps[i]) < kInner) {
      ++result.sides.inner;
      result.sides.inner_worst = std::max(result.sides.inner_worst, std::abs(relative));
      result.sides.inner_reach = std::max(result.sides.inner_reach, std::abs(steps[i]));
    } else {
      ++result.sides.outer;
      result.sides.outer_least =
          std::min(result.sides.outer_least, signed_product(rows.share[i], relative));
    }
  }
  return result;
}

}  // namespace

Vector linear_predictor(const DesignRows& rows, VectorRef gamma) {
  Vector eta = rows.offset;
  add_linear_predictor(rows.x, gamma, eta);
  return eta;
}

Evaluation LogisticLikelihood::evaluate(VectorRef point, VectorRef step, Order order) const {
  const Score score = sum_over_blocks(
      reader_, execution_, Score::zero(dimension(), order),
      [&](DesignRows& rows) { return score_block(rows, point, step, order); }, "fitting");
  Evaluation result;
  result.value = score.value.value();
  result.gradient = score.gradient;
  if (order >= Order::information) result.information = both_triangles(score.information);
  result.reach = score.reach;
  result.saturated = score.rows == 0
                         ? 0.0
                         : static_cast<double>(score.saturated) / static_cast<double>(score.rows);
  return result;
}

Matrix LogisticLikelihood::curvature_bound() const {
  const SummedMatrix zero{Matrix::Zero(dimension(), dimension())};
  const SummedMatrix sum = sum_over_blocks(reader_, execution_, zero, [&](DesignRows& rows) {
    SummedMatrix part = zero;
    Matrix scratch;
    add_weighted_gram(rows.x, 0.25 * rows.weight, scratch, part.lower);
    return part;
  });
  return both_triangles(sum.lower);
}

Matrix LogisticLikelihood::inner_gram(VectorRef step) const {
  const SummedMatrix zero{Matrix::Zero(dimension(), dimension())};
  const SummedMatrix sum = sum_over_blocks(reader_, execution_, zero, [&](DesignRows& rows) {
    SummedMatrix part = zero;
    Vector inner = products(rows, step);
    for (Index i = 0; i < rows.rows(); ++i) {
      inner[i] = signed_product(rows.share[i], inner[i]) < kInner ? 1.0 : 0.0;
    }
    Matrix scratch;
    add_weighted_gram(rows.x, inner, scratch, part.lower);
    return part;
  });
  return both_triangles(sum.lower);
}

Sides LogisticLikelihood::sides(VectorRef step, VectorRef direction) const {
  return sum_over_blocks(reader_, execution_, SummedSides{},
                         [&](DesignRows& rows) { return sides_of_block(rows, step, direction); })
      .sides;
}

}  // namespace odds
