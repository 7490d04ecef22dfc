// Flags of the model that several commands share.
#pragma once

#include "cli/session.hpp"

#include <odds/fit.hpp>

#include <string>

namespace odds::cli {

/// `--het auto|on|off`, to be read by heterogeneity_use.
CLI::Option* add_heterogeneity(CLI::App& app, std::string& value);
HeterogeneityUse heterogeneity_use(const std::string& value);

/// `--guess X|estimate` and `--lapse X`.
struct AsymptoteFlags {
  std::string guess;
  double lapse = 0.0;

  void add(CLI::App& app, const std::string& group);

  /// Throws Error(usage) for a guess that is neither a number nor `estimate`.
  void settle(FitOptions& options) const;

  bool are_given() const { return !guess.empty() || lapse != 0.0; }
};

}  // namespace odds::cli
