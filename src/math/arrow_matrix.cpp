#include "math/arrow_matrix.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace odds {
namespace {

/// How many of `kept`, which ascend, are below `limit`.
std::size_t count_below(const std::vector<Index>& kept, Index limit) {
  return static_cast<std::size_t>(std::ranges::lower_bound(kept, limit) - kept.begin());
}

}  // namespace

ArrowMatrix::ArrowMatrix(Matrix dense_core, Matrix level_border, Vector level_diagonal)
    : core(std::move(dense_core)),
      border(std::move(level_border)),
      diagonal(std::move(level_diagonal)) {}

bool ArrowMatrix::all_finite() const {
  return core.allFinite() && border.allFinite() && diagonal.allFinite();
}

Vector ArrowMatrix::full_diagonal() const {
  Vector all(dimension());
  all << core.diagonal(), diagonal;
  return all;
}

ArrowMatrix ArrowMatrix::restricted(const std::vector<Index>& kept) const {
  if (std::ssize(kept) == dimension()) return *this;
  if (levels() == 0) return core(kept, kept);
  const std::size_t in_core = count_below(kept, core_size());
  const std::vector<Index> core_kept(kept.begin(), kept.begin() + static_cast<Index>(in_core));
  std::vector<Index> levels_kept(kept.begin() + static_cast<Index>(in_core), kept.end());
  for (Index& level : levels_kept) level -= core_size();
  return {core(core_kept, core_kept), border(core_kept, levels_kept), diagonal(levels_kept)};
}

Vector ArrowMatrix::times(VectorRef vector) const {
  if (levels() == 0) return core * vector;
  const auto head = vector.head(core_size());
  const auto tail = vector.tail(levels());
  Vector product(vector.size());
  product << core * head + border * tail, border.transpose() * head + diagonal.cwiseProduct(tail);
  return product;
}

ArrowMatrix ArrowMatrix::scaled(double factor) const {
  return {factor * core, factor * border, factor * diagonal};
}

}  // namespace odds
