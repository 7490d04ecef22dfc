#include "data/input/line_map.hpp"

#include <algorithm>

namespace odds {

Index LineMap::line(Index row) const {
  const auto after =
      std::upper_bound(shifts_.begin(), shifts_.end(), row,
                       [](Index wanted, const Shift& shift) { return wanted < shift.row; });
  return row + std::prev(after)->shift;
}

void LineMap::append(const LineMap& later, Index lines) {
  for (const Shift& theirs : later.shifts_) {
    const Index shift = theirs.shift + lines - rows_;
    if (shifts_.empty() || shifts_.back().shift != shift) {
      shifts_.push_back({rows_ + theirs.row, shift});
    }
  }
  rows_ += later.rows_;
}

}  // namespace odds
