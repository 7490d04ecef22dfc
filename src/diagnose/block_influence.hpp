// Residuals and influence of the rows of a block, as vectors.
#pragma once

#include "diagnose/patterns.hpp"
#include "model/model.hpp"

#include <odds/influence.hpp>

#include <vector>

namespace odds {

/// The observations that the n used rows of a block are, or are part of.
struct BlockObservations {
  Vector y;       ///< n; proportion of events
  Vector trials;  ///< n; m, times a weight that is no frequency
};

/// The rows by themselves, each copy of a frequency an observation of its own; with `patterns`, of
/// whose keys those of the block are `keys`, the patterns.
BlockObservations observations_of(const DesignRows& rows);
BlockObservations observations_of(const std::vector<PatternKey>& keys,
                                  const PatternTotals& patterns);

/// The parts of RowInfluence that others are made of, for n rows.
struct BlockInfluence {
  Vector eta;         ///< n
  Vector value;       ///< n; P
  Vector complement;  ///< n; 1 - P
  Vector score;       ///< n; derivative of the observation's log-likelihood
  Vector leverage;    ///< n
};

/// 1 - h; NaN of a row that alone determines a coefficient, where what is left is rounding.
double rest_of(double leverage);

/// Computes influences at the estimates of a model; what is the same for all rows is made once.
class InfluenceKernel {
 public:
  /// Refers to the model. `dfbetas`: they are going to be asked for.
  InfluenceKernel(const Model& model, bool dfbetas);

  BlockInfluence operator()(const DesignRows& rows, Vector eta,
                            const BlockObservations& observed) const;

  /// All numbers of row i but the quantile residual, and DFBETAS only if `with_dfbetas`.
  RowInfluence row(const DesignRows& rows, const BlockInfluence& block,
                   const BlockObservations& observed, Index i, bool with_dfbetas) const;

  /// Cook's distance of row i.
  double cooks(const BlockInfluence& block, const BlockObservations& observed, Index i) const;

 private:
  std::vector<double> dfbetas(const DesignRows& rows, double score, Index i) const;

  const Model& model_;
  double coefficients_;  // k
  Matrix by_score_;      // p x p: scores to changes of the coefficients over their errors
};

}  // namespace odds
