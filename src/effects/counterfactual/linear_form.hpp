// A linear form of the coefficients in some rows: the linear predictor, or a derivative of it.
#pragma once

#include "design/design_block.hpp"
#include "math/linear_algebra.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace odds {

/// offset + X gamma, where X (rows x p) is a sum of design blocks, or has the same row everywhere.
class LinearForm {
 public:
  explicit LinearForm(Index rows) : rows_(rows) {}

  /// X += sign block.
  void add(std::shared_ptr<const DesignBlock> block, double sign = 1.0) {
    parts_.push_back({std::move(block), sign});
  }

  /// X += 1 row', for all rows alike.
  void add_constant(Vector row) { constant_ = std::move(row); }

  void add_offset(const Vector& offset) {
    if (offset_.size() > 0) {
      offset_ += offset;
    } else {
      offset_ = offset;
    }
  }

  /// Keeps what the blocks so far make of these coefficients: `values` adds it here, and in every
  /// copy, instead of going through them again.
  void remember(const Vector& gamma);

  Index rows() const { return rows_; }
  bool is_constant() const { return parts_.empty() && constant_.has_value(); }

  /// The constant row. Requires is_constant().
  const Vector& constant() const { return *constant_; }

  Vector values(VectorRef gamma) const;

  /// gradient += X' r, without eliminated columns.
  void add_products(VectorRef r, Eigen::Ref<Vector> gradient) const;

  /// Row `row` of `sums` += X' r for the eliminated columns.
  void add_level_products(VectorRef r, Index row, LevelSums& sums) const;

  /// X, without eliminated columns: rows x columns.
  Matrix dense(Index columns) const;

 private:
  struct Part {
    std::shared_ptr<const DesignBlock> block;
    double sign;
  };
  void add_product(const Part& part, VectorRef gamma, Vector& sum) const;

  /// The sum over the first parts.
  struct Remembered {
    Vector gamma;
    Vector sum;
    std::size_t parts;
  };

  Index rows_;
  std::vector<Part> parts_;
  std::optional<Vector> constant_;
  Vector offset_;  // empty: 0
  std::shared_ptr<const Remembered> remembered_;
};

}  // namespace odds
