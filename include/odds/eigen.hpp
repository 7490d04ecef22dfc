// For programs that have Eigen: the arrays of odds as Eigen sees them. Nothing else of odds needs
// it.
#pragma once

#include <odds/types.hpp>

#include <Eigen/Core>

#include <span>

namespace odds {

/// Maps, not copies: they stand for the numbers of the matrix or array, which must outlive them.
/// They ask for no alignment, so that it does not matter how the program's Eigen was configured.
inline Eigen::Map<const Eigen::MatrixXd> as_eigen(const SymmetricMatrix& matrix) {
  return {matrix.values().data(), matrix.size(), matrix.size()};
}

inline Eigen::Map<const Eigen::VectorXd> as_eigen(std::span<const double> values) {
  return {values.data(), static_cast<Index>(values.size())};
}

}  // namespace odds
