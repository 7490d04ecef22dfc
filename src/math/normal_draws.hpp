// Seeded draws from normal distributions, the same on every machine.
#pragma once

#include "math/distributions.hpp"
#include "math/linear_algebra.hpp"

#include <cstdint>
#include <random>

namespace odds {

/// Standard normal draws by inversion of the 64-bit Mersenne Twister (Matsumoto and Nishimura
/// 1998), whose sequence the C++ standard fixes; its distributions are left to each library.
class NormalDraws {
 public:
  explicit NormalDraws(std::uint64_t seed) : engine_(seed) {}

  double next() {
    constexpr double kUnit = 0x1p-53;
    const auto bits = static_cast<double>(engine_() >> 11);  // 53 of them: exact
    return normal_quantile((bits + 0.5) * kUnit);
  }

  /// rows x columns draws, column by column.
  Matrix matrix(Index rows, Index columns) {
    Matrix result(rows, columns);
    for (double& value : result.reshaped()) value = next();
    return result;
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace odds
