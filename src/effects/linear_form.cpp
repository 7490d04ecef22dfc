#include "effects/linear_form.hpp"

namespace odds {

Vector LinearForm::values(VectorRef gamma) const {
  Vector result = offset_;
  for (const Part& part : parts_) {
    if (part.sign == 1.0) {
      add_linear_predictor(*part.block, gamma, result);
    } else {
      Vector product = Vector::Zero(rows());
      add_linear_predictor(*part.block, gamma, product);
      result += part.sign * product;
    }
  }
  if (constant_) result.array() += constant_->dot(gamma.head(constant_->size()));
  return result;
}

void LinearForm::pull(VectorRef r, Eigen::Ref<Vector> gradient) const {
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

void LinearForm::pull_levels(VectorRef r, Index row, LevelSums& sums) const {
  for (const Part& part : parts_) {
    if (part.block->eliminated) add_level_products(*part.block, r, row, sums);
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
