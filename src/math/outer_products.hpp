// Sums of outer products of vectors that come one after the other.
#pragma once

#include "math/linear_algebra.hpp"

namespace odds {

/// The lower triangle of sum_i (w_i v_i) (w_i v_i)', p x p, added up many at a time.
class OuterProducts {
 public:
  explicit OuterProducts(Index p) : lower_(Matrix::Zero(p, p)), waiting_(p, kPanel) {}

  void add(double factor, VectorRef vector) {
    waiting_.col(count_++) = factor * vector;
    if (count_ == kPanel) add_waiting();
  }

  /// The sum; this one begins anew.
  Matrix take() {
    add_waiting();
    Matrix sum = Matrix::Zero(lower_.rows(), lower_.cols());
    sum.swap(lower_);
    return sum;
  }

 private:
  static constexpr Index kPanel = 128;

  void add_waiting() {
    if (count_ > 0) lower_.selfadjointView<Eigen::Lower>().rankUpdate(waiting_.leftCols(count_));
    count_ = 0;
  }

  Matrix lower_;
  Matrix waiting_;  // p x kPanel
  Index count_ = 0;
};

}  // namespace odds
