// The problem as an optimiser sees it: a point goes in, an evaluation comes out.
#pragma once

#include "math/arrow_matrix.hpp"
#include "math/linear_algebra.hpp"

#include <cmath>
#include <functional>

namespace odds {

/// How much of an evaluation is wanted; each includes those before it.
enum class Order { value, gradient, information };

/// The log-likelihood around one point, and what the rows looked like from there.
struct Evaluation {
  double value = 0.0;       ///< log-likelihood
  Vector gradient;          ///< p; score
  ArrowMatrix information;  ///< p x p; minus the Hessian

  /// p x p; the mean of the information over outcomes, for an objective that is not concave: it
  /// stands in where the information is not positive definite. Else empty.
  ArrowMatrix expected;
  double reach = 0.0;      ///< max over rows of |x_i' step| for the `step` that was handed in
  double saturated = 0.0;  ///< share of rows with sigma' < 0.01

  /// The mean weight of a row: in units of it the log-likelihood is that of weights of mean 1.
  double unit = 1.0;

  /// The size that gains are compared with, in the unit of the weights: > 0 even where the
  /// log-likelihood is 0.
  double scale() const { return std::abs(value) + unit; }
};

/// The product of a symmetric p x p matrix and a direction.
using MatrixProduct = std::function<Vector(VectorRef direction)>;

class SeparationRows;

/// A function of p unknowns to be maximised: a sum over rows of log-likelihood terms, which is
/// concave, or such a sum and a penalty.
class Objective {
 public:
  virtual ~Objective() = default;

  virtual Index dimension() const = 0;

  /// `step` (p, or empty for none) only serves `Evaluation::reach`.
  virtual Evaluation evaluate(VectorRef point, VectorRef step, Order order) const = 0;

  /// The product with minus the Hessian at `point`, for an objective whose information is only a
  /// part of that; empty where the information is all of it. Each product may take passes over the
  /// data. May refer to this objective.
  virtual MatrixProduct curvature(VectorRef) const { return {}; }

  /// A p x p matrix that no information exceeds; infinite entries where there is none. Of a
  /// likelihood sum_i c t_i x_i x_i', where t_i counts the trials of row i and c is the most that
  /// the curvature of one can be: 1/4 for the logit, since sigma' <= 1/4 (Boehning and Lindsay
  /// 1988, Ann. Inst. Statist. Math. 40).
  virtual ArrowMatrix curvature_bound() const = 0;

  /// The rows behind it, if whether they are separated decides that there is a maximum; else null.
  virtual const SeparationRows* separation_rows() const { return nullptr; }
};

}  // namespace odds
