// The few names for numbers and arrays that every header of odds shares.
#pragma once

#include <Eigen/Core>

namespace odds {

using Index = Eigen::Index;  ///< every count and every position; signed
using Vector = Eigen::VectorXd;
using Matrix = Eigen::MatrixXd;
using VectorRef = const Eigen::Ref<const Vector>&;

}  // namespace odds
