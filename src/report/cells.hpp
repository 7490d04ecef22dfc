// Cells of numbers that may not be there.
#pragma once

#include <odds/report.hpp>

#include <cmath>

namespace odds {

/// A number of a kind, Estimate or PValue; NaN: an empty cell.
template <class Kind>
Cell cell_or_empty(double value) {
  return std::isnan(value) ? Cell() : Cell(Kind{value});
}

}  // namespace odds
