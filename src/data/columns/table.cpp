#include <odds/table.hpp>

#include <algorithm>
#include <string>

namespace odds {

std::string Table::name_hint(const std::string& name) const { return suggest_name(name, header()); }

bool Table::has_column(const std::string& name) const {
  return std::ranges::count(header(), name) == 1;
}

}  // namespace odds
