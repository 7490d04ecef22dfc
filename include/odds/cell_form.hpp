// How the numbers of a column are written where that is not plainly.
#pragma once

#include <odds/export.hpp>

#include <compare>
#include <string>

namespace odds {

/// The signs that all cells of a number column have around their digits, or between them.
///
/// | form                 | cell                      | number                                  |
/// |----------------------|---------------------------|-----------------------------------------|
/// | unit `%`             | `15%`, `15 %`             | 15: points, not a share                 |
/// | unit, a currency     | `€28.50`, `28.50 EUR`     | 28.5                                    |
/// | group                | `1,234`, `1 234`, `1'234` | 1234                                    |
/// | decimal              | `30,8`                    | 30.8, in a file whose other marks are . |
/// | dates                | `2021-04-30`              | 18747: days since 1970-01-01 (ISO 8601) |
///
/// A column may have several of the first four, as `€1.234,50` has.
struct ODDS_EXPORT CellForm {
  std::string unit = {};  ///< in front of each number or behind it; empty: none
  char group = '\0';      ///< between groups of three digits: ',' '.' '\'' or ' '; NUL: nothing
  char decimal = '\0';    ///< '.' or ',' where that is not the mark of the file
  bool dates = false;

  bool is_plain() const { return *this == CellForm{}; }

  /// "in percent", "with , between thousands", "as ISO dates"; empty for plain numbers.
  std::string text() const;

  auto operator<=>(const CellForm&) const = default;
};

}  // namespace odds
