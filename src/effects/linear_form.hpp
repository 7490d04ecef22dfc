// A linear form of the coefficients in some rows: the linear predictor, or a derivative of it.
#pragma once

#include "design/design_block.hpp"

#include <odds/types.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace odds {

/// offset + X gamma, where X (rows x p) is a sum of design blocks, or has the same row everywhere.
class LinearForm {
 public:
  explicit LinearForm(Index rows) : offset_(Vector::Zero(rows)) {}

  /// X += sign block.
  void add(std::shared_ptr<const DesignBlock> block, double sign = 1.0) {
    parts_.push_back({std::move(block), sign});
  }

  /// X += 1 row', for all rows alike.
  void add_constant(Vector row) { constant_ = std::move(row); }

  void add_offset(const Vector& offset) { offset_ += offset; }

  Index rows() const { return offset_.size(); }
  bool is_constant() const { return parts_.empty() && constant_.has_value(); }

  /// The constant row. Requires is_constant().
  const Vector& constant() const { return *constant_; }

  Vector values(VectorRef gamma) const;

  /// gradient += X' r, without eliminated columns.
  void pull(VectorRef r, Eigen::Ref<Vector> gradient) const;

  /// Row `row` of `sums` += X' r for the eliminated columns.
  void pull_levels(VectorRef r, Index row, LevelSums& sums) const;

  /// X, without eliminated columns: rows x columns.
  Matrix dense(Index columns) const;

 private:
  struct Part {
    std::shared_ptr<const DesignBlock> block;
    double sign;
  };
  std::vector<Part> parts_;
  std::optional<Vector> constant_;
  Vector offset_;
};

}  // namespace odds
