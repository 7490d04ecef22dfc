// What the proof of separation (solve/separation.hpp) asks of the rows behind a likelihood.
#pragma once

#include "math/arrow_matrix.hpp"
#include "math/linear_algebra.hpp"
#include "solve/objective.hpp"

#include <limits>
#include <memory>
#include <tuple>
#include <vector>

namespace odds {

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

/// The rows of a logistic likelihood. Rows of weight 0 are no rows.
class SeparationRows {
 public:
  virtual ~SeparationRows() = default;

  /// The unweighted sum of x_i x_i' over the inner rows: those with z_i' step < 1/2.
  virtual ArrowMatrix inner_gram(VectorRef step) const = 0;

  virtual Sides sides(VectorRef direction) const = 0;

  /// The likelihood of the rows that `direction` leaves undecided, which can be asked the same; may
  /// refer to these rows.
  virtual std::shared_ptr<const Objective> undecided(VectorRef direction) const = 0;

  /// One range for each column; empty where a maximum is known to exist. That of a level, if there
  /// are very many, spans 0 and 1 for both outcomes: it separates nothing by itself.
  virtual std::vector<ColumnRange> column_ranges() const = 0;
};

}  // namespace odds
