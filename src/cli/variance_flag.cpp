#include "cli/variance_flag.hpp"

#include <odds/variance.hpp>

#include <algorithm>
#include <iterator>

namespace odds::cli {

void add_variance_flag(CLI::App& sub, std::string& variance, const std::string& group) {
  CLI::Option* option =
      add_choice(sub, "--vcov", variance, {std::begin(kVarianceNames), std::end(kVarianceNames)},
                 "Another variance than that of the fit, from DATA, which must be the fit's own "
                 "[default: that of the fit]");
  if (!group.empty()) option->group(group);
}

std::optional<Variance> named_variance(const std::string& name) {
  const auto named = std::ranges::find(kVarianceNames, name);
  if (named == std::end(kVarianceNames)) return std::nullopt;
  return static_cast<Variance>(named - std::begin(kVarianceNames));
}

Fit with_named_variance(const Fit& fit, const std::string& name, const Table& table,
                        const Execution& execution) {
  const std::optional<Variance> variance = named_variance(name);
  return variance ? with_variance(fit, table, *variance, execution) : fit;
}

}  // namespace odds::cli
