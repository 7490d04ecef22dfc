#include "diagnose/predictor_fit.hpp"

#include "base/special_values.hpp"
#include "likelihood/model_likelihood.hpp"
#include "math/compensated_sum.hpp"
#include "math/scaled_cholesky.hpp"
#include "math/span_of.hpp"
#include "parallel/block_reduce.hpp"
#include "solve/maximize.hpp"

#include <tuple>
#include <utility>

namespace odds {
namespace {

struct LikelihoodSums {
  CompensatedSum value;
  Vector gradient;
  Matrix information;

  LikelihoodSums& operator+=(const LikelihoodSums& other) {
    value += other.value;
    gradient += other.gradient;
    information += other.information;
    return *this;
  }
  auto fields() { return std::tie(value, gradient, information); }
};

class PredictorLikelihood final : public Objective {
 public:
  PredictorLikelihood(const ModelRows& rows, const PredictorModel& asked)
      : rows_(rows), asked_(asked) {}

  Index dimension() const override { return asked_.start.size(); }

  Evaluation evaluate(VectorRef point, VectorRef, Order) const override {
    LikelihoodSums sums = at(point, Information::observed);
    Evaluation result;
    result.value = sums.value.value();
    result.gradient = std::move(sums.gradient);
    result.information = std::move(sums.information);
    return result;
  }

  ArrowMatrix curvature_bound() const override {
    return Matrix(Matrix::Constant(dimension(), dimension(), kInfinity));
  }

  Matrix expected_information(VectorRef point) const {
    return at(point, Information::expected).information;
  }

 private:
  LikelihoodSums at(const Vector& point, Information kind) const {
    const Index k = dimension();
    const LikelihoodSums none{
        .value = {}, .gradient = Vector::Zero(k), .information = Matrix::Zero(k, k)};
    return sum_over_blocks(
        rows_.reader, rows_.execution, none,
        [&](DesignRows& rows) { return of_block(rows, point, kind); }, "calibration");
  }

  LikelihoodSums of_block(const DesignRows& rows, const Vector& point, Information kind) const {
    const PredictorColumns z = asked_.columns(linear_predictor(rows, rows_.model.coefficients));
    const Vector eta = z.offset + z.columns * point;
    Vector weight = rows.weight;
    for (Index i = 0; i < rows.rows(); ++i) {
      if (rows.is_at_limit(i)) weight[i] = 0.0;
    }
    BlockTerms terms;
    asked_.curve.add_up({.eta = span_of(eta),
                         .y = span_of(rows.share),
                         .weight = span_of(std::as_const(weight)),
                         .frequency = {}},
                        kind, terms);
    const Vector& by_eta =
        kind == Information::observed ? terms.observed.by_eta : terms.expected.by_eta;
    return {.value = terms.log_likelihood,
            .gradient = z.columns.transpose() * terms.residual,
            .information = z.columns.transpose() * by_eta.asDiagonal() * z.columns};
  }

  const ModelRows& rows_;
  const PredictorModel& asked_;
};

}  // namespace

PredictorFit fit_on_predictor(const ModelRows& rows, const PredictorModel& asked) {
  const PredictorLikelihood likelihood(rows, asked);
  const Maximum maximum = maximize(likelihood, asked.start);
  if (!maximum.converged()) return {};
  const ScaledCholesky information(likelihood.expected_information(maximum.point));
  if (!information.ok()) return {};
  return {.converged = true,
          .estimates = maximum.point,
          .covariance = information.inverse().core,
          .log_likelihood = maximum.value,
          .start_log_likelihood = likelihood.evaluate(asked.start, Vector(), Order::value).value};
}

}  // namespace odds
