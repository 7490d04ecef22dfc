// Which models contain which: by their columns alone, or by the span of these on the rows.
#pragma once

#include "comparison/aligned_rows.hpp"
#include "math/linear_algebra.hpp"

#include <odds/compare.hpp>
#include <odds/execution.hpp>

#include <span>
#include <string>
#include <vector>

namespace odds {

/// How the designs of models relate, by number.
class Nesting {
 public:
  /// By columns: those that have the same values in every row, as their terms say.
  explicit Nesting(std::span<const NamedFit> models);

  /// Adds what the rows show: columns that lie in the span of another design. Two passes, unless
  /// columns alone decide of all pairs on a curve of the same kind. A factor that is eliminated
  /// is left to the columns.
  void look_at(const AlignedRows& rows, std::span<const NamedFit> models,
               const Execution& execution);

  /// Whether every linear predictor of `small` is one of `large`, as far as is known.
  bool contains(Index large, Index small) const { return contained_(small, large) != 0; }

  /// Whether each contains the other: two ways to write one model.
  bool are_same(Index a, Index b) const { return contains(a, b) && contains(b, a); }

 private:
  Eigen::MatrixXi contained_;  // (small, large)
};

/// Whether two models differ in nothing but the columns of their designs: link and asymptotes.
bool on_same_curve(const Fit& a, const Fit& b);

/// Whether the curve of `small` is that of `large`, or that with one of its possible guess rates.
bool is_curve_within(const Fit& small, const Fit& large);

}  // namespace odds
