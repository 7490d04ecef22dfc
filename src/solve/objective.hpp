// What an optimiser may know of a problem: a point goes in, an evaluation comes out.
#pragma once

#include "math/arrow_matrix.hpp"
#include "math/linear_algebra.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <tuple>
#include <vector>

namespace odds {

/// How much of an evaluation is wanted; each includes those before it.
enum class Order { value, gradient, information };

/// The log-likelihood around one point, and what the rows looked like from there.
struct Evaluation {
  double value = 0.0;       ///< log-likelihood
  Vector gradient;          ///< p; score
  ArrowMatrix information;  ///< p x p; minus the Hessian
  double reach = 0.0;       ///< max over rows of |x_i' step| for the `step` that was handed in
  double saturated = 0.0;   ///< share of rows with sigma' < 0.01

  /// The mean weight of a row: in units of it the log-likelihood is that of weights of mean 1.
  double unit = 1.0;

  /// The size that gains are compared with, in the unit of the weights: > 0 even where the
  /// log-likelihood is 0.
  double scale() const { return std::abs(value) + unit; }
};

/// The product of a symmetric p x p matrix and a direction.
using MatrixProduct = std::function<Vector(VectorRef direction)>;

/// How the rows lie to a direction d. Row i stands for z_i = (2 y_i - 1) x_i, a group with both
/// outcomes for both signs. z_i' d counts as 0 when it is at most 1e-12 of its largest part
/// |x_ij d_j|: what rounding leaves of an exact 0. More would take values that an outlier only
/// dwarfs for ties, and "prove" what is not so.
struct Sides {
  Index decided = 0;    ///< rows with z_i' d > 0: along d their outcome becomes certain
  Index undecided = 0;  ///< rows with z_i' d = 0
  Index against = 0;    ///< rows with z_i' d < 0

  auto fields() { return std::tie(decided, undecided, against); }
};

/// Where the values of one column lie, apart for the two outcomes. A group with both is in both.
struct ColumnRange {
  double event_min = std::numeric_limits<double>::infinity();
  double event_max = -std::numeric_limits<double>::infinity();
  double nonevent_min = std::numeric_limits<double>::infinity();
  double nonevent_max = -std::numeric_limits<double>::infinity();

  auto fields() { return std::tie(event_min, event_max, nonevent_min, nonevent_max); }
};

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

  /// The p x p matrix sum_i t_i x_i x_i' / 4, which no information exceeds, since sigma' <= 1/4
  /// (Boehning and Lindsay 1988, Ann. Inst. Statist. Math. 40); t_i counts the trials of row i.
  virtual ArrowMatrix curvature_bound() const = 0;

  /// The four below serve the separation proof (solve/separation.hpp). Rows of weight 0 are no
  /// rows.
  ///
  /// The unweighted sum of x_i x_i' over the inner rows: those with z_i' step < 1/2.
  virtual ArrowMatrix inner_gram(VectorRef step) const = 0;

  virtual Sides sides(VectorRef direction) const = 0;

  /// The objective of the rows that `direction` leaves undecided; may refer to this one.
  virtual std::shared_ptr<const Objective> undecided(VectorRef direction) const = 0;

  /// One range for each column; empty for an objective that has a maximum in any case. That of a
  /// level, if there are very many, spans 0 and 1 for both outcomes: it separates nothing by
  /// itself.
  virtual std::vector<ColumnRange> column_ranges() const = 0;
};

}  // namespace odds
