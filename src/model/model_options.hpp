// From a model back to the choices that led to it.
#pragma once

#include "model/model.hpp"

#include <odds/fit_options.hpp>

namespace odds {

/// The options of a fit by maximum likelihood of the model's formula, but for its variance.
FitOptions options_of(const Model& model);

}  // namespace odds
