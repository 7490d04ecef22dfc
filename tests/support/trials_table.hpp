// A small table of groups of trials.
#pragma once

#include <odds/memory_table.hpp>

#include <string>
#include <vector>

namespace odds::test {

/// k events of n trials, a number, a factor, and the double of the number.
inline MemoryTable trials_table() {
  MemoryTable result;
  result.add("k", {1, 0, 3, 2, 4, 1, 2, 5});
  result.add("n", {4, 2, 5, 4, 6, 3, 3, 5});
  result.add("x", {-1.5, -1.0, -0.2, 0.1, 0.4, 0.9, 1.3, 2.0});
  result.add("g", std::vector<std::string>{"a", "b", "a", "c", "b", "c", "a", "b"});
  result.add("twice", {-3.0, -2.0, -0.4, 0.2, 0.8, 1.8, 2.6, 4.0});
  return result;
}

}  // namespace odds::test
