#include "math/root.hpp"

#include <boost/math/tools/toms748_solve.hpp>

#include <cstdint>

namespace odds {

double find_root(const std::function<double(double)>& f, double low, double high) {
  constexpr int kBits = 50;
  std::uintmax_t evaluations = 200;
  const auto bracket = boost::math::tools::toms748_solve(
      f, low, high, boost::math::tools::eps_tolerance<double>(kBits), evaluations);
  return bracket.first + 0.5 * (bracket.second - bracket.first);
}

}  // namespace odds
