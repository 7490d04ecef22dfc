// Pairs of rows whose overlap is too small to tell data from separated ones.
#pragma once

#include "design/design_reader.hpp"
#include "math/arrow_matrix.hpp"

#include <odds/execution.hpp>

#include <optional>
#include <string>
#include <vector>

namespace odds {

/// The rows that stand in the way of a separation along a direction, by no more than rounding.
struct NearTie {
  std::string event;     ///< where the event is that lies farthest on the wrong side
  std::string nonevent;  ///< and the non-event
  double overlap = 0.0;  ///< how far the two lie on the wrong side of each other, in columns of
                         ///< size 1
  Index wrong = 0;       ///< how many rows lie on the wrong side
  Index right = 0;       ///< how many lie on the right side
};

/// Whether the rows would be separated along `direction` (p, on working columns of typical size 1)
/// but for rows on the wrong side by less than 1e-11 of the sizes of the columns. None if some
/// row lies farther on that side, if no row lies on the right side, or if rows are tied: if what
/// two passes in twice the precision of doubles leave of them is one rounding of their cells.
///
/// Up to three passes over the data. None for a design with eliminated levels.
std::optional<NearTie> find_near_tie(const DesignReader& reader, VectorRef direction,
                                     const std::vector<Index>& kept, const Execution& execution);

/// The direction in which `information` is least beside `bound`, the information of rows with
/// probability 1/2, if that is less than 1e-11 of what it is elsewhere: there the rows hardly tell
/// the estimate from infinity. Both are k x k.
std::optional<Vector> weakest_direction(const ArrowMatrix& information, const ArrowMatrix& bound);

}  // namespace odds
