#include "solve/quasi_newton.hpp"

#include "math/scaled_cholesky.hpp"
#include "solve/limits.hpp"

#include <cmath>
#include <utility>
#include <vector>

namespace odds {
namespace {

constexpr int kMostSteps = 14;

/// A gain of the log-likelihood, relative to Evaluation::scale, below which a step leaves an error
/// whose square is rounding: Newton's next step squares it.
constexpr double kRestingGain = 1e-13;

/// An inverse information as BFGS corrects it. Each correction makes it map the change of the score
/// along a step to that step.
class CorrectedInverse {
 public:
  explicit CorrectedInverse(const ArrowMatrix& information) : factor_(information) {}

  bool ok() const { return factor_.ok(); }

  Vector operator*(const Vector& score) const {
    std::vector<double> along(corrections_.size());
    Vector rest = score;
    for (std::size_t k = corrections_.size(); k-- > 0;) {
      const Correction& correction = corrections_[k];
      along[k] = correction.step.dot(rest) / correction.bend();
      rest -= along[k] * correction.fall;
    }
    Vector direction = factor_.solve(rest);
    for (std::size_t k = 0; k < corrections_.size(); ++k) {
      const Correction& correction = corrections_[k];
      direction +=
          (along[k] - correction.fall.dot(direction) / correction.bend()) * correction.step;
    }
    return direction;
  }

  /// `fall` of the score along `step`; step' fall > 0, as it is where the objective is concave.
  void correct(Vector step, Vector fall) {
    corrections_.push_back({std::move(step), std::move(fall)});
  }

 private:
  struct Correction {
    Vector step;
    Vector fall;
    double bend() const { return step.dot(fall); }
  };

  ScaledCholesky factor_;
  std::vector<Correction> corrections_;
};

}  // namespace

std::optional<Vector> start_by_scores(const Objective& objective, Vector start,
                                      const ArrowMatrix& information,
                                      std::optional<Evaluation> known) {
  CorrectedInverse inverse(information);
  if (!inverse.ok()) return std::nullopt;
  Vector point = std::move(start);
  Evaluation here =
      known ? *std::move(known) : objective.evaluate(point, Vector(), Order::gradient);
  for (int steps = 0; steps < kMostSteps; ++steps) {
    Vector step = inverse * here.gradient;
    const double gain = here.gradient.dot(step) / 2.0;
    const double scale = here.scale();
    if (gain <= kRestingGain * scale) return point + step;
    point += step;
    Evaluation next = objective.evaluate(point, Vector(), Order::gradient);
    Vector fall = here.gradient - next.gradient;
    const bool rises = next.value >= here.value - kValueRounding * scale;
    if (!rises || !(step.dot(fall) > 0.0)) return std::nullopt;
    inverse.correct(std::move(step), std::move(fall));
    here = std::move(next);
  }
  return std::nullopt;
}

}  // namespace odds
