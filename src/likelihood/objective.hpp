// What an optimiser may know of a problem: a point goes in, an evaluation comes out.
#pragma once

#include <odds/types.hpp>

namespace odds {

/// How much of an evaluation is wanted; each includes those before it.
enum class Order { value, gradient, information };

/// The log-likelihood around one point, and what the rows looked like from there.
struct Evaluation {
  double value = 0.0;      ///< log-likelihood
  Vector gradient;         ///< p; score
  Matrix information;      ///< p x p, both triangles; minus the Hessian
  double reach = 0.0;      ///< max over rows of |x_i' step| for the `step` that was handed in
  double saturated = 0.0;  ///< share of rows with sigma' < 0.01
};

/// How the rows lie to a direction d. Row i stands for z_i = (2 y_i - 1) x_i; a group with both
/// outcomes stands for both signs. "Inner" rows are those with z_i' step < 1/2.
struct Sides {
  double inner_worst = 0.0;  ///< max |x_i' d| / max_j |x_ij d_j| over the inner rows; 0 without any
  double outer_least = 0.0;  ///< min z_i' d / max_j |x_ij d_j| over the others; +inf without any
  double inner_reach = 0.0;  ///< max |x_i' step| over the inner rows; 0 without any
  Index inner = 0;           ///< rows
  Index outer = 0;           ///< rows
};

/// A concave function of p unknowns to be maximised: a sum over rows of log-likelihood terms.
class Objective {
 public:
  virtual ~Objective() = default;

  virtual Index dimension() const = 0;

  /// `step` (p, or empty for none) only serves `Evaluation::reach`.
  virtual Evaluation evaluate(VectorRef point, VectorRef step, Order order) const = 0;

  /// The p x p matrix sum_i t_i x_i x_i' / 4, which no information exceeds, since sigma' <= 1/4
  /// (Boehning and Lindsay 1988, Ann. Inst. Statist. Math. 40); t_i counts the trials of row i.
  virtual Matrix curvature_bound() const = 0;

  /// The unweighted sum of x_i x_i' over the inner rows of `step`. Serves the separation proof.
  virtual Matrix inner_gram(VectorRef step) const = 0;

  /// Serves the separation proof: see Sides.
  virtual Sides sides(VectorRef step, VectorRef direction) const = 0;
};

}  // namespace odds
