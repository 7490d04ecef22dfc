#include "report/json_text.hpp"

#include "report/number_format.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace odds {

std::string json_string(std::string_view text, bool ascii) {
  constexpr int kOneLine = -1;
  return nlohmann::json(text).dump(kOneLine, ' ', ascii, nlohmann::json::error_handler_t::replace);
}

// The library's own printing of doubles is nearly always the shortest, but not always.
std::string json_number(double value) { return std::isfinite(value) ? shortest(value) : "null"; }

}  // namespace odds
