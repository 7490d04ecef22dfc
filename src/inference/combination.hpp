// Functions of coefficients: their values, exact gradients and covariances.
#pragma once

#include "model/model.hpp"

#include <odds/fit.hpp>
#include <odds/formula.hpp>

#include <Eigen/SparseCore>

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace odds {

/// The value of a function of coefficients at the estimates, and its derivative by each of them.
struct CoefficientFunction {
  double value = 0.0;
  std::vector<Index> columns;
  std::vector<double> gradient;  ///< as long
  bool linear = false;           ///< the gradient is the same everywhere
  double constant = 0.0;         ///< of a linear function: where all coefficients are 0
};

/// The coefficients of a fit by their names, or other estimates.
class CoefficientTable {
 public:
  explicit CoefficientTable(const Fit& fit);

  /// Of the estimates `values`, each under one name or more; NaN: there is no estimate.
  CoefficientTable(std::unordered_map<std::string, Index> places, std::vector<double> values)
      : values_(std::move(values)), columns_(std::move(places)) {}

  /// At the limit of separated data a linear function may be infinite, or NaN where the data leave
  /// open which infinity it is. Throws Error(model) if the function holds an aliased coefficient,
  /// if it or its gradient is not finite at the estimates, and if one that is not linear holds an
  /// infinite coefficient.
  CoefficientFunction at_estimates(const Expression& function) const;

 private:
  void require_estimate(Index column, const std::string& name) const;
  double checked(double value, const Expression& function) const;
  double at_limit(const CoefficientFunction& found, const Expression& function) const;

  std::vector<double> values_;    ///< at the limit of separated data of undecided rows
  const Model* model_ = nullptr;  ///< of a fit at that limit
  std::unordered_map<std::string, Index> columns_;
  std::vector<AliasedTerm> aliased_;
};

/// Covariances of linear combinations of p estimates.
class EstimateCovariance {
 public:
  using Weights = Eigen::SparseMatrix<double, Eigen::RowMajor>;  ///< m x p

  virtual ~EstimateCovariance() = default;

  virtual Index size() const = 0;  ///< p

  /// weights V weights', m x m.
  virtual Matrix of(const Weights& weights) const = 0;

  /// Degrees of freedom of t for them: the least of theirs; infinite for z.
  virtual double degrees_of(const Weights& weights) const = 0;

  /// What Wald's test of all of them is referred to.
  virtual JointReference reference_of(const Weights& weights) const = 0;

  Weights weights(const std::vector<CoefficientFunction>& combinations) const;
};

/// Those of a fit's coefficients.
///
/// They are formed on working columns, where a variable far from 0 costs no digits.
class CombinationCovariance final : public EstimateCovariance {
 public:
  explicit CombinationCovariance(const Fit& fit);

  Index size() const override { return map_.rows(); }
  Matrix of(const Weights& weights) const override;
  double degrees_of(const Weights& weights) const override;
  JointReference reference_of(const Weights& weights) const override;

 private:
  const Model& model_;
  Eigen::SparseMatrix<double> map_;  ///< from working coefficients
};

}  // namespace odds
