#include "cli/seed_flag.hpp"

#include "base/number_text.hpp"
#include "cli/session.hpp"

#include <fmt/format.h>

#include <limits>

namespace odds::cli {
namespace {

/// Throws Error(usage) for a text that is no seed: CLI11 would take the nearest one, or 2^64 - 1
/// for -1. Returns no complaint.
std::string refuse_no_seed(const std::string& text) {
  if (parse_number<std::uint64_t>(text)) return {};
  throw usage_error(
      fmt::format("--seed = {} is out of range: it must be a whole number from 0 to {}", text,
                  std::numeric_limits<std::uint64_t>::max()));
}

}  // namespace

CLI::Option* add_seed(CLI::App& sub, std::uint64_t& seed, const std::string& description,
                      const std::string& group) {
  return sub.add_option("--seed", seed, description)
      ->check(refuse_no_seed)
      ->type_name("N")
      ->capture_default_str()
      ->group(group);
}

}  // namespace odds::cli
