#include "data/line_map.hpp"

#include <algorithm>

namespace odds {

Index LineMap::line(Index row) const {
  const auto after =
      std::upper_bound(shifts_.begin(), shifts_.end(), row,
                       [](Index wanted, const Shift& shift) { return wanted < shift.row; });
  return row + std::prev(after)->shift;
}

}  // namespace odds
