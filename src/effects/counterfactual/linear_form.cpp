#include "effects/counterfactual/linear_form.hpp"

#include <utility>

namespace odds {

void LinearForm::add_product(const Part& part, VectorRef gamma, Vector& sum) const {
  if (part.sign == 1.0) return add_linear_predictor(*part.block, gamma, sum);
  Vector product = Vector::Zero(rows_);
  add_linear_predictor(*part.block, gamma, product);
  sum += part.sign * product;
}

void LinearForm::remember(const Vector& gamma) {
  Remembered all{.gamma = gamma, .sum = Vector::Zero(rows_), .parts = parts_.size()};
  for (const Part& part : parts_) add_product(part, gamma, all.sum);
  remembered_ = std::make_shared<const Remembered>(std::move(all));
}

Vector LinearForm::values(VectorRef gamma) const {
  Vector result = offset_.size() > 0 ? offset_ : Vector::Zero(rows_);
  std::size_t done = 0;
  if (remembered_ && remembered_->gamma == gamma) {
    result += remembered_->sum;
    done = remembered_->parts;
  }
  for (; done < parts_.size(); ++done) add_product(parts_[done], gamma, result);
  if (constant_) result.array() += constant_->dot(gamma.head(constant_->size()));
  return result;
}

void LinearForm::add_products(VectorRef r, Eigen::Ref<Vector> gradient) const {
  for (const Part& part : parts_) {
    if (part.sign == 1.0) {
      add_transposed_product(*part.block, r, gradient);
    } else {
      const Vector scaled = part.sign * r;
      add_transposed_product(*part.block, scaled, gradient);
    }
  }
  if (constant_) gradient += r.sum() * constant_->head(gradient.size());
}

void LinearForm::add_level_products(VectorRef r, Index row, LevelSums& sums) const {
  for (const Part& part : parts_) {
    if (part.block->eliminated) odds::add_level_products(*part.block, r, row, sums);
  }
}

Matrix LinearForm::dense(Index columns) const {
  Matrix result = Matrix::Zero(rows(), columns);
  for (const Part& part : parts_) {
    const DesignBlock& block = *part.block;
    for (std::size_t d = 0; d < block.dense_columns.size(); ++d) {
      result.col(block.dense_columns[d]) +=
          part.sign * block.dense.col(static_cast<Index>(d)).head(rows());
    }
    for (const IndicatorGroup& group : block.indicators) {
      for (Index i = 0; i < rows(); ++i) {
        const auto r = static_cast<std::size_t>(i);
        if (group.code[r] < 0) continue;
        const double value = group.multiplier.empty() ? 1.0 : group.multiplier[r];
        result(i, group.first_column + group.code[r]) += part.sign * value;
      }
    }
  }
  if (constant_) result.rowwise() += constant_->head(columns).transpose();
  return result;
}

}  // namespace odds
