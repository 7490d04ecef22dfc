#include "likelihood/score_sums.hpp"

#include <algorithm>
#include <utility>

namespace odds {
namespace {

constexpr Index kGradientRow = 0;
constexpr Index kInformationRow = 1;

SummedCurvature zero_curvature(Index k, Index q) {
  SummedCurvature sums;
  sums.coefficients.lower = Matrix::Zero(k, k);
  if (q == 0) return sums;
  sums.cross = Matrix::Zero(k, q);
  sums.own = Matrix::Zero(q, q);
  return sums;
}

/// Adds what of the curvature has to do with own parameters.
void add_own(const DesignRows& rows, const BlockCurvature& block, SummedCurvature& sums) {
  for (Index q = 0; q < block.own.cols(); ++q) {
    Vector cross = sums.cross.col(q);
    add_transposed_product(rows.x, block.cross.col(q), cross);
    sums.cross.col(q) = cross;
  }
  sums.own += block.own;
}

}  // namespace

SummedArrow& SummedArrow::operator+=(const SummedArrow& other) {
  if (lower.size() > 0) lower += other.lower;
  levels += other.levels;
  return *this;
}

ArrowMatrix SummedArrow::matrix(Index row, Index level_count) const {
  Matrix core = lower.selfadjointView<Eigen::Lower>();
  if (level_count == 0) return core;
  const Index k = core.cols();
  ArrowMatrix all(std::move(core), Matrix::Zero(k, level_count), Vector::Zero(level_count));
  for (std::size_t l = 0; l < levels.keys.size(); ++l) {
    const auto column = levels.values.col(static_cast<Index>(l));
    all.diagonal[levels.keys[l]] = column[row];
    all.border.col(levels.keys[l]) = column.segment(row + 1, k);
  }
  return all;
}

SummedArrow weighted_gram(const DesignRows& rows, VectorRef w, Index core_columns) {
  SummedArrow part{.lower = Matrix::Zero(core_columns, core_columns),
                   .levels = level_sums(rows.x, 1 + core_columns)};
  Matrix scratch;
  add_weighted_gram(rows.x, w, scratch, part.lower);
  add_level_gram(rows.x, w, 0, part.levels);
  return part;
}

SummedCurvature& SummedCurvature::operator+=(const SummedCurvature& other) {
  coefficients += other.coefficients;
  if (own.size() == 0) return *this;
  cross += other.cross;
  own += other.own;
  return *this;
}

ArrowMatrix SummedCurvature::matrix(Index level_count) const {
  ArrowMatrix of_coefficients = coefficients.matrix(kInformationRow, level_count);
  const Index q = own.cols();
  if (q == 0) return of_coefficients;
  const Index k = of_coefficients.core.cols();
  Matrix whole(k + q, k + q);
  whole.topLeftCorner(k, k) = of_coefficients.core;
  whole.topRightCorner(k, q) = cross;
  whole.bottomLeftCorner(q, k) = cross.transpose();
  whole.bottomRightCorner(q, q) = own;
  return whole;
}

ScoreSums ScoreSums::zero(Index k, Index q, Order order, Information information) {
  ScoreSums sums;
  if (order >= Order::gradient) {
    sums.gradient = Vector::Zero(k);
    sums.own = Vector::Zero(q);
  }
  if (order < Order::information) return sums;
  sums.observed = zero_curvature(k, q);
  if (information == Information::both) sums.expected = zero_curvature(k, q);
  return sums;
}

ScoreSums& ScoreSums::operator+=(const ScoreSums& other) {
  value += other.value;
  if (gradient.size() > 0) gradient += other.gradient;
  if (own.size() > 0) own += other.own;
  observed += other.observed;
  if (expected) *expected += *other.expected;
  reach = std::max(reach, other.reach);
  saturated += other.saturated;
  copies += other.copies;
  weight += other.weight;
  rows += other.rows;
  return *this;
}

void ScoreSums::add(const DesignRows& design, VectorRef residual, VectorRef curvature,
                    Order order) {
  if (order < Order::gradient) return;
  const bool informs = order >= Order::information;
  LevelSums& levels = observed.coefficients.levels;
  levels = level_sums(design.x, kInformationRow + (informs ? 1 + gradient.size() : 0));
  add_transposed_product(design.x, residual, gradient);
  add_level_products(design.x, residual, kGradientRow, levels);
  if (!informs) return;
  Matrix scratch;
  add_weighted_gram(design.x, curvature, scratch, observed.coefficients.lower);
  add_level_gram(design.x, curvature, kInformationRow, levels);
}

void ScoreSums::add(const DesignRows& design, const BlockTerms& terms, Information information,
                    Order order) {
  const bool only_expected = information == Information::expected;
  const BlockCurvature& first = only_expected ? terms.expected : terms.observed;
  add(design, terms.residual, first.by_eta, order);
  if (order >= Order::gradient && terms.score.size() > 0) own += terms.score;
  if (order < Order::information) return;
  if (own.size() > 0) add_own(design, first, observed);
  if (!expected) return;
  Matrix scratch;
  add_weighted_gram(design.x, terms.expected.by_eta, scratch, expected->coefficients.lower);
  if (own.size() > 0) add_own(design, terms.expected, *expected);
}

Vector ScoreSums::take_gradient(Index level_count) {
  if (level_count == 0 && own.size() == 0) return std::move(gradient);
  Vector all = Vector::Zero(gradient.size() + level_count + own.size());
  all.head(gradient.size()) = gradient;
  all.tail(own.size()) = own;
  const LevelSums& levels = observed.coefficients.levels;
  for (std::size_t l = 0; l < levels.keys.size(); ++l) {
    all[gradient.size() + levels.keys[l]] = levels.values(kGradientRow, static_cast<Index>(l));
  }
  return all;
}

double ScoreSums::mean_weight() const {
  return weight > 0.0 ? weight / static_cast<double>(rows) : 1.0;
}

}  // namespace odds
