// Covariances that hold where the model is wrong: sandwiches made of the scores of the rows.
#pragma once

#include "design/design_reader.hpp"
#include "model/model.hpp"

#include <odds/execution.hpp>
#include <odds/fit.hpp>

namespace odds {

/// What the used rows of a block say of their linear predictors at the estimates.
struct RowTerms {
  Vector copies;       ///< rows; frequency weight
  Vector residual;     ///< rows; derivative of the log-likelihood, of all copies
  Vector information;  ///< rows; the expected one, of all copies
};

RowTerms row_terms(const DesignRows& rows, const Model& model);

/// What the used rows of a block add to the score: row i stands for `copies[i]` rows of the data,
/// of which each adds `score[i]` z_i.
struct RowScores {
  Vector copies;  ///< rows; frequency weight
  Vector score;   ///< rows; u = a (s - m p), see Variance
};

/// The scores of a block at the coefficients of `model`, divided by sqrt(1 - h) or 1 - h where
/// `variance` is hc2 or hc3. The influence of a row on the working coefficients is
/// model.information_inverse() z u; the sum of copies u z over all rows is 0 at a maximum.
///
/// Throws Error(model), with its place, for hc2 and hc3 at a row of leverage 1, which alone
/// determines a coefficient: its u is 0 by necessity, and says nothing.
RowScores row_scores(const DesignReader& reader, const DesignRows& rows, const Model& model,
                     Variance variance);

/// The covariance that `variance`, not `model`, says, on the working columns: p x p, 0 where
/// aliased. `rank` is the number of coefficients that are not. One pass over the data; for models
/// that have a dense information_inverse().
Matrix robust_covariance(const DesignReader& reader, const Model& model, Variance variance,
                         Index rank, const Execution& execution);

}  // namespace odds
