#include "math/arrow_inverse.hpp"

namespace odds {

Matrix ArrowInverse::through_core(const ArrowJacobian& jacobian) const {
  Matrix through = jacobian.core.transpose();
  const LevelSums& by_level = jacobian.levels;
  for (std::size_t l = 0; l < by_level.keys.size(); ++l) {
    through.noalias() -=
        slope.col(by_level.keys[l]) * by_level.values.col(static_cast<Index>(l)).transpose();
  }
  return through;
}

Matrix ArrowInverse::sandwich(const ArrowJacobian& jacobian) const {
  if (levels() == 0) return jacobian.core * core * jacobian.core.transpose();
  const Matrix through = through_core(jacobian);
  Matrix product = through.transpose() * core * through;
  const LevelSums& by_level = jacobian.levels;
  for (std::size_t l = 0; l < by_level.keys.size(); ++l) {
    const auto column = by_level.values.col(static_cast<Index>(l));
    product.noalias() += variance[by_level.keys[l]] * column * column.transpose();
  }
  return product;
}

ArrowInverse ArrowInverse::embedded(const std::vector<Index>& kept, Index core_of_all) const {
  const std::vector<Index> in_core(kept.begin(), kept.begin() + core_size());
  ArrowInverse all{.core = Matrix::Zero(core_of_all, core_of_all),
                   .slope = Matrix::Zero(levels() > 0 ? core_of_all : 0, levels()),
                   .variance = variance};
  all.core(in_core, in_core) = core;
  if (levels() > 0) all.slope(in_core, Eigen::all) = slope;
  return all;
}

void ArrowInverse::scale(double factor) {
  core *= factor;
  variance *= factor;
}

}  // namespace odds
