// Notes on columns that are combinations of others, exactly or nearly.
#pragma once

#include "model/fit_parts.hpp"
#include "model/model.hpp"

namespace odds {

/// One for each aliased column; of matched sets the intercept, which cancels, is not among them.
void note_aliased(FitParts& fit, const Model& model);

/// One if few digits of the estimates are certain.
void note_condition(FitParts& fit, const Model& model);

}  // namespace odds
