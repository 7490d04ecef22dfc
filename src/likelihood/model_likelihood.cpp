#include "likelihood/model_likelihood.hpp"

#include "base/special_values.hpp"
#include "likelihood/separation_sums.hpp"
#include "math/span_of.hpp"
#include "parallel/block_reduce.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace odds {
namespace {

struct SummedNullScore {
  ScoreSums score;   // without a value
  ScoreSums offset;  // its gradient
  CompensatedSum events;
  CompensatedSum trials;
  double offset_min = kInfinity;
  double offset_max = -kInfinity;

  static SummedNullScore zero(Index core_columns, bool has_offset) {
    SummedNullScore sums;
    sums.score = ScoreSums::zero(core_columns, 0, Order::information);
    sums.offset = ScoreSums::zero(core_columns, 0, has_offset ? Order::gradient : Order::value);
    return sums;
  }

  SummedNullScore& operator+=(const SummedNullScore& other) {
    score += other.score;
    offset += other.offset;
    events += other.events;
    trials += other.trials;
    offset_min = std::min(offset_min, other.offset_min);
    offset_max = std::max(offset_max, other.offset_max);
    return *this;
  }
  auto fields() { return std::tie(score, offset, events, trials, offset_min, offset_max); }

  void add_offset(const DesignRows& rows) {
    if (rows.rows() == 0) return;
    const Vector weighted = rows.weight.cwiseProduct(rows.offset);
    offset.add(rows, weighted, weighted, Order::gradient);
    offset_min = rows.offset.minCoeff();
    offset_max = rows.offset.maxCoeff();
  }

  void add_outcomes(const DesignRows& rows) {
    score.rows = rows.rows();
    score.copies = rows.all_copies();
    const Vector residual = rows.weight.array() * (rows.share.array() - 0.5);
    score.add(rows, residual, 0.25 * rows.weight, Order::information);
    for (Index i = 0; i < rows.rows(); ++i) {
      events += rows.weight[i] * rows.share[i];
      trials += rows.weight[i];
    }
  }
};

void write_linear_predictor(const DesignRows& rows, VectorRef gamma, Vector& eta) {
  eta = rows.offset;
  if (rows.limit.size() > 0) eta += rows.limit;
  add_linear_predictor(rows.x, gamma, eta);
}

/// Exchanges the vectors of the terms with the memory of the block.
void lend(DesignRows& rows, BlockTerms& terms) {
  rows.scratch[0].swap(terms.residual);
  rows.scratch[1].swap(terms.observed.by_eta);
  rows.scratch[2].swap(terms.expected.by_eta);
}

/// Weights each row by what it counts in a resample.
void multiply(const RowMultiplicity& multiplicity, DesignRows& rows) {
  for (Index i = 0; i < rows.rows(); ++i) {
    const Index row = rows.data.first + rows.data.position[static_cast<std::size_t>(i)];
    const std::int32_t unit = multiplicity.unit_of_row[static_cast<std::size_t>(row)];
    rows.weight[i] *= multiplicity.factor[static_cast<std::size_t>(unit)];
  }
}

/// max |x_i' step| over the rows that count.
double largest_move(DesignRows& rows, VectorRef step) {
  if (step.size() == 0 || rows.rows() == 0) return 0.0;
  Vector& change = rows.scratch[3];
  change.setZero(rows.rows());
  add_linear_predictor(rows.x, step, change);
  return (rows.weight.array() > 0.0).select(change, 0.0).cwiseAbs().maxCoeff();
}

}  // namespace

Vector linear_predictor(const DesignRows& rows, VectorRef gamma) {
  Vector eta;
  write_linear_predictor(rows, gamma, eta);
  return eta;
}

BlockOutcomes outcomes_of(const DesignRows& rows, const Vector& eta) {
  return {.eta = span_of(eta),
          .y = span_of(rows.share),
          .weight = span_of(rows.weight),
          .frequency = span_of(rows.data.frequency)};
}

ModelLikelihood ModelLikelihood::every(Index stride) const {
  ModelLikelihood sample = *this;
  sample.stride_ *= stride;
  return sample;
}

ModelLikelihood ModelLikelihood::resampled(const RowMultiplicity& multiplicity) const {
  ModelLikelihood result = *this;
  result.multiplicity_.emplace(multiplicity);
  return result;
}

ModelLikelihood ModelLikelihood::on(const ResponseCurve& curve) const {
  ModelLikelihood result = *this;
  result.curve_ = curve;
  return result;
}

Index ModelLikelihood::dimension() const {
  return reader_.plan().columns() + curve_.own_parameters();
}

template <class Partial, class Kernel>
Partial ModelLikelihood::sum_over_rows(Partial zero, Kernel kernel) const {
  const bool without_limits = curve_.is_log_concave();
  const auto kernel_of_rest = [&](DesignRows& rows) {
    if (multiplicity_) multiply(*multiplicity_, rows);
    for (const Vector& direction : decided_by_) {
      rows.weight = (signed_products(rows, direction).array() > 0.0).select(0.0, rows.weight);
    }
    // Where there are no asymptotes, rows at one say nothing of the coefficients.
    if (without_limits && rows.limit.size() > 0) {
      rows.weight = (rows.limit.array() != 0.0).select(0.0, rows.weight);
    }
    return kernel(rows);
  };
  return sum_over_blocks(EveryNth(reader_, stride_), execution_, std::move(zero), kernel_of_rest,
                         "fitting");
}

ScoreSums ModelLikelihood::score(VectorRef point, VectorRef step, Order order,
                                 Information information) const {
  const Index core = reader_.plan().core_columns();
  const Index columns = reader_.plan().columns();
  const Index q = curve_.own_parameters();
  const ResponseCurve curve = curve_.with_own_values(point.tail(q));
  const Eigen::Ref<const Vector> gamma = point.head(columns);
  const Eigen::Ref<const Vector> move = step.head(step.size() > 0 ? columns : 0);
  const auto zero = [&] { return ScoreSums::zero(core, q, order, information); };
  return sum_over_rows(zero(), [&](DesignRows& rows) {
    ScoreSums sums = zero();
    BlockTerms terms;
    lend(rows, terms);
    write_linear_predictor(rows, gamma, terms.residual);
    curve.add_up(outcomes_of(rows, terms.residual), information, terms);
    sums.value = terms.log_likelihood;
    sums.saturated = terms.saturated;
    sums.copies = rows.all_copies();
    sums.weight = sum(span_of(rows.weight));
    sums.rows = rows.rows();
    sums.add(rows, terms, information, order);
    sums.reach = largest_move(rows, move);
    lend(rows, terms);
    return sums;
  });
}

Evaluation ModelLikelihood::evaluate(VectorRef point, VectorRef step, Order order) const {
  Evaluation result;
  if (!curve_.with_own_values(point.tail(curve_.own_parameters())).is_possible()) {
    result.value = -kInfinity;
    result.reach = kInfinity;
    return result;
  }
  const Index levels = reader_.plan().eliminated;
  const bool has_both = !curve_.is_log_concave();
  ScoreSums sums = score(point, step, order, has_both ? Information::both : Information::observed);
  result.value = sums.value.value();
  if (order >= Order::gradient) result.gradient = sums.take_gradient(levels);
  if (order >= Order::information) {
    result.information = sums.observed.matrix(levels);
    if (has_both) result.expected = sums.expected->matrix(levels);
  }
  result.reach = sums.reach;
  result.saturated = sums.share_saturated();
  result.unit = sums.mean_weight();
  return result;
}

ArrowMatrix ModelLikelihood::expected_information(VectorRef point) const {
  return score(point, Vector(), Order::information, Information::expected)
      .observed.matrix(reader_.plan().eliminated);
}

NullScore ModelLikelihood::null_score() const {
  const Index core = reader_.plan().core_columns();
  const Index levels = reader_.plan().eliminated;
  const bool has_offset = !reader_.rows().roles().offsets.empty();
  const auto zero = [&] { return SummedNullScore::zero(core, has_offset); };
  SummedNullScore sum = sum_over_rows(zero(), [&](DesignRows& rows) {
    SummedNullScore part = zero();
    if (has_offset) part.add_offset(rows);
    part.add_outcomes(rows);
    return part;
  });
  return {.curvature_bound = sum.score.observed.matrix(levels),
          .score = sum.score.take_gradient(levels),
          .events = sum.events.value(),
          .trials = sum.trials.value(),
          .rows = static_cast<double>(sum.score.rows),
          .copies = sum.score.copies,
          .offset_score = has_offset ? sum.offset.take_gradient(levels) : Vector(),
          .offset_min = sum.offset_min,
          .offset_max = sum.offset_max};
}

ArrowMatrix ModelLikelihood::curvature_bound() const {
  const ArrowMatrix of_logit = null_score().curvature_bound;
  return curve_.is_sigmoid() ? of_logit : 4.0 * curve_.curvature_bound() * of_logit;
}

const SeparationRows* ModelLikelihood::separation_rows() const {
  return curve_.is_sigmoid() ? this : nullptr;
}

ArrowMatrix ModelLikelihood::inner_gram(VectorRef step) const {
  const Index core = reader_.plan().core_columns();
  const SummedArrow none{.lower = Matrix::Zero(core, core), .levels = {}};
  const SummedArrow sum = sum_over_rows(
      none, [&](DesignRows& rows) { return weighted_gram(rows, inner_rows(rows, step), core); });
  return sum.matrix(0, reader_.plan().eliminated);
}

Sides ModelLikelihood::sides(VectorRef direction) const {
  return sum_over_rows(SummedSides{},
                       [&](DesignRows& rows) { return sides_of_block(rows, direction); })
      .sides;
}

std::shared_ptr<const Objective> ModelLikelihood::undecided(VectorRef direction) const {
  auto rest = std::make_shared<ModelLikelihood>(*this);
  rest->decided_by_.emplace_back(direction);
  return rest;
}

std::vector<ColumnRange> ModelLikelihood::column_ranges() const {
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
