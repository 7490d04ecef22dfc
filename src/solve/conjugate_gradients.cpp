#include "solve/conjugate_gradients.hpp"

#include "math/scaled_cholesky.hpp"

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

/// Shares of the score that may be left. The most still lets a step far from the maximum gain
/// nearly all it can; below the least rounding of the score is all that is left.
constexpr double kMostLeft = 0.1;
constexpr double kLeastLeft = 1e-8;

/// Share of the information's curvature below which a direction counts as one without curvature.
constexpr double kLeastCurvature = 0.02;

}  // namespace

Vector conjugate_gradients(const MatrixProduct& curvature, const ArrowMatrix& information,
                           VectorRef score) {
  const ScaledCholesky factor(information);
  Vector rest = score;
  Vector direction = Vector::Zero(score.size());
  Vector search = factor.solve(rest);
  double size = rest.dot(search);  // squared
  const double share = std::clamp(std::sqrt(size), kLeastLeft, kMostLeft);
  const double enough = share * share * size;
  for (Index products = 0; products < score.size() && size > enough; ++products) {
    const Vector image = curvature(search);
    const double along = search.dot(image);
    if (!(along > kLeastCurvature * search.dot(information * search))) {
      return products == 0 ? search : direction;
    }
    direction += size / along * search;
    rest -= size / along * image;
    const Vector next = factor.solve(rest);
    const double next_size = rest.dot(next);
    search = next + next_size / size * search;
    size = next_size;
  }
  return direction;
}

}  // namespace odds
