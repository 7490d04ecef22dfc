// Models of the outcomes on functions of a fit's linear predictor: what calibrates and tests it.
#pragma once

#include "design/design_reader.hpp"
#include "model/model.hpp"

#include <odds/execution.hpp>

#include <functional>

namespace odds {

/// k columns and an offset, functions of the n linear predictors of a block.
struct PredictorColumns {
  Matrix columns;  ///< n x k
  Vector offset;   ///< n
};

/// A model Pr(y = 1) = F(offset + Z gamma), with the columns Z and offset made from the linear
/// predictor of another fit.
struct PredictorModel {
  ResponseCurve curve;
  std::function<PredictorColumns(const Vector& eta)> columns;
  Vector start;  ///< k; about the maximum
};

/// The rows of a fit, and its model.
struct ModelRows {
  const DesignReader& reader;
  const Model& model;
  const Execution& execution;
};

struct PredictorFit {
  bool converged = false;
  Vector estimates;   ///< k
  Matrix covariance;  ///< k x k; the inverse expected information
  double log_likelihood = 0.0;
  double start_log_likelihood = 0.0;
};

/// Maximises the likelihood of `asked` on the rows, whose linear predictors are those of their
/// model. Rows at an asymptote, where an infinite term is, are left out. A pass for each iteration.
PredictorFit fit_on_predictor(const ModelRows& rows, const PredictorModel& asked);

}  // namespace odds
