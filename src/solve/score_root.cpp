#include "solve/score_root.hpp"

#include "math/scaled_cholesky.hpp"
#include "solve/limits.hpp"

#include <Eigen/QR>

#include <limits>
#include <utility>
#include <vector>

namespace odds {
namespace {

constexpr int kMostScoringSteps = 500;
constexpr std::size_t kMemory = 5;

/// Steps as Anderson mixes them: of all combinations of the last points whose weights add up to 1
/// the one whose own steps, combined likewise, are the shortest, and then that step.
class MixedSteps {
 public:
  Vector next(const Vector& point, const Vector& step) {
    if (last_point_.size() > 0) {
      moves_.push_back(point - last_point_);
      changes_.push_back(step - last_step_);
      if (moves_.size() > kMemory) forget_first();
    }
    last_point_ = point;
    last_step_ = step;
    if (moves_.empty()) return step;
    const Matrix changes = columns(changes_);
    const Vector weights = changes.completeOrthogonalDecomposition().solve(step);
    return step - (columns(moves_) + changes) * weights;
  }

  void forget() {
    moves_.clear();
    changes_.clear();
  }

 private:
  static Matrix columns(const std::vector<Vector>& vectors) {
    Matrix result(vectors.front().size(), static_cast<Index>(vectors.size()));
    for (std::size_t k = 0; k < vectors.size(); ++k) result.col(static_cast<Index>(k)) = vectors[k];
    return result;
  }

  void forget_first() {
    moves_.erase(moves_.begin());
    changes_.erase(changes_.begin());
  }

  std::vector<Vector> moves_;
  std::vector<Vector> changes_;
  Vector last_point_;
  Vector last_step_;
};

void finish(Maximum& result, Termination termination, Evaluation here,
            const ScaledCholesky& factor) {
  result.termination = termination;
  result.value = here.value;
  result.gradient = std::move(here.gradient);
  result.information = std::move(here.information);
  result.condition = factor.condition();
}

}  // namespace

Maximum root_of_score(const ScoreFunction& score, Vector start, const OptimizerOptions& options,
                      const IterationObserver& observer) {
  Maximum result;
  result.point = std::move(start);
  MixedSteps steps;
  double before = std::numeric_limits<double>::infinity();
  for (;;) {
    Evaluation here = score(result.point);
    result.record(here, result.history.empty() ? 0.0 : 1.0, observer);
    const ScaledCholesky factor(here.information);
    if (!factor.ok() || !here.gradient.allFinite()) {
      finish(result, Termination::no_ascent, std::move(here), factor);
      return result;
    }
    const Vector step = factor.solve(here.gradient);
    result.decrement = here.gradient.dot(step) / 2.0;
    const double scale = here.scale();
    const bool stalls = result.decrement <= options.tolerance * options.tolerance * scale &&
                        result.decrement > before / 4.0;
    if (result.decrement <= kGainRounding * scale || stalls) {
      finish(result, Termination::converged, std::move(here), factor);
      return result;
    }
    if (result.iterations() == most_iterations(options, kMostScoringSteps)) {
      finish(result, Termination::iteration_cap, std::move(here), factor);
      return result;
    }
    if (result.decrement > before) steps.forget();
    before = result.decrement;
    result.point += steps.next(result.point, step);
  }
}

}  // namespace odds
