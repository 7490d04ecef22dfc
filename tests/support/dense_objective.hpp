// A logistic log-likelihood by plain loops in extended precision: the slow reference for solvers.
#pragma once

#include "solve/objective.hpp"
#include "solve/separation_rows.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

namespace odds::test {

/// Rows held in memory as one dense matrix.
struct DenseData {
  Matrix x;       ///< n x p
  Vector y;       ///< n; share of events, 0 to 1
  Vector weight;  ///< n; > 0; empty: 1 for every row
  Vector offset;  ///< n; empty: 0 for every row
};

class DenseObjective final : public Objective, public SeparationRows {
 public:
  explicit DenseObjective(DenseData data) : data_(std::move(data)) {
    if (data_.weight.size() == 0) data_.weight = Vector::Ones(data_.x.rows());
    if (data_.offset.size() == 0) data_.offset = Vector::Zero(data_.x.rows());
  }

  const DenseData& data() const { return data_; }
  Index dimension() const override { return data_.x.cols(); }

  Evaluation evaluate(VectorRef point, VectorRef step, Order order) const override {
    const Index p = dimension();
    Wide value = 0;
    WideVector gradient = WideVector::Zero(p);
    WideMatrix information = WideMatrix::Zero(p, p);
    Evaluation result;
    Index saturated = 0;
    for (Index i = 0; i < data_.x.rows(); ++i) {
      const WideVector row = data_.x.row(i).transpose().cast<Wide>();
      const Wide eta = data_.offset[i] + row.dot(point.cast<Wide>());
      const Wide e = std::exp(-std::abs(eta));
      const Wide tail = e / (1 + e);  // probability of the less likely outcome
      const Wide miss = eta >= 0 ? 1 - data_.y[i] : data_.y[i];
      const Wide curvature = tail / (1 + e);
      const Wide weight = data_.weight[i];
      value -= weight * (std::log1p(e) + miss * std::abs(eta));
      gradient += weight * (eta >= 0 ? tail - miss : miss - tail) * row;
      information += weight * curvature * row * row.transpose();
      saturated += curvature < Wide{0.01L} ? 1 : 0;
      if (step.size() > 0) result.reach = std::max(result.reach, std::abs(dot(i, step)));
    }
    result.value = static_cast<double>(value);
    if (order != Order::value) result.gradient = gradient.cast<double>();
    if (order == Order::information) result.information = information.cast<double>();
    result.saturated = static_cast<double>(saturated) / static_cast<double>(data_.x.rows());
    return result;
  }

  ArrowMatrix curvature_bound() const override {
    return data_.x.transpose() * data_.weight.asDiagonal() * data_.x / 4.0;
  }

  const SeparationRows* separation_rows() const override { return this; }

  ArrowMatrix inner_gram(VectorRef step) const override {
    Matrix gram = Matrix::Zero(dimension(), dimension());
    for (Index i = 0; i < data_.x.rows(); ++i) {
      if (is_inner(i, step)) gram += data_.x.row(i).transpose() * data_.x.row(i);
    }
    return gram;
  }

  Sides sides(VectorRef direction) const override {
    Sides result;
    for (Index i = 0; i < data_.x.rows(); ++i) {
      const double along = signed_product(i, direction);
      ++(along > 0.0 ? result.decided : along < 0.0 ? result.against : result.undecided);
    }
    return result;
  }

  std::shared_ptr<const Objective> undecided(VectorRef direction) const override {
    std::vector<Index> rest;
    for (Index i = 0; i < data_.x.rows(); ++i) {
      if (signed_product(i, direction) <= 0.0) rest.push_back(i);
    }
    return std::make_shared<DenseObjective>(DenseData{.x = data_.x(rest, Eigen::all),
                                                      .y = data_.y(rest),
                                                      .weight = data_.weight(rest),
                                                      .offset = data_.offset(rest)});
  }

  std::vector<ColumnRange> column_ranges() const override {
    std::vector<ColumnRange> ranges(static_cast<std::size_t>(dimension()));
    for (Index j = 0; j < dimension(); ++j) {
      ColumnRange& range = ranges[static_cast<std::size_t>(j)];
      for (Index i = 0; i < data_.x.rows(); ++i) {
        const double value = data_.x(i, j);
        if (data_.y[i] > 0.0) range.event_min = std::min(range.event_min, value);
        if (data_.y[i] > 0.0) range.event_max = std::max(range.event_max, value);
        if (data_.y[i] < 1.0) range.nonevent_min = std::min(range.nonevent_min, value);
        if (data_.y[i] < 1.0) range.nonevent_max = std::max(range.nonevent_max, value);
      }
    }
    return ranges;
  }

 private:
  using Wide = long double;
  using WideVector = Eigen::Vector<Wide, Eigen::Dynamic>;
  using WideMatrix = Eigen::Matrix<Wide, Eigen::Dynamic, Eigen::Dynamic>;

  double dot(Index row, VectorRef direction) const { return data_.x.row(row).dot(direction); }

  /// See Sides.
  double signed_product(Index row, VectorRef direction) const {
    const double along = dot(row, direction);
    const double largest =
        data_.x.row(row).transpose().cwiseProduct(direction).lpNorm<Eigen::Infinity>();
    if (std::abs(along) <= 1e-12 * largest) return 0.0;
    if (data_.y[row] == 1.0) return along;
    return data_.y[row] == 0.0 ? -along : -std::abs(along);
  }

  bool is_inner(Index row, VectorRef step) const {
    const double towards = dot(row, step);
    if (data_.y[row] == 1.0) return towards < 0.5;
    if (data_.y[row] == 0.0) return -towards < 0.5;
    return true;  // both outcomes: one of the two signs is below 1/2
  }

  DenseData data_;
};

}  // namespace odds::test
