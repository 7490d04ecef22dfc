// Whether models can be compared: the same observations, and likelihoods that are such.
#pragma once

#include <odds/compare.hpp>

#include <optional>
#include <span>
#include <string>

namespace odds {

/// Throws Error(usage) unless there are two models, Error(model) for two that differ in event,
/// weights, offsets, matched sets or, as far as they remember them, rows. `on_data`: rows will be
/// compared one by one, and files need not be the same.
void require_comparable(std::span<const NamedFit> models, bool on_data);

/// A warning if models do not remember enough to be sure of the same rows.
std::optional<Note> rows_note(std::span<const NamedFit> models);

/// Why a model has no ratios of likelihoods; empty: it has.
std::string without_likelihood(const Fit& fit);

/// Why it has no criteria, and no test of Vuong: that, or a heterogeneity factor.
std::string without_criteria(const Fit& fit);

/// The error that two models cannot be compared.
[[noreturn]] void refuse_pair(const NamedFit& a, const NamedFit& b, const std::string& difference,
                              std::string hint);

}  // namespace odds
