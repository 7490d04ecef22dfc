// Where a number stands in a list: for numbers that serve as names.
#pragma once

#include <cstdint>
#include <vector>

namespace odds {

/// Finds numbers in a list: whole numbers of a narrow range, as most identifiers are, by a table,
/// others by halving.
class NumberIndex {
 public:
  NumberIndex() = default;

  /// The numbers ascend, each once. Of others no more is promised than that `find` returns.
  explicit NumberIndex(std::vector<double> ascending);

  /// The position of the number; negative if it is not in the list.
  std::int32_t find(double number) const;

 private:
  std::vector<double> ascending_;
  std::vector<std::int32_t> table_;  // by the distance from the first; empty: none
};

}  // namespace odds
