// A table of which only the names of its columns matter.
#pragma once

#include <odds/memory_table.hpp>

#include <string>
#include <vector>

namespace odds::test {

inline MemoryTable header_table(const std::vector<std::string>& names) {
  MemoryTable table;
  for (const std::string& name : names) table.add(name, std::vector<double>{0.0});
  return table;
}

}  // namespace odds::test
