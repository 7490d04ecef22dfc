#include "eigen_core.hpp"

#include <Eigen/Core>

// Whole numbers over a power of 2 are exact, whatever the flags.
Eigen::VectorXd numbers(Eigen::Index n) {
  return Eigen::VectorXd::NullaryExpr(n, [](Eigen::Index i) {
    return static_cast<double>((i * i * 7919 + 37 * i) % 1024) / 512.0 - 1.0;
  });
}
