// The few names for numbers and arrays that every header of odds shares.
#pragma once

#include <odds/export.hpp>
#include <odds/index.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace odds {

/// A symmetric p x p matrix, as a covariance is; it owns its numbers.
class ODDS_EXPORT SymmetricMatrix {
 public:
  SymmetricMatrix() = default;  ///< 0 x 0

  /// `values`: p^2 numbers, column by column. Those across the diagonal may differ by rounding: by
  /// 1e-10 of the square root of the product of their diagonal elements, or of themselves; each
  /// becomes the mean of the two. NaN agrees with NaN. Throws Error(usage) unless there are p^2 and
  /// they are symmetric.
  SymmetricMatrix(Index size, std::vector<double> values);

  Index size() const { return size_; }  ///< p

  /// Element (i, j). Precondition: 0 <= i, j < size().
  double operator()(Index i, Index j) const {
    return values_[static_cast<std::size_t>(j * size_ + i)];
  }

  std::span<const double> values() const { return values_; }  ///< p^2, column by column

  /// Its rows and columns `kept`, in that order. Precondition: each is >= 0 and < size().
  SymmetricMatrix submatrix(std::span<const Index> kept) const;

  friend bool operator==(const SymmetricMatrix&, const SymmetricMatrix&) = default;

 private:
  Index size_ = 0;
  std::vector<double> values_;
};

}  // namespace odds
