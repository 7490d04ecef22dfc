// Flags as users of other programs type them.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace odds::cli {

/// `words`, the first of which is the program, with our flags in the place of their synonyms:
/// `--level` for R's `--conf-level`. A synonym is left as it is where the command has a flag of
/// that name, or does not have ours.
std::vector<std::string> without_synonyms(const CLI::App& app, std::vector<std::string> words);

/// `cloglog` for `sm.families.links.CLogLog()`, `probit` for `normit`; others as they are.
std::string link_without_synonyms(const std::string& text);

/// The page of help about synonyms.
std::string synonyms_page();

}  // namespace odds::cli
