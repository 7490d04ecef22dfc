// The variance that a command uses in the place of that of the fit.
#pragma once

#include "cli/session.hpp"

#include <odds/fit.hpp>

#include <optional>
#include <string>

namespace odds::cli {

/// Declares `--vcov`.
void add_variance_flag(CLI::App& sub, std::string& variance, const std::string& group = "");

/// The variance that `--vcov` names; nothing for an empty name.
std::optional<Variance> named_variance(const std::string& name);

/// `fit` with the variance that `--vcov` names, computed from `table`; `fit` itself for an empty
/// name. Throws as `with_variance`.
Fit with_named_variance(const Fit& fit, const std::string& name, const Table& table,
                        const Execution& execution);

}  // namespace odds::cli
