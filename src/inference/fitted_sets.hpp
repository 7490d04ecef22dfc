// The matched sets that a model was fitted to, gathered again.
#pragma once

#include "inference/fitted_likelihood.hpp"
#include "likelihood/conditional_likelihood.hpp"

#include <odds/execution.hpp>

namespace odds {

/// The conditional likelihood of a fit of matched sets on its own data. Refers to the execution.
class FittedSets final : public FittedLikelihood {
 public:
  /// Two passes. Throws Error(usage) for a column that the table does not have, Error(data) if the
  /// table does not give the log-likelihood of the fit.
  FittedSets(const Fit& fit, const Table& table, const Execution& execution);

  const ConditionalLikelihood& likelihood() const override { return likelihood_; }

 private:
  ConditionalLikelihood likelihood_;
};

}  // namespace odds
