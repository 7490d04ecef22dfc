#include "likelihood/curve.hpp"

#include "base/special_values.hpp"
#include "curve/curve_terms.hpp"
#include "curve/sigmoid.hpp"
#include "math/scaled_cholesky.hpp"
#include "parallel/block_reduce.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace odds {
namespace {

/// Share of the expected information that the observed one must exceed in every direction.
constexpr double kLeastCurvature = 0.01;

/// Minus second derivatives in the coefficients of all columns and in the guess rate.
struct Curvature {
  Matrix lower;        // p x p, its lower triangle
  Vector cross;        // p
  double guess = 0.0;  // d2 / d guess2

  static Curvature zero(Index p) {
    return {.lower = Matrix::Zero(p, p), .cross = Vector::Zero(p), .guess = 0.0};
  }
  Curvature& operator+=(const Curvature& other) {
    lower += other.lower;
    cross += other.cross;
    guess += other.guess;
    return *this;
  }
  auto fields() { return std::tie(lower, cross, guess); }

  void add(const DesignBlock& x, VectorRef weights, VectorRef cross_weights) {
    Matrix scratch;
    add_weighted_gram(x, weights, scratch, lower);
    add_transposed_product(x, cross_weights, cross);
  }

  /// On the columns `kept`, with a last row and column for the guess rate if it is unknown.
  Matrix of(const std::vector<Index>& kept, bool guess_is_unknown) const {
    const auto k = static_cast<Index>(kept.size());
    const Matrix whole = lower.selfadjointView<Eigen::Lower>();
    Matrix result(k + (guess_is_unknown ? 1 : 0), k + (guess_is_unknown ? 1 : 0));
    result.topLeftCorner(k, k) = whole(kept, kept);
    if (!guess_is_unknown) return result;
    result.col(k).head(k) = cross(kept);
    result.row(k).head(k) = result.col(k).head(k).transpose();
    result(k, k) = guess;
    return result;
  }
};

/// Whether `observed` is positive definite and not next to singular.
bool curves_enough(const Matrix& observed, const Matrix& expected) {
  return ScaledCholesky(Matrix(observed - kLeastCurvature * expected)).ok();
}

/// The terms of a block's rows, times their weights, as far as they meet the columns.
struct BlockTerms {
  explicit BlockTerms(Index rows)
      : residual(rows), observed(rows), expected(rows), cross(rows), expected_cross(rows) {}

  Vector residual, observed, expected, cross, expected_cross;
};

}  // namespace

struct CurveLikelihood::Sums {
  CompensatedSum value;
  Vector gradient;  // p
  double guess_slope = 0.0;
  Curvature observed;
  Curvature expected;
  double reach = 0.0;
  double saturated = 0.0;  // rows, each as often as its frequency weight says
  double copies = 0.0;
  double all_weights = 0.0;
  Index rows = 0;

  static Sums zero(Index p) {
    Sums sums;
    sums.gradient = Vector::Zero(p);
    sums.observed = Curvature::zero(p);
    sums.expected = Curvature::zero(p);
    return sums;
  }

  Sums& operator+=(const Sums& other) {
    value += other.value;
    gradient += other.gradient;
    guess_slope += other.guess_slope;
    observed += other.observed;
    expected += other.expected;
    reach = std::max(reach, other.reach);
    saturated += other.saturated;
    copies += other.copies;
    all_weights += other.all_weights;
    rows += other.rows;
    return *this;
  }
  auto fields() {
    return std::tie(value, gradient, guess_slope, observed, expected, reach, saturated, copies,
                    all_weights, rows);
  }

  void add_row(Index i, double weight, const CurveTerms& terms, BlockTerms& block) {
    if (weight > 0.0) {
      value += weight * terms.log_likelihood;
      guess_slope += weight * terms.guess_slope;
      observed.guess += weight * terms.guess_curvature;
      expected.guess += weight * terms.expected_guess_curvature;
    }
    block.residual[i] = weight * terms.residual;
    block.observed[i] = weight * terms.curvature;
    block.expected[i] = weight * terms.expected_curvature;
    block.cross[i] = weight > 0.0 ? weight * terms.cross : 0.0;
    block.expected_cross[i] = weight * terms.expected_cross;
  }

  void add_columns(const DesignBlock& x, const BlockTerms& block, Order order) {
    if (order >= Order::gradient) add_transposed_product(x, block.residual, gradient);
    if (order < Order::information) return;
    observed.add(x, block.observed, block.cross);
    expected.add(x, block.expected, block.expected_cross);
  }
};

CurveLikelihood::CurveLikelihood(const LogisticLikelihood& likelihood, const DesignReader& reader,
                                 const Execution& execution, std::vector<Index> kept)
    : likelihood_(likelihood), reader_(reader), execution_(execution), kept_(std::move(kept)) {}

CurveLikelihood CurveLikelihood::with(const Asymptotes& asymptotes) const {
  CurveLikelihood result = *this;
  result.asymptotes_ = asymptotes;
  result.guess_is_unknown_ = false;
  return result;
}

CurveLikelihood CurveLikelihood::with_unknown_guess(double lapse) const {
  CurveLikelihood result = with({.guess = 0.0, .lapse = lapse});
  result.guess_is_unknown_ = true;
  return result;
}

Index CurveLikelihood::dimension() const {
  return static_cast<Index>(kept_.size()) + (guess_is_unknown_ ? 1 : 0);
}

Asymptotes CurveLikelihood::asymptotes_at(VectorRef point) const {
  return {.guess = guess_is_unknown_ ? point[point.size() - 1] : asymptotes_.guess,
          .lapse = asymptotes_.lapse};
}

Vector CurveLikelihood::embed(VectorRef point) const {
  Vector whole = Vector::Zero(reader_.plan().columns());
  whole(kept_) = point.head(static_cast<Index>(kept_.size()));
  return whole;
}

CurveLikelihood::Sums CurveLikelihood::sum(VectorRef point, VectorRef step, Order order) const {
  const Index p = reader_.plan().columns();
  const Asymptotes asymptotes = asymptotes_at(point);
  const Vector gamma = embed(point);
  const Vector change = step.size() > 0 ? embed(step) : Vector();
  const auto kernel = [&](DesignRows& rows) {
    const Vector eta = linear_predictor(rows, gamma);
    Sums sums = Sums::zero(p);
    const Vector copies = rows.copies();
    BlockTerms block(rows.rows());
    for (Index i = 0; i < rows.rows(); ++i) {
      sums.add_row(i, rows.weight[i], curve_terms(rows.share[i], eta[i], asymptotes), block);
      if (curve_at(eta[i], asymptotes).slope < kSaturatedSlope) sums.saturated += copies[i];
    }
    sums.copies = copies.sum();
    sums.all_weights = rows.weight.sum();
    sums.rows = rows.rows();
    sums.add_columns(rows.x, block, order);
    if (change.size() > 0 && rows.rows() > 0) {
      Vector move = Vector::Zero(rows.rows());
      add_linear_predictor(rows.x, change, move);
      sums.reach = (rows.weight.array() > 0.0).select(move, 0.0).cwiseAbs().maxCoeff();
    }
    return sums;
  };
  return sum_over_blocks(reader_, execution_, Sums::zero(p), kernel, "fitting");
}

Evaluation CurveLikelihood::evaluate(VectorRef point, VectorRef step, Order order) const {
  Evaluation result;
  const Asymptotes asymptotes = asymptotes_at(point);
  if (!(asymptotes.guess >= 0.0 && asymptotes.height() > 0.0)) {
    result.value = -kInfinity;
    result.reach = kInfinity;
    return result;
  }
  const Sums sums = sum(point, step, order);
  const auto k = static_cast<Index>(kept_.size());
  result.value = sums.value.value();
  result.gradient = Vector(dimension());
  result.gradient.head(k) = sums.gradient(kept_);
  if (guess_is_unknown_) result.gradient[k] = sums.guess_slope;
  if (order >= Order::information) {
    const Matrix observed = sums.observed.of(kept_, guess_is_unknown_);
    const Matrix expected = sums.expected.of(kept_, guess_is_unknown_);
    result.information = curves_enough(observed, expected) ? observed : expected;
  }
  result.reach = sums.reach;
  result.saturated = sums.copies > 0.0 ? sums.saturated / sums.copies : 0.0;
  if (sums.all_weights > 0.0) result.unit = sums.all_weights / static_cast<double>(sums.rows);
  return result;
}

bool CurveLikelihood::is_observed(VectorRef point) const {
  const Sums sums = sum(point, Vector(), Order::information);
  return curves_enough(sums.observed.of(kept_, guess_is_unknown_),
                       sums.expected.of(kept_, guess_is_unknown_));
}

double CurveLikelihood::guess_score(VectorRef coefficients) const {
  return sum(coefficients, Vector(), Order::value).guess_slope;
}

ArrowMatrix CurveLikelihood::curvature_bound() const {
  Matrix bound = Matrix::Zero(dimension(), dimension());
  if (guess_is_unknown_) bound(dimension() - 1, dimension() - 1) = kInfinity;
  const auto k = static_cast<Index>(kept_.size());
  bound.topLeftCorner(k, k) = likelihood_.curvature_bound().restricted(kept_).core;
  return bound;
}

ArrowMatrix CurveLikelihood::inner_gram(VectorRef) const {
  return Matrix(Matrix::Identity(dimension(), dimension()));
}

}  // namespace odds
