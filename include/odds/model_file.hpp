// Model files: a fit as a small JSON text that holds no data.
#pragma once

#include <odds/export.hpp>
#include <odds/fit.hpp>

#include <string>
#include <string_view>

namespace odds {

/// The text of a model file, schema `odds.model/1`: formula, levels, centring, coefficients,
/// covariance, moments of the variables, row accounting and a checksum. Doubles are printed so that
/// they read back the same. The text has been read back: `parse_model` takes it, and makes the same
/// text of it. Throws Error(model) for a fit without a maximum, or that could not be read (a
/// formula of more than 4 MiB when it is written out), Error(data) for names and levels that are
/// not UTF-8.
ODDS_EXPORT std::string model_text(const Fit& fit);

/// The fit that a model file describes; predictions and margins are bit for bit those of the
/// original. `Maximum::history` is not kept.
///
/// Nothing in the text is trusted. Nesting, sizes and whatever later work takes for granted are
/// checked: lists that belong together, orders, ranges, finite numbers, covariances that are
/// positive semidefinite, columns that the formula has. The checksum tells accidents, not
/// intentions: whoever changes a file can compute it again, and a file that passes all checks may
/// still hold another model than the one that was fitted. Memory is proportional to the text, time
/// O(n log n) in it but for O(k^3) to check the covariance of k coefficients. Throws Error(data),
/// naming `name`, for a damaged, forged or foreign file or a newer major version.
ODDS_EXPORT Fit parse_model(std::string_view text, const std::string& name = "model");

/// Writes `model_text` to a temporary file beside `path` and renames it, so that `path` is never
/// half a model. Throws Error(system), and what `model_text` throws.
ODDS_EXPORT void save_model(const Fit& fit, const std::string& path);

/// Reads a file, or a pipe of up to 32 MiB, no further than the first byte that no model can have.
/// Throws Error(system) if it cannot be read, Error(data) as `parse_model`.
ODDS_EXPORT Fit load_model(const std::string& path);

}  // namespace odds
