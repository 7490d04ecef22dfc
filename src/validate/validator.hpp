// Fits to parts of the rows of a fit, and what they are worth on others.
#pragma once

#include "inference/fitted_rows.hpp"
#include "likelihood/model_likelihood.hpp"
#include "model/model.hpp"
#include "validate/performance.hpp"

#include <odds/execution.hpp>

#include <cstdint>
#include <functional>
#include <tuple>
#include <vector>

namespace odds {

/// A fit to some rows of the data: by unit, how often its rows count there, and when it is tested.
struct Replicate {
  std::vector<double> trained;
  std::vector<double> tested;
};

/// A division of the rows into units, and the replicates that are made of them.
struct ReplicatePlan {
  std::vector<std::int32_t> unit_of_row;
  Index count = 0;
  std::function<Replicate(Index)> replicate;
  bool tests_training = false;  ///< whether its own rows are of interest, too
  bool keeps_scores = false;    ///< whether those of the tested rows are
};

/// The predictors of the rows of a block by outcome.
struct BlockPredictors {
  std::vector<WeightedScore> events;
  std::vector<WeightedScore> nonevents;

  auto fields() { return std::tie(events, nonevents); }
};

/// Of a replicate; `fitted`: false where it has no estimates.
struct Tested {
  bool fitted = false;
  Performance trained;
  Performance tested;
  BlockPredictors scores;  ///< of the tested rows, if the plan wants them; in rank 0

  auto fields() { return std::tie(fitted, trained, tested, scores); }
};

class Validator {
 public:
  Validator(const FittedRows& rows, const Model& model, const Execution& execution);

  /// Of the fit itself, on all its rows.
  Performance apparent() const;

  /// Slope and intercept of all tested rows of the folds together. Frees their scores.
  Recalibration pooled(std::vector<Tested>& folds) const;

  /// Of each replicate, in their order.
  std::vector<Tested> run(const ReplicatePlan& plan) const;

 private:
  Tested tested(const ReplicatePlan& plan, const Replicate& replicate, const ModelLikelihood& all,
                const Execution& execution) const;
  Performance performance_of(const Vector& coefficients, const RowMultiplicity* multiplicity,
                             const Execution& execution,
                             BlockPredictors* kept_scores = nullptr) const;

  const DesignReader& reader_;
  const Model& model_;
  ResponseCurve curve_;
  const Execution& execution_;
  Execution inner_{.threads = 1, .memory = 0, .progress = {}, .processes = nullptr};
  ModelLikelihood likelihood_;  // of one thread
  ModelLikelihood shared_;      // of all processes
  std::vector<Index> kept_;
};

}  // namespace odds
