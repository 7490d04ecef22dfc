// Arrays of Eigen are asked for more memory than there is. A program of its own: the header must
// come before any other use of Eigen, and a second free of memory ends the program.
#include "math/eigen_storage.hpp"

#include <cstdio>
#include <new>

namespace {

int failures = 0;

void check(bool holds, const char* what) {
  if (holds) return;
  std::printf("not so: %s\n", what);
  ++failures;
}

constexpr Eigen::Index kTooMany = Eigen::Index{1} << 50;

/// Whether an array that is refused a new size is empty, usable and destructible.
template <class Array>
bool survives_refusal() {
  Array array = Array::Ones(6);
  try {
    array.resize(kTooMany);
  } catch (const std::bad_alloc&) {
    const bool empty = array.size() == 0;
    array = Array::Ones(3);
    return empty && array.sum() == 3.0;
  }
  return false;
}

bool matrix_survives_refusal() {
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Ones(2, 3);
  try {
    matrix.resize(kTooMany / 8, 8);
  } catch (const std::bad_alloc&) {
    const bool empty = matrix.size() == 0;
    matrix = Eigen::MatrixXd::Ones(2, 2);
    return empty && matrix.sum() == 4.0;
  }
  return false;
}

bool keeps_memory_of_equal_size() {
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Ones(2, 3);
  const double* const before = matrix.data();
  matrix.resize(3, 2);
  return matrix.data() == before && matrix.rows() == 3 && matrix.cols() == 2;
}

bool keeps_shape_of_nothing() {
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Ones(2, 3);
  matrix.resize(0, 3);
  return matrix.data() == nullptr && matrix.rows() == 0 && matrix.cols() == 3;
}

}  // namespace

int main() {
  check(matrix_survives_refusal(), "a matrix survives a refusal");
  check(survives_refusal<Eigen::VectorXd>(), "a vector survives a refusal");
  check(survives_refusal<Eigen::RowVectorXd>(), "a row vector survives a refusal");
  check(survives_refusal<Eigen::ArrayXd>(), "an array survives a refusal");
  check(keeps_memory_of_equal_size(), "memory of the right size is kept");
  check(keeps_shape_of_nothing(), "an empty matrix has a shape");
  return failures;
}
