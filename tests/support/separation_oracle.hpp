// Whether small integer data are separated, decided by exact integer arithmetic.
#pragma once

#include "math/linear_algebra.hpp"

#include <cstdlib>
#include <vector>

namespace odds::test {

/// What the oracle found: kind of separation by the number of rows that can be separated.
struct SeparationTruth {
  Index rows = 0;         ///< rows that some direction of separation decides; 0: overlap
  bool complete = false;  ///< one direction decides all rows
};

/// Enumerates the cone of directions b with z_i' b >= 0 for all i, z_i = (2 y_i - 1) x_i.
///
/// The p columns (p <= 4) must be linearly independent. Then the cone has no line in it and is
/// spanned by its extreme rays, each of which is orthogonal to p - 1 independent rows: all sets of
/// p - 1 rows are tried. Data are separated exactly if there is a ray; the sum of all rays decides
/// every row that any direction can decide (Albert and Anderson 1984). Entries must be small
/// integers (below 100), so that everything is exact in 64 bits.
class SeparationOracle {
 public:
  SeparationOracle(const Matrix& x, const Vector& y) : columns_(x.cols()) {
    for (Index i = 0; i < x.rows(); ++i) {
      Row row;
      for (Index j = 0; j < columns_; ++j) {
        row.push_back(static_cast<long long>(x(i, j)) * (y[i] > 0.5 ? 1 : -1));
      }
      z_.push_back(row);
    }
    decided_.assign(z_.size(), false);
  }

  SeparationTruth decide() {
    choose(0, {});
    SeparationTruth truth;
    for (const bool decided : decided_) truth.rows += decided ? 1 : 0;
    truth.complete = truth.rows == static_cast<Index>(z_.size());
    return truth;
  }

 private:
  using Row = std::vector<long long>;

  void choose(std::size_t from, std::vector<Row> rows) {
    if (static_cast<Index>(rows.size()) == columns_ - 1) return try_both_ways(normal(rows));
    for (std::size_t i = from; i < z_.size(); ++i) {
      rows.push_back(z_[i]);
      choose(i + 1, rows);
      rows.pop_back();
    }
  }

  void try_both_ways(Row direction) {
    bool zero = true;
    for (const long long component : direction) zero = zero && component == 0;
    if (zero) return;
    try_direction(direction);
    for (long long& component : direction) component = -component;
    try_direction(direction);
  }

  void try_direction(const Row& direction) {
    for (const Row& row : z_) {
      if (product(row, direction) < 0) return;
    }
    for (std::size_t i = 0; i < z_.size(); ++i) {
      if (product(z_[i], direction) > 0) decided_[i] = true;
    }
  }

  static long long product(const Row& a, const Row& b) {
    long long sum = 0;
    for (std::size_t j = 0; j < a.size(); ++j) sum += a[j] * b[j];
    return sum;
  }

  /// The vector orthogonal to p - 1 rows: signed minors; 0 if the rows are dependent.
  Row normal(const std::vector<Row>& rows) const {
    Row result;
    for (Index j = 0; j < columns_; ++j) {
      std::vector<Row> minor;
      for (Row row : rows) {
        row.erase(row.begin() + j);
        minor.push_back(row);
      }
      result.push_back(j % 2 == 0 ? determinant(minor) : -determinant(minor));
    }
    return result;
  }

  static long long determinant(const std::vector<Row>& square) {
    if (square.empty()) return 1;
    long long sum = 0;
    for (std::size_t j = 0; j < square.size(); ++j) {
      std::vector<Row> minor(square.begin() + 1, square.end());
      for (Row& row : minor) row.erase(row.begin() + static_cast<std::ptrdiff_t>(j));
      const long long term = square[0][j] == 0 ? 0 : square[0][j] * determinant(minor);
      sum += j % 2 == 0 ? term : -term;
    }
    return sum;
  }

  Index columns_;
  std::vector<Row> z_;
  std::vector<bool> decided_;
};

}  // namespace odds::test
