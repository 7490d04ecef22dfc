#include "likelihood/median_score.hpp"

#include "curve/sigmoid.hpp"
#include "math/scaled_cholesky.hpp"
#include "parallel/block_reduce.hpp"

#include <tuple>
#include <utility>

namespace odds {
namespace {

struct SummedCubes {
  Vector sums;
  SummedCubes& operator+=(const SummedCubes& other) {
    sums += other.sums;
    return *this;
  }
  auto fields() { return std::tie(sums); }
};

/// w p (1 - p) (1 - 2 p) of each row.
Vector third_cumulants(const DesignRows& rows, VectorRef gamma) {
  Vector result = linear_predictor(rows, gamma);
  for (Index i = 0; i < result.size(); ++i) {
    const CurvePoint s = sigmoid(result[i]);
    result[i] = rows.weight[i] * s.d1 * (s.complement - s.value);
  }
  return result;
}

}  // namespace

MedianScore::MedianScore(const FirthLikelihood& penalised, const DesignReader& reader,
                         const Execution& execution, std::vector<Index> kept,
                         const Matrix& coefficients)
    : penalised_(penalised),
      reader_(reader),
      execution_(execution),
      kept_(std::move(kept)),
      coefficients_(coefficients),
      lu_(coefficients) {}

Evaluation MedianScore::at(VectorRef point) const {
  Evaluation here = penalised_.evaluate(point, Vector(), Order::gradient);
  const ScaledCholesky factor(here.information);
  if (!factor.ok()) return here;
  const Matrix inverse = factor.inverse().core;
  const Matrix directions = inverse * coefficients_.transpose();
  const Vector spreads = (coefficients_ * directions).diagonal();
  const Vector shift = lu_.solve(shifts(point, directions, spreads));
  here.gradient -= here.information * shift;
  return here;
}

Vector MedianScore::shifts(VectorRef point, const Matrix& directions, const Vector& spreads) const {
  Vector gamma = Vector::Zero(reader_.plan().columns());
  gamma(kept_) = point;
  Matrix embedded = Matrix::Zero(gamma.size(), directions.cols());
  embedded(kept_, Eigen::all) = directions;
  const SummedCubes none{Vector::Zero(directions.cols())};
  const SummedCubes sum = sum_over_blocks(reader_, execution_, none, [&](DesignRows& rows) {
    const Vector cumulants = third_cumulants(rows, gamma);
    SummedCubes part = none;
    for (Index r = 0; r < directions.cols(); ++r) {
      Vector along = Vector::Zero(rows.rows());
      add_linear_predictor(rows.x, embedded.col(r), along);
      part.sums[r] = along.array().cube().matrix().dot(cumulants);
    }
    return part;
  });
  return sum.sums.cwiseQuotient(3.0 * spreads);
}

}  // namespace odds
