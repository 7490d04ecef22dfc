// Random columns for tests of kernels, with gaps between them that must not be read.
#pragma once

#include "math/columns.hpp"
#include "support/random_data.hpp"

#include <limits>

namespace odds::test {

/// `rows` x `count` normal numbers; between the columns stands NaN.
struct RandomColumns {
  RandomColumns(Random& random, Index rows, Index count)
      : data(Matrix::Constant(rows + 3, count, std::numeric_limits<double>::quiet_NaN())),
        rows_(rows) {
    data.topRows(rows) = Matrix::NullaryExpr(rows, count, [&] { return random.normal(); });
  }

  Columns view() const {
    return {.data = data.data(), .rows = rows_, .count = data.cols(), .stride = data.rows()};
  }
  auto matrix() const { return data.topRows(rows_); }

  Matrix data;

 private:
  Index rows_;
};

inline Vector random_vector(Random& random, Index size) {
  return Vector::NullaryExpr(size, [&] { return random.normal(); });
}

/// Row counts around the lengths of vectors and of the strips that kernels work on.
inline constexpr Index kRowCounts[] = {0,  1,  2,  3,  4,  5,  7,   8,   9,   15,
                                       16, 17, 31, 33, 64, 65, 511, 512, 513, 1031};

}  // namespace odds::test
