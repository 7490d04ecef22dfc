// The flags that say how data are read.
#pragma once

#include "cli/session.hpp"

#include <odds/csv.hpp>

#include <string>

namespace odds::cli {

void add_reading_flags(CLI::App& app, GlobalFlags& flags);

/// The options that the flags ask for, each in the place of the one in `usual`. Throws
/// Error(usage).
CsvOptions csv_options(const GlobalFlags& flags, const CsvOptions& usual = {});

/// Throws Error(usage) for a column that --na, --na-only or --types name and `table` does not have.
void require_named_columns(const GlobalFlags& flags, const Table& table);

/// The bytes that `--memory` allows: a number, alone or with K, M, G or T for a power of 1024; 0
/// for an empty text. Throws Error(usage) for anything else, and for 0 itself.
Index memory_size(const std::string& text);

}  // namespace odds::cli
