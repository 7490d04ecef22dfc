// Separated data at the supremum of their likelihood.
#pragma once

#include "model/model.hpp"
#include "solve/maximum.hpp"
#include "solve/objective.hpp"

#include <odds/fit.hpp>

#include <vector>

namespace odds {

/// Goes on from `separated`, where the objective of the columns `kept` was found to have no
/// maximum, and sets what `model` says of the limit: coefficients, covariance and recession.
/// Returns the maximum over the undecided rows (Supremum).
///
/// A coefficient that these rows do not determine goes where all directions of separation agree
/// that it goes: with several of them it is held at 0, which must leave fewer rows decided.
Maximum go_to_limit(const Objective& objective, Maximum separated, const FitOptions& options,
                    Model& model, const std::vector<Index>& kept);

}  // namespace odds
