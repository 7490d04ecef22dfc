// Help beyond CLI11's own: defaults, and the flags that are valid everywhere.
#pragma once

#include <CLI/CLI.hpp>

#include <memory>

namespace odds::cli {

/// Writes `[default: 0.95]` behind the description of an option.
std::shared_ptr<CLI::Formatter> help_formatter();

/// Names the flags of `app` below the help of each of its commands.
void add_help(CLI::App& app);

}  // namespace odds::cli
