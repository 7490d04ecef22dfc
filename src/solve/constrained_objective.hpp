// An objective on the points that meet linear constraints.
#pragma once

#include "math/linear_algebra.hpp"
#include "solve/objective.hpp"
#include "solve/separation_rows.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace odds {

/// The p-vectors gamma with `rows` gamma = `values`, as gamma = origin + basis theta.
struct AffineSpace {
  Vector origin;          ///< p; of all such gamma the shortest
  Matrix basis;           ///< p x (p - rank), orthonormal: spans the null space of the rows
  Index rank = 0;         ///< of the rows
  bool is_empty = false;  ///< the constraints contradict each other: no gamma meets them
};

/// Rows k x p, values k. Rows that depend on others to rounding add nothing.
AffineSpace solutions_of(const Matrix& rows, VectorRef values);

/// `full` as a function of theta (AffineSpace): what is maximised under linear constraints. Its
/// score is basis' g, its information basis' I basis.
///
/// `full` must have a finite maximum, so that this has one, too; it must have no levels that are
/// eliminated, whose diagonal block the basis would fill.
class ConstrainedObjective final : public Objective, private SeparationRows {
 public:
  /// Refers to `full`, which must outlive it. The space must not be empty.
  ConstrainedObjective(const Objective& full, AffineSpace space)
      : full_(full), space_(std::move(space)) {}

  /// Keeps `full`.
  ConstrainedObjective(std::shared_ptr<const Objective> full, AffineSpace space)
      : owned_(std::move(full)), full_(*owned_), space_(std::move(space)) {}

  Index dimension() const override { return space_.basis.cols(); }
  Evaluation evaluate(VectorRef point, VectorRef step, Order order) const override;
  MatrixProduct curvature(VectorRef point) const override;
  ArrowMatrix curvature_bound() const override;
  const SeparationRows* separation_rows() const override {
    return full_.separation_rows() != nullptr ? this : nullptr;
  }

  /// The point of the full space.
  Vector embed(VectorRef theta) const { return space_.origin + space_.basis * theta; }

  /// theta of the point that is nearest to `gamma`.
  Vector project(VectorRef gamma) const {
    return space_.basis.transpose() * (gamma - space_.origin);
  }

 private:
  ArrowMatrix inner_gram(VectorRef step) const override;
  Sides sides(VectorRef direction) const override;
  std::shared_ptr<const Objective> undecided(VectorRef direction) const override;
  std::vector<ColumnRange> column_ranges() const override { return {}; }

  const SeparationRows& rows() const { return *full_.separation_rows(); }
  ArrowMatrix within(const ArrowMatrix& full) const;

  std::shared_ptr<const Objective> owned_;  ///< nothing if `full_` is another's
  const Objective& full_;
  AffineSpace space_;
};

}  // namespace odds
