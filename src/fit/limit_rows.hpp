// Rows at an asymptote of the curve, where a term is infinite: the controls of an assay, whose dose
// of 0 has no logarithm.
#pragma once

#include "design/design_reader.hpp"
#include "likelihood/model_likelihood.hpp"
#include "model/model.hpp"

#include <odds/execution.hpp>
#include <odds/fit.hpp>

namespace odds {

/// The outcomes of such rows, weighted.
struct LimitRows {
  Index rows = 0;
  double events = 0.0;
  double trials = 0.0;
  double lower_events = 0.0;     ///< at the guess rate
  double upper_nonevents = 0.0;  ///< at 1 - lapse

  bool any() const { return rows > 0; }
};

/// Finds them, and sets `model.plan.limit_sign` as the coefficients have it. Throws Error(model)
/// where the curve rises towards some of these rows and falls towards others, or does neither.
LimitRows find_limit_rows(const DesignReader& reader, Model& model, const Execution& execution);

/// Throws Error(model) for outcomes that these asymptotes rule out.
void require_possible(const LimitRows& limits, const FitOptions& options);

/// The curve may turn on its way to the maximum: throws Error(model) if `model`, with its last
/// coefficients, has other limits than its plan says.
void require_same_asymptote(const DesignReader& reader, Model& model, const Execution& execution);

/// The null model has one probability for all rows, these too. Throws Error(usage) with an offset,
/// for which it would have to be found again.
NullScore with_limits(NullScore outcomes, const LimitRows& limits);

/// How many there are, and what P is there.
Note limit_note(const LimitRows& limits, const Model& model);

}  // namespace odds
