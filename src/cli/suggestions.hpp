// Hints for flags and commands that there are not: those of other programs, and slips of the
// finger.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace odds::cli {

/// A hint for `flag`, which `command` does not have: "did you mean --where?". Empty: there is
/// nothing like it.
std::string flag_hint(const CLI::App& app, const CLI::App& command, const std::string& flag);

/// A hint for the command `name`, which there is not; empty: there is nothing like it.
std::string command_hint(const CLI::App& app, const std::string& name);

/// Whether other programs fit a logistic regression by a command of this name.
bool fits_elsewhere(const std::string& name);

}  // namespace odds::cli
