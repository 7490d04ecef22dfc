// Functions of coefficients: their values, exact gradients and covariances.
#pragma once

#include "model/model.hpp"

#include <odds/fit.hpp>
#include <odds/formula.hpp>

#include <Eigen/SparseCore>

#include <string>
#include <unordered_map>
#include <vector>

namespace odds {

/// The value of a function of coefficients at the estimates, and its derivative by each of them.
struct CoefficientFunction {
  double value = 0.0;
  std::vector<Index> columns;
  std::vector<double> gradient;  ///< as long
  bool linear = false;           ///< the gradient is the same everywhere
};

/// The coefficients of a fit by their names.
class CoefficientTable {
 public:
  explicit CoefficientTable(const Fit& fit);

  /// Throws Error(model) if the function holds an aliased coefficient, or if it or its gradient is
  /// not finite at the estimates.
  CoefficientFunction at_estimates(const Expression& function) const;

 private:
  double checked(double value, const Expression& function) const;

  const Fit& fit_;
  std::unordered_map<std::string, Index> columns_;
};

/// Covariances of linear combinations of a fit's coefficients.
///
/// They are formed on working columns, where a variable far from 0 costs no digits.
class CombinationCovariance {
 public:
  using Weights = Eigen::SparseMatrix<double, Eigen::RowMajor>;  ///< m x p

  explicit CombinationCovariance(const Fit& fit);

  /// weights V weights', m x m.
  Matrix of(const Weights& weights) const;

  /// Degrees of freedom of t for them: the least of theirs; infinite for z.
  double degrees_of(const Weights& weights) const;

  Weights weights(const std::vector<CoefficientFunction>& combinations) const;

 private:
  const Model& model_;
  Eigen::SparseMatrix<double> map_;  ///< from working coefficients
};

}  // namespace odds
