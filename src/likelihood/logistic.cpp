#include "likelihood/logistic.hpp"

#include "curve/sigmoid.hpp"
#include "math/elementwise.hpp"
#include "math/span_of.hpp"
#include "parallel/block_reduce.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>
#include <vector>

namespace odds {
namespace {

/// A symmetric matrix in the making, and sums by level beside it.
struct SummedArrow {
  Matrix lower;      // of the core, its lower triangle
  LevelSums levels;  // its diagonal, then its border

  SummedArrow& operator+=(const SummedArrow& other) {
    if (lower.size() > 0) lower += other.lower;
    levels += other.levels;
    return *this;
  }
  auto fields() { return std::tie(lower, levels); }
};

/// `lower` on `level_count` levels; the rows of its level sums from `row` on are its diagonal and
/// its border.
ArrowMatrix whole(const SummedArrow& sums, Index row, Index level_count) {
  Matrix core = sums.lower.selfadjointView<Eigen::Lower>();
  if (level_count == 0) return core;
  const Index k = core.cols();
  ArrowMatrix all(std::move(core), Matrix::Zero(k, level_count), Vector::Zero(level_count));
  for (std::size_t l = 0; l < sums.levels.levels.size(); ++l) {
    const auto column = sums.levels.values.col(static_cast<Index>(l));
    all.diagonal[sums.levels.levels[l]] = column[row];
    all.border.col(sums.levels.levels[l]) = column.segment(row + 1, k);
  }
  return all;
}

/// What one block adds to an evaluation.
struct Score {
  CompensatedSum value;
  Vector gradient;          // without levels
  SummedArrow information;  // by level: the gradient, then the information
  double reach = 0.0;
  double saturated = 0.0;  // rows, as often as they stand for one
  double copies = 0.0;
  double weight = 0.0;
  Index rows = 0;

  static Score zero(Index core_columns, Order order) {
    const Index k = core_columns;
    Score score;
    if (order >= Order::gradient) score.gradient = Vector::Zero(k);
    if (order >= Order::information) score.information.lower = Matrix::Zero(k, k);
    return score;
  }

  Score& operator+=(const Score& other) {
    value += other.value;
    if (gradient.size() > 0) gradient += other.gradient;
    information += other.information;
    reach = std::max(reach, other.reach);
    saturated += other.saturated;
    copies += other.copies;
    weight += other.weight;
    rows += other.rows;
    return *this;
  }
  auto fields() {
    return std::tie(value, gradient, information, reach, saturated, copies, weight, rows);
  }

  /// Of a row that counts; 1 if there is none.
  double mean_weight() const { return weight > 0.0 ? weight / static_cast<double>(rows) : 1.0; }
  double share_saturated() const { return copies > 0.0 ? saturated / copies : 0.0; }
};

/// X' diag(w) X of a block.
SummedArrow weighted_gram(const DesignRows& rows, VectorRef w, Index core_columns) {
  SummedArrow part{.lower = Matrix::Zero(core_columns, core_columns),
                   .levels = level_sums(rows.x, 1 + core_columns)};
  Matrix scratch;
  add_weighted_gram(rows.x, w, scratch, part.lower);
  add_level_gram(rows.x, w, 0, part.levels);
  return part;
}

constexpr Index kGradientRow = 0;
constexpr Index kInformationRow = 1;

void add_score(const DesignRows& rows, VectorRef residual, VectorRef curvature, Order order,
               Score& score) {
  if (order < Order::gradient) return;
  const bool informs = order >= Order::information;
  LevelSums& levels = score.information.levels;
  levels = level_sums(rows.x, kInformationRow + (informs ? 1 + score.gradient.size() : 0));
  add_transposed_product(rows.x, residual, score.gradient);
  add_level_products(rows.x, residual, kGradientRow, levels);
  if (!informs) return;
  Matrix scratch;
  add_weighted_gram(rows.x, curvature, scratch, score.information.lower);
  add_level_gram(rows.x, curvature, kInformationRow, levels);
}

struct SummedSurvey {
  Score score;   // without a value
  Score offset;  // its gradient
  CompensatedSum events;
  CompensatedSum trials;
  double offset_min = std::numeric_limits<double>::infinity();
  double offset_max = -std::numeric_limits<double>::infinity();

  static SummedSurvey zero(Index core_columns, bool has_offset) {
    SummedSurvey sums;
    sums.score = Score::zero(core_columns, Order::information);
    sums.offset = Score::zero(core_columns, has_offset ? Order::gradient : Order::value);
    return sums;
  }

  SummedSurvey& operator+=(const SummedSurvey& other) {
    score += other.score;
    offset += other.offset;
    events += other.events;
    trials += other.trials;
    offset_min = std::min(offset_min, other.offset_min);
    offset_max = std::max(offset_max, other.offset_max);
    return *this;
  }
  auto fields() { return std::tie(score, offset, events, trials, offset_min, offset_max); }
};

void survey_offset(const DesignRows& rows, SummedSurvey& part) {
  if (rows.rows() == 0) return;
  const Vector weighted = rows.weight.cwiseProduct(rows.offset);
  add_score(rows, weighted, weighted, Order::gradient, part.offset);
  part.offset_min = rows.offset.minCoeff();
  part.offset_max = rows.offset.maxCoeff();
}

SummedSurvey survey_block(const DesignRows& rows, Index core_columns, bool has_offset) {
  SummedSurvey part = SummedSurvey::zero(core_columns, has_offset);
  if (has_offset) survey_offset(rows, part);
  part.score.rows = rows.rows();
  part.score.copies = rows.all_copies();
  const Vector residual = rows.weight.array() * (rows.share.array() - 0.5);
  add_score(rows, residual, 0.25 * rows.weight, Order::information, part.score);
  for (Index i = 0; i < rows.rows(); ++i) {
    part.events += rows.weight[i] * rows.share[i];
    part.trials += rows.weight[i];
  }
  return part;
}

Score score_block(const DesignRows& rows, Index core_columns, VectorRef point, VectorRef step,
                  Order order) {
  Score score = Score::zero(core_columns, order);
  Vector residual = linear_predictor(rows, point);
  Vector curvature(residual.size());
  const LogitSums sums = logit_block(span_of(residual), span_of(rows.share), span_of(rows.weight),
                                     span_of(residual), span_of(curvature));
  score.value = sums.log_likelihood;
  score.saturated = saturated_copies(rows, sums, curvature);
  score.copies = rows.all_copies();
  score.weight = sum(span_of(rows.weight));
  score.rows = rows.rows();
  add_score(rows, residual, curvature, order, score);
  if (step.size() > 0 && rows.rows() > 0) {
    Vector change = Vector::Zero(rows.rows());
    add_linear_predictor(rows.x, step, change);
    score.reach = (rows.weight.array() > 0.0).select(change, 0.0).cwiseAbs().maxCoeff();
  }
  return score;
}

/// The gradient of all columns.
Vector whole_gradient(const Score& score, Index level_count) {
  if (level_count == 0) return score.gradient;
  Vector all = Vector::Zero(score.gradient.size() + level_count);
  all.head(score.gradient.size()) = score.gradient;
  const LevelSums& levels = score.information.levels;
  for (std::size_t l = 0; l < levels.levels.size(); ++l) {
    all[score.gradient.size() + levels.levels[l]] =
        levels.values(kGradientRow, static_cast<Index>(l));
  }
  return all;
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
    std::erase_if(entries, [&](const DesignEntry& entry) { return entry.column >= columns; });
    for (const DesignEntry& entry : entries) dense_row[entry.column] = entry.value;
    for (std::size_t j = 0; j < result.columns.size(); ++j) {
      widen(result.columns[j], dense_row[static_cast<Index>(j)], rows.share[i]);
    }
    for (const DesignEntry& entry : entries) dense_row[entry.column] = 0.0;
  }
  return result;
}

}  // namespace

double saturated_copies(const DesignRows& rows, const LogitSums& sums, VectorRef curvature) {
  if (rows.data.frequency.size() == 0) return static_cast<double>(sums.saturated);
  const auto is_saturated = curvature.array() < kSaturatedSlope * rows.weight.array();
  return is_saturated.select(rows.data.frequency, 0.0).sum();
}

Vector linear_predictor(const DesignRows& rows, VectorRef gamma) {
  Vector eta = rows.offset;
  if (rows.limit.size() > 0) eta += rows.limit;
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
    // Rows at an asymptote say nothing of the coefficients.
    if (rows.limit.size() > 0) {
      rows.weight = (rows.limit.array() != 0.0).select(0.0, rows.weight);
    }
    return kernel(rows);
  };
  return sum_over_blocks(EveryNth(reader_, stride_), execution_, std::move(zero), kernel_of_rest,
                         "fitting");
}

Evaluation LogisticLikelihood::evaluate(VectorRef point, VectorRef step, Order order) const {
  const Index core = reader_.plan().core_columns();
  const Index levels = reader_.plan().eliminated;
  const Score score = sum_over_rows(Score::zero(core, order), [&](DesignRows& rows) {
    return score_block(rows, core, point, step, order);
  });
  Evaluation result;
  result.value = score.value.value();
  if (order >= Order::gradient) result.gradient = whole_gradient(score, levels);
  if (order >= Order::information) {
    result.information = whole(score.information, kInformationRow, levels);
  }
  result.reach = score.reach;
  result.saturated = score.share_saturated();
  result.unit = score.mean_weight();
  return result;
}

Survey LogisticLikelihood::survey() const {
  const Index core = reader_.plan().core_columns();
  const Index levels = reader_.plan().eliminated;
  const bool has_offset = !reader_.rows().roles().offsets.empty();
  const SummedSurvey sum =
      sum_over_rows(SummedSurvey::zero(core, has_offset),
                    [&](DesignRows& rows) { return survey_block(rows, core, has_offset); });
  return {.curvature_bound = whole(sum.score.information, kInformationRow, levels),
          .score = whole_gradient(sum.score, levels),
          .events = sum.events.value(),
          .trials = sum.trials.value(),
          .rows = static_cast<double>(sum.score.rows),
          .copies = sum.score.copies,
          .offset_score = has_offset ? whole_gradient(sum.offset, levels) : Vector(),
          .offset_min = sum.offset_min,
          .offset_max = sum.offset_max};
}

ArrowMatrix LogisticLikelihood::curvature_bound() const { return survey().curvature_bound; }

ArrowMatrix LogisticLikelihood::inner_gram(VectorRef step) const {
  const Index core = reader_.plan().core_columns();
  const SummedArrow none{.lower = Matrix::Zero(core, core), .levels = {}};
  const SummedArrow sum = sum_over_rows(none, [&](DesignRows& rows) {
    Vector inner = products(rows, step);
    for (Index i = 0; i < rows.rows(); ++i) {
      const bool is_inner = signed_product(rows.share[i], inner[i]) < kInner;
      inner[i] = is_inner && rows.weight[i] > 0.0 ? 1.0 : 0.0;
    }
    return weighted_gram(rows, inner, core);
  });
  return whole(sum, 0, reader_.plan().eliminated);
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
  const Index core = reader_.plan().core_columns();
  const SummedRanges none{std::vector<ColumnRange>(static_cast<std::size_t>(core))};
  std::vector<ColumnRange> ranges =
      sum_over_rows(none, [&](DesignRows& rows) { return ranges_of_block(rows, core); }).columns;
  const ColumnRange of_level{
      .event_min = 0.0, .event_max = 1.0, .nonevent_min = 0.0, .nonevent_max = 1.0};
  ranges.resize(static_cast<std::size_t>(dimension()), of_level);
  return ranges;
}

}  // namespace odds
