// A running sum of doubles that carries its own rounding error along.
#pragma once

#include <cmath>
#include <tuple>

namespace odds {

/// Sum of doubles with the rounding error of every addition kept in a second double.
///
/// The error of `value()` is about one rounding of the result plus n * 2^-106 times the sum of the
/// absolute terms, for n terms; a plain sum has n * 2^-53 there. Two sums merge with `+=` and keep
/// that bound, so partial sums of blocks lose nothing. An infinite or NaN term, or an overflow,
/// makes the value what a plain sum would be.
///
/// Source: Neumaier (1974), Zeitschrift fuer angewandte Mathematik und Mechanik 54, 39-51.
class CompensatedSum {
 public:
  CompensatedSum() = default;
  explicit CompensatedSum(double value) : sum_(value) {}

  /// A sum made elsewhere: as rounded, with the rounding errors of its additions.
  CompensatedSum(double rounded, double error) : sum_(rounded), error_(error) {}

  CompensatedSum& operator+=(double term) {
    const double total = sum_ + term;
    error_ += std::abs(sum_) >= std::abs(term) ? (sum_ - total) + term : (term - total) + sum_;
    sum_ = total;
    return *this;
  }

  CompensatedSum& operator+=(const CompensatedSum& other) {
    *this += other.sum_;
    error_ += other.error_;
    return *this;
  }

  auto fields() { return std::tie(sum_, error_); }

  /// The sum, rounded once.
  double value() const { return std::isfinite(error_) ? sum_ + error_ : sum_; }

 private:
  double sum_ = 0.0;
  double error_ = 0.0;
};

}  // namespace odds
