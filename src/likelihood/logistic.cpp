#include "likelihood/logistic.hpp"

#include "math/sigmoid.hpp"
#include "math/span_of.hpp"
#include "parallel/block_reduce.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace odds {
namespace {

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
  auto fields() { return std::tie(value, gradient, information, reach, saturated, rows); }
};

struct SummedMatrix {
  Matrix lower;
  SummedMatrix& operator+=(const SummedMatrix& other) {
    lower += other.lower;
    return *this;
  }
  auto fields() { return std::tie(lower); }
};

struct SummedSurvey {
  Matrix bound;  // lower triangle
  CompensatedSum events;
  CompensatedSum trials;
  SummedSurvey& operator+=(const SummedSurvey& other) {
    bound += other.bound;
    events += other.events;
    trials += other.trials;
    return *this;
  }
  auto fields() { return std::tie(bound, events, trials); }
};

SummedSurvey survey_block(const DesignRows& rows, Index columns) {
  SummedSurvey part{.bound = Matrix::Zero(columns, columns), .events = {}, .trials = {}};
  Matrix scratch;
  add_weighted_gram(rows.x, 0.25 * rows.weight, scratch, part.bound);
  for (Index i = 0; i < rows.rows(); ++i) {
    part.events += rows.weight[i] * rows.share[i];
    part.trials += rows.weight[i];
  }
  return part;
}

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
    score.reach = (rows.weight.array() > 0.0).select(change, 0.0).cwiseAbs().maxCoeff();
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

constexpr double kSideTolerance = 1e-12;

/// z_i' d for every row, 0 where it cannot be told from 0; see Sides.
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

struct SummedSides {
  Sides sides;
  SummedSides& operator+=(const SummedSides& other) {
    sides.decided += other.sides.decided;
    sides.undecided += other.sides.undecided;
    sides.against += other.sides.against;
    return *this;
  }
  auto fields() { return std::tie(sides); }
};

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

struct SummedRanges {
  std::vector<ColumnRange> columns;
  SummedRanges& operator+=(const SummedRanges& other) {
    for (std::size_t j = 0; j < columns.size(); ++j) {
      ColumnRange& range = columns[j];
      range.event_min = std::min(range.event_min, other.columns[j].event_min);
      range.event_max = std::max(range.event_max, other.columns[j].event_max);
      range.nonevent_min = std::min(range.nonevent_min, other.columns[j].nonevent_min);
      range.nonevent_max = std::max(range.nonevent_max, other.columns[j].nonevent_max);
    }
    return *this;
  }
  auto fields() { return std::tie(columns); }
};

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

SummedRanges ranges_of_block(const DesignRows& rows, Index columns) {
  SummedRanges result{std::vector<ColumnRange>(static_cast<std::size_t>(columns))};
  std::vector<DesignEntry> entries;
  Vector dense_row = Vector::Zero(columns);
  for (Index i = 0; i < rows.rows(); ++i) {
    if (rows.weight[i] == 0.0) continue;
    read_row(rows.x, i, entries);
    for (const DesignEntry& entry : entries) dense_row[entry.column] = entry.value;
    for (std::size_t j = 0; j < result.columns.size(); ++j) {
      widen(result.columns[j], dense_row[static_cast<Index>(j)], rows.share[i]);
    }
    for (const DesignEntry& entry : entries) dense_row[entry.column] = 0.0;
  }
  return result;
}

}  // namespace

Vector linear_predictor(const DesignRows& rows, VectorRef gamma) {
  Vector eta = rows.offset;
  add_linear_predictor(rows.x, gamma, eta);
  return eta;
}

LogisticLikelihood LogisticLikelihood::every(Index stride) const {
  LogisticLikelihood sample = *this;
  sample.stride_ *= stride;
  return sample;
}

template <class Partial, class Kernel>
Partial LogisticLikelihood::sum_over_rows(Partial zero, Kernel kernel) const {
  const auto kernel_of_rest = [&](DesignRows& rows) {
    for (const Vector& direction : decided_by_) {
      rows.weight = (signed_products(rows, direction).array() > 0.0).select(0.0, rows.weight);
    }
    return kernel(rows);
  };
  return sum_over_blocks(EveryNth(reader_, stride_), execution_, std::move(zero), kernel_of_rest,
                         "fitting");
}

Evaluation LogisticLikelihood::evaluate(VectorRef point, VectorRef step, Order order) const {
  const Score score = sum_over_rows(Score::zero(dimension(), order), [&](DesignRows& rows) {
    return score_block(rows, point, step, order);
  });
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

Survey LogisticLikelihood::survey() const {
  const Index p = dimension();
  const SummedSurvey sum =
      sum_over_rows(SummedSurvey{.bound = Matrix::Zero(p, p), .events = {}, .trials = {}},
                    [&](DesignRows& rows) { return survey_block(rows, p); });
  return {.curvature_bound = both_triangles(sum.bound),
          .events = sum.events.value(),
          .trials = sum.trials.value()};
}

Matrix LogisticLikelihood::curvature_bound() const { return survey().curvature_bound; }

Matrix LogisticLikelihood::inner_gram(VectorRef step) const {
  const SummedMatrix zero{Matrix::Zero(dimension(), dimension())};
  const SummedMatrix sum = sum_over_rows(zero, [&](DesignRows& rows) {
    SummedMatrix part = zero;
    Vector inner = products(rows, step);
    for (Index i = 0; i < rows.rows(); ++i) {
      const bool is_inner = signed_product(rows.share[i], inner[i]) < kInner;
      inner[i] = is_inner && rows.weight[i] > 0.0 ? 1.0 : 0.0;
    }
    Matrix scratch;
    add_weighted_gram(rows.x, inner, scratch, part.lower);
    return part;
  });
  return both_triangles(sum.lower);
}

Sides LogisticLikelihood::sides(VectorRef direction) const {
  return sum_over_rows(SummedSides{},
                       [&](DesignRows& rows) { return sides_of_block(rows, direction); })
      .sides;
}

std::shared_ptr<const Objective> LogisticLikelihood::undecided(VectorRef direction) const {
  auto rest = std::make_shared<LogisticLikelihood>(*this);
  rest->decided_by_.emplace_back(direction);
  return rest;
}

std::vector<ColumnRange> LogisticLikelihood::column_ranges() const {
  const SummedRanges none{std::vector<ColumnRange>(static_cast<std::size_t>(dimension()))};
  return sum_over_rows(none, [&](DesignRows& rows) { return ranges_of_block(rows, dimension()); })
      .columns;
}

}  // namespace odds
