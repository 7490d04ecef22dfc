// Random groups of indicators for tests of kernels, and the matrix that such a group stands for.
#pragma once

#include "math/indicator_sums.hpp"
#include "support/random_data.hpp"

#include <vector>

namespace odds::test {

struct RandomIndicators {
  /// Codes of -1, no entry, are as frequent as any level.
  RandomIndicators(Random& random, Index rows, Index columns, bool scaled) : columns_(columns) {
    for (Index i = 0; i < rows; ++i) {
      code.push_back(random.whole(-1, static_cast<int>(columns) - 1));
      if (scaled) multiplier.push_back(random.normal());
    }
  }

  Indicators view() const {
    return {.columns = columns_,
            .code = code.data(),
            .multiplier = multiplier.empty() ? nullptr : multiplier.data()};
  }

  Matrix dense() const {
    Matrix result = Matrix::Zero(static_cast<Index>(code.size()), columns_);
    for (std::size_t i = 0; i < code.size(); ++i) {
      if (code[i] < 0) continue;
      result(static_cast<Index>(i), code[i]) = multiplier.empty() ? 1.0 : multiplier[i];
    }
    return result;
  }

  std::vector<std::int32_t> code;
  std::vector<double> multiplier;

 private:
  Index columns_;
};

}  // namespace odds::test
