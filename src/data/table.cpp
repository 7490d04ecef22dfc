#include <odds/table.hpp>

#include <algorithm>
#include <string>

namespace odds {

bool Table::has_column(const std::string& name) const {
  return std::ranges::count(header(), name) == 1;
}

}  // namespace odds
