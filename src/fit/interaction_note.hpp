// A note on coefficients of terms within interactions: the values of the others that they are at.
#pragma once

#include "model/model.hpp"

#include <odds/fit.hpp>

#include <optional>

namespace odds {

/// N141, if a term stands in an interaction with a number that is not 0/1: its coefficient is that
/// where the number is 0, which may lie outside of the rows of the fit.
std::optional<Note> interaction_note(const Model& model);

}  // namespace odds
