// Rules of command lines beyond those of CLI11, and hints where they are broken.
#pragma once

#include <odds/error.hpp>

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace odds::cli {

/// Refuses flags that are given twice and values that are empty, in all commands; `--na ''` is one.
void make_strict(CLI::App& app);

/// `words` without the program's name as CLI11 can take them: `--save=` has an empty value, not the
/// next word for one; `-inf` and `-.5` are points of `sigmoid`, which a blank before them says.
std::vector<std::string> parser_words(const std::vector<std::string>& words);

/// Throws Error(usage) for a flag without a value that is given one: `--firth=1`, `--or=false`.
void refuse_values_of_flags(const CLI::App& app, const std::vector<std::string>& words);

/// The Error(usage) for what CLI11 found wrong with `words`, the command line of `app`.
Error misuse(const CLI::App& app, const CLI::ParseError& found,
             const std::vector<std::string>& words);

}  // namespace odds::cli
