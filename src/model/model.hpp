// What predictions and effects need to know of a fit beside its report.
#pragma once

#include "base/special_values.hpp"
#include "curve/response_curve.hpp"
#include "design/data_roles.hpp"
#include "design/design_plan.hpp"
#include "design/learn.hpp"
#include "design/response_plan.hpp"
#include "math/arrow_inverse.hpp"
#include "model/contrast_degrees.hpp"
#include "model/recession.hpp"

#include <odds/fit.hpp>

#include <Eigen/SparseCore>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace odds {

/// An aliased column of the formula's design as a combination of kept ones: X_column = X weights.
struct Dependency {
  Index column = 0;
  Vector weights;  ///< p; 0 but for kept columns before it

  /// The largest difference between the two in a used row, over the column's typical size; 0 of a
  /// model that was loaded.
  double gap = 0.0;
};

/// The part of a fit that meets new data. Coefficients and covariance are kept on the working
/// columns (see Centring), where large offsets of a variable cost no digits.
struct Model {
  std::shared_ptr<const CsvOptions> reading;  ///< of the table's text; null: not known
  DataRoles roles;                            ///< stateful calls hold their constants
  std::vector<LearntCall> calls;              ///< those constants
  ResponsePlan response;
  DesignPlan plan;
  std::map<std::string, CellForm> forms;  ///< of the number columns whose form is not plain
  Vector coefficients;                    ///< p, on working columns; 0 where aliased
  ResponseCurve curve;                    ///< with q own parameters

  /// Of the parameters, which are the working coefficients and then the curve's own ones: (p + q) x
  /// (p + q); 0 where aliased.
  ArrowInverse covariance;
  std::optional<ArrowInverse> bread;     ///< inverse information, if the covariance is another
  std::vector<Dependency> dependencies;  ///< of the aliased columns

  /// Of separated data at the supremum of their likelihood. Coefficients and covariance are then
  /// those of the undecided rows, 0 outside of the columns that these determine.
  std::optional<Recession> recession;

  /// What the inverse information was multiplied by to give `covariance`: a heterogeneity factor.
  double factor = 1.0;

  /// Degrees of freedom of t: those of the factor, or those that were asked for; infinite: z.
  double t_degrees = kInfinity;

  /// Of the variances cr2 and cr3: what t has for each combination of the working coefficients.
  std::optional<ContrastDegrees> contrast_degrees;

  /// Degrees of freedom of t for the combination of the parameters with these weights; infinite: z.
  double degrees_of(VectorRef contrast) const {
    return contrast_degrees ? contrast_degrees->of(contrast.head(plan.columns())) : t_degrees;
  }

  /// What Wald's test of the combinations that are the rows of `contrasts` together is referred to.
  JointReference reference_of(const Eigen::SparseMatrix<double, Eigen::RowMajor>& contrasts) const {
    if (!contrast_degrees) return {.scale = 1.0, .denominator = t_degrees};
    return contrast_degrees->of_all(Matrix(contrasts).leftCols(plan.columns()));
  }

  /// The same of these working coefficients.
  JointReference reference_of(const std::vector<Index>& columns) const {
    if (!contrast_degrees) return {.scale = 1.0, .denominator = t_degrees};
    return contrast_degrees->of_all(columns);
  }

  std::string coefficients_label;  ///< of with_coefficients; empty: those of the fit itself
  std::string covariance_label;    ///< of with_covariance; likewise

  /// Whether what was maximised is no probability of the data.
  bool pseudo_likelihood() const {
    return response.fractional() || !roles.probability_weights.empty();
  }

  /// Of the working coefficients alone, those of levels that are eliminated left out.
  auto coefficient_covariance() const {
    return covariance.core.topLeftCorner(plan.core_columns(), plan.core_columns());
  }

  /// Of the curve's own parameters, q x q.
  auto own_covariance() const {
    return covariance.core.bottomRightCorner(curve.own_parameters(), curve.own_parameters());
  }

  /// Like the covariance; 0 where aliased: times `factor`, what the scores of rows are
  /// multiplied by.
  const ArrowInverse& information_inverse() const { return bread ? *bread : covariance; }
};

}  // namespace odds
