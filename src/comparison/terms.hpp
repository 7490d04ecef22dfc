// The coefficients of several models by term.
#pragma once

#include <odds/compare.hpp>

#include <span>
#include <vector>

namespace odds {

/// The terms of all models, each once: those of the first model in their order, those that others
/// have beside them behind the term that they follow there.
std::vector<ComparedTerm> compared_terms(std::span<const NamedFit> models);

}  // namespace odds
