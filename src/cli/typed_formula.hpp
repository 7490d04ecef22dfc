// Command lines that hold a formula in several words, or name what other programs call a command.
#pragma once

#include <odds/error.hpp>

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <vector>

namespace odds::cli {

/// Whether a word stands for a formula, and not for a file: it has a ~ and names no file.
bool is_formula(const std::string& word);

/// Throws Error(usage) where the formula comes first and the file behind it.
void refuse_swapped(const std::string& command, const std::string& first,
                    const std::string& second);

/// The Error(usage) that shows how a command is given the model of a line such as `odds fit f.csv
/// low age i.race`, `odds logit f.csv low age` or `odds fit f.csv model y = a b`; nothing if the
/// words are no model. `app` has parsed `words` as far as it could.
std::optional<Error> formula_in_words(const CLI::App& app, const std::vector<std::string>& words);

}  // namespace odds::cli
