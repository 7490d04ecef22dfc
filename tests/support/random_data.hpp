// Seeded random data for tests of solvers.
#pragma once

#include "support/dense_objective.hpp"

#include <cmath>
#include <cstdint>
#include <random>

namespace odds::test {

/// Random numbers that are the same with every standard library.
class Random {
 public:
  explicit Random(std::uint64_t seed) : bits_(seed) {}

  /// Uniform on (0, 1).
  double uniform() { return (static_cast<double>(bits_() >> 11) + 0.5) * 0x1p-53; }

  /// Roughly normal, with variance 1: the sum of 12 uniform numbers.
  double normal() {
    double sum = -6.0;
    for (int i = 0; i < 12; ++i) sum += uniform();
    return sum;
  }

  /// A whole number, low <= result <= high.
  int whole(int low, int high) {
    return low + static_cast<int>(bits_() % static_cast<std::uint64_t>(high - low + 1));
  }

 private:
  std::mt19937_64 bits_;
};

struct RandomShape {
  Index rows = 200;
  Index columns = 4;    ///< the first is the intercept
  double signal = 1.0;  ///< size of the true coefficients
  std::uint64_t seed = 1;
};

/// Normal columns and outcomes drawn from the logistic model.
inline DenseData random_data(const RandomShape& shape) {
  Random random(shape.seed);
  DenseData data;
  data.x = Matrix::NullaryExpr(shape.rows, shape.columns, [&] { return random.normal(); });
  data.x.col(0).setOnes();
  const Vector beta =
      Vector::NullaryExpr(shape.columns, [&] { return shape.signal * random.normal(); });
  const Vector eta = data.x * beta;
  data.y = eta.unaryExpr([&](double predictor) {
    return random.uniform() < 1.0 / (1.0 + std::exp(-predictor)) ? 1.0 : 0.0;
  });
  return data;
}

/// Small whole numbers in 1 to 4 columns, of which the first is 1, and outcomes by chance, by a
/// plane, or by a plane with some noise: some of each kind of separation, many ties.
inline DenseData random_integer_data(Random& random) {
  const Index columns = random.whole(1, 4);
  const Index rows = columns + random.whole(3, columns == 4 ? 9 : 16);
  const int range = random.whole(1, 4);
  const int rule = random.whole(0, 2);
  DenseData data;
  data.x = Matrix::NullaryExpr(rows, columns, [&] { return random.whole(-range, range); });
  data.x.col(0).setOnes();
  const Vector beta = Vector::NullaryExpr(columns, [&] { return random.whole(-3, 3); });
  const Vector eta = data.x * beta;
  data.y = eta.unaryExpr([&](double predictor) {
    const double threshold = rule == 1 ? 0.5 - random.whole(0, 1) : 0.5 + random.whole(-3, 2);
    return rule == 0 ? random.whole(0, 1) : (predictor > threshold ? 1.0 : 0.0);
  });
  return data;
}

}  // namespace odds::test
