// A command line that could not be understood, in words that help.
#pragma once

#include <odds/error.hpp>

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace odds::cli {

/// The Error(usage) for what CLI11 found wrong with `words`, the command line of `app`.
Error misuse(const CLI::App& app, const CLI::ParseError& found,
             const std::vector<std::string>& words);

}  // namespace odds::cli
