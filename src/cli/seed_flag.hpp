// The flag that makes random numbers other ones.
#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <string>

namespace odds::cli {

/// Declares `--seed`; what is no whole number below 2^64 is Error(usage).
CLI::Option* add_seed(CLI::App& sub, std::uint64_t& seed, const std::string& description,
                      const std::string& group);

}  // namespace odds::cli
