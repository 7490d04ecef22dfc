// An objective on some of the columns of another one; the others stay at 0.
#pragma once

#include "solve/objective.hpp"
#include "solve/separation_rows.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace odds {

/// `full` as a function of the coefficients of the columns `kept`: what is maximised once aliased
/// columns are known.
class RestrictedObjective final : public Objective, private SeparationRows {
 public:
  /// Refers to `full`, which must outlive it.
  RestrictedObjective(const Objective& full, std::vector<Index> kept)
      : full_(full), kept_(std::move(kept)), keeps_all_(are_all(kept_, full.dimension())) {}

  /// Keeps `full`.
  RestrictedObjective(std::shared_ptr<const Objective> full, std::vector<Index> kept)
      : owned_(std::move(full)),
        full_(*owned_),
        kept_(std::move(kept)),
        keeps_all_(are_all(kept_, full_.dimension())) {}

  Index dimension() const override { return static_cast<Index>(kept_.size()); }

  Evaluation evaluate(VectorRef point, VectorRef step, Order order) const override {
    if (keeps_all_) return full_.evaluate(point, step, order);
    Evaluation result = full_.evaluate(embed(point), embed(step), order);
    if (result.gradient.size() > 0) result.gradient = Vector(result.gradient(kept_));
    if (result.information.dimension() > 0) result.information = restrict(result.information);
    if (result.expected.dimension() > 0) result.expected = restrict(result.expected);
    return result;
  }

  MatrixProduct curvature(VectorRef point) const override {
    if (keeps_all_) return full_.curvature(point);
    MatrixProduct of_all = full_.curvature(embed(point));
    if (!of_all) return {};
    return [this, of_all](VectorRef part) { return Vector(of_all(embed(part))(kept_)); };
  }

  ArrowMatrix curvature_bound() const override { return restrict(full_.curvature_bound()); }

  const SeparationRows* separation_rows() const override {
    return full_.separation_rows() != nullptr ? this : nullptr;
  }

 private:
  ArrowMatrix inner_gram(VectorRef step) const override {
    return restrict(rows().inner_gram(embed(step)));
  }

  Sides sides(VectorRef direction) const override { return rows().sides(embed(direction)); }

  std::shared_ptr<const Objective> undecided(VectorRef direction) const override {
    return std::make_shared<RestrictedObjective>(rows().undecided(embed(direction)), kept_);
  }

  std::vector<ColumnRange> column_ranges() const override {
    const std::vector<ColumnRange> all = rows().column_ranges();
    std::vector<ColumnRange> ranges;
    for (const Index column : kept_) ranges.push_back(all[static_cast<std::size_t>(column)]);
    return ranges;
  }

  static bool are_all(const std::vector<Index>& kept, Index dimension) {
    return std::ssize(kept) == dimension && std::ranges::is_sorted(kept);
  }

  const SeparationRows& rows() const { return *full_.separation_rows(); }

  /// The coefficients of all columns; an empty vector stays empty.
  Vector embed(VectorRef part) const {
    if (part.size() == 0) return {};
    if (keeps_all_) return part;
    Vector whole = Vector::Zero(full_.dimension());
    whole(kept_) = part;
    return whole;
  }

  ArrowMatrix restrict(const ArrowMatrix& whole) const {
    return keeps_all_ ? whole : whole.restricted(kept_);
  }

  std::shared_ptr<const Objective> owned_;  ///< nothing if `full_` is another's
  const Objective& full_;
  std::vector<Index> kept_;
  bool keeps_all_;  ///< columns, in their order: nothing is restricted
};

}  // namespace odds
