// Vectors and matrices inside the library, and how they cross its interface.
//
// Here Eigen is compiled under another name (see odds_internals in src/CMakeLists.txt): a program's
// own copies of its inline functions, compiled with other flags, never take the place of ours.
#pragma once

#include <odds/eigen.hpp>
#include <odds/types.hpp>

#include <Eigen/Core>

#include <vector>

namespace odds {

using Vector = Eigen::VectorXd;
using RowVector = Eigen::RowVectorXd;
using Matrix = Eigen::MatrixXd;
using VectorRef = const Eigen::Ref<const Vector>&;

inline std::vector<double> to_std(VectorRef values) { return {values.begin(), values.end()}; }

/// The mean of a square matrix and its transpose.
inline SymmetricMatrix to_symmetric(const Matrix& matrix) {
  const Matrix mean = 0.5 * (matrix + matrix.transpose());
  return {mean.rows(), std::vector<double>(mean.data(), mean.data() + mean.size())};
}

}  // namespace odds
