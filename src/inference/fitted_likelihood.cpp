#include "inference/fitted_likelihood.hpp"

#include "model/coordinates.hpp"
#include "solve/separation_rows.hpp"

#include <odds/error.hpp>

#include <cmath>

namespace odds {
namespace {

/// Relative difference of log-likelihoods of the same rows at the same point: rounding.
constexpr double kSameValue = 1e-8;

}  // namespace

FittedLikelihood::FittedLikelihood(const Model& model)
    : kept_(kept_columns(model)), maximum_(model.coefficients(kept_)) {}

void FittedLikelihood::leave_out_decided(const Model& model) {
  if (!model.recession) return;
  rest_ = likelihood().separation_rows()->undecided(model.recession->direction(kept_));
}

void FittedLikelihood::require_value_at_maximum(const Fit& fit, const Table& table) const {
  if (is_value_of(fit, undecided().evaluate(maximum_, Vector(), Order::value).value)) return;
  throw Error(ErrorKind::data, {.what = "these are not the data that the model was fitted to",
                                .where = {.file = table.name(), .line = 0, .column = {}},
                                .hint = "give the data and a formula, to fit anew",
                                .excerpt = {}});
}

bool is_value_of(const Fit& fit, double value) {
  const double expected = fit.maximum().value;
  return std::abs(value - expected) <= kSameValue * (1.0 + std::abs(expected));
}

}  // namespace odds
