// Collinearity of a model's columns, for what looks at more than that.
#pragma once

#include "model/model.hpp"

#include <odds/design_checks.hpp>

namespace odds {

/// As `collinearity`, with or without condition indices, which take the most time.
Collinearity collinearity_of(const Model& model, bool conditions);

}  // namespace odds
