// Model files: a fit as a small JSON text that holds no data.
#pragma once

#include <odds/export.hpp>
#include <odds/fit.hpp>

#include <string>
#include <string_view>

namespace odds {

/// The text of a model file, schema `odds.model/1`: formula, levels, centring, coefficients,
/// covariance, moments of the variables, row accounting and a checksum. Doubles are printed so that
/// they read back the same. Throws Error(model) for a fit without a maximum, Error(data) for names
/// and levels that are not UTF-8.
ODDS_EXPORT std::string model_text(const Fit& fit);

/// The fit that a model file describes; predictions and margins are bit for bit those of the
/// original. `Maximum::history` is not kept.
///
/// Nothing in the text is trusted: sizes, nesting and the checksum are looked at first. Throws
/// Error(data), naming `name`, for a damaged or foreign file or a newer major version.
ODDS_EXPORT Fit parse_model(std::string_view text, const std::string& name = "model");

/// Writes `model_text` to a temporary file beside `path` and renames it, so that `path` is never
/// half a model. Throws Error(system).
ODDS_EXPORT void save_model(const Fit& fit, const std::string& path);

/// Throws Error(system) if the file cannot be read, Error(data) as `parse_model`.
ODDS_EXPORT Fit load_model(const std::string& path);

}  // namespace odds
