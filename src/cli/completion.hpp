// Completion scripts for shells, made from the commands and flags that were declared.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace odds::cli {

/// A script that completes `app` in `shell`: bash, zsh or fish. It knows the commands, their flags
/// and the flags' choices; everything else completes as file names.
std::string completion_script(const CLI::App& app, const std::string& shell);

}  // namespace odds::cli
