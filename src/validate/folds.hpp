// The rows of a fit, divided into folds.
#pragma once

#include "design/design_reader.hpp"

#include <odds/execution.hpp>
#include <odds/validate.hpp>

#include <cstdint>
#include <vector>

namespace odds {

/// For each repeat: the fold of each row of the file, from 0; -1 where a row is not used. As
/// CrossValidationOptions says; `by_outcome`: each row has one outcome, and those are spread
/// evenly. One pass over the data. Throws Error(model) for fewer rows of an outcome, or clusters,
/// than folds.
std::vector<std::vector<std::int32_t>> divide_into_folds(const DesignReader& reader,
                                                         bool by_outcome,
                                                         const CrossValidationOptions& options,
                                                         const Execution& execution);

}  // namespace odds
