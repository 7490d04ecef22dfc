#include "design/missing_value_codes.hpp"

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

bool is_usual_code(double value) {
  constexpr double kCodes[] = {9,  99,  999,  9999, 99999, 8,   88,  888,  8888, 7,
                               77, 777, 7777, 97,   98,    997, 998, 9997, 9998};
  return std::ranges::find(kCodes, std::abs(value)) != std::end(kCodes);
}

}  // namespace

std::optional<double> code_apart(std::vector<double> values) {
  if (values.size() < 3) return std::nullopt;
  std::ranges::sort(values);
  const double low = values.front();
  const double high = values.back();
  const double next_high = values[values.size() - 2];
  if (is_usual_code(high) && high >= 9.0 && high - next_high > next_high - low) return high;
  if (is_usual_code(low) && low < 0.0 && values[1] - low > high - values[1]) return low;
  return std::nullopt;
}

std::optional<double> code_at_an_end(const Moments& moments) {
  constexpr double kFar = 4.0;
  const double far = kFar * moments.std_dev;
  if (moments.max > 9.0 && is_usual_code(moments.max) && moments.max - moments.mean > far) {
    return moments.max;
  }
  if (moments.min < 0.0 && is_usual_code(moments.min) && moments.mean - moments.min > far) {
    return moments.min;
  }
  return std::nullopt;
}

}  // namespace odds
