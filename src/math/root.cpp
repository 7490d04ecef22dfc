#include "math/root.hpp"

#include <boost/math/tools/toms748_solve.hpp>

#include <cmath>
#include <cstdint>

namespace odds {

std::optional<double> find_root(const std::function<double(double)>& f, double low, double high) {
  constexpr int kBits = 50;
  if (!(low <= high)) return std::nullopt;
  const double at_low = f(low);
  const double at_high = f(high);
  if (at_low == 0.0) return low;
  if (at_high == 0.0) return high;
  if (!std::isfinite(at_low) || !std::isfinite(at_high)) return std::nullopt;
  if (std::signbit(at_low) == std::signbit(at_high)) return std::nullopt;
  std::uintmax_t evaluations = 200;
  const auto bracket = boost::math::tools::toms748_solve(
      f, low, high, at_low, at_high, boost::math::tools::eps_tolerance<double>(kBits), evaluations);
  return bracket.first + 0.5 * (bracket.second - bracket.first);
}

}  // namespace odds
