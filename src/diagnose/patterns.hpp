// Covariate patterns: rows with the same covariates and offset.
#pragma once

#include "design/design_reader.hpp"
#include "math/keyed_sums.hpp"
#include "model/model.hpp"

#include <odds/execution.hpp>

#include <cstdint>
#include <utility>
#include <vector>

namespace odds {

/// A hash of the design row and the offset of each used row. Equal rows have equal hashes, wherever
/// they stand; other rows with the same linear predictor and hash are one in 2^63.
std::vector<std::uint64_t> row_hashes(const DesignRows& rows);

/// The linear predictor, as bits that order as it does, and the hash.
using PatternKey = std::pair<std::uint64_t, std::uint64_t>;

std::vector<PatternKey> pattern_keys(const DesignRows& rows, const Vector& eta);

/// Weighted events and trials of each pattern, 2 x patterns.
using PatternTotals = KeyedSums<PatternKey>;

/// One pass; 40 bytes a pattern.
PatternTotals pattern_totals(const DesignReader& reader, const Model& model,
                             const Execution& execution);

/// The column of a pattern that is there.
Index place_of(const PatternKey& key, const PatternTotals& totals);

}  // namespace odds
