#include "cli/ratio_flags.hpp"

#include "cli/session.hpp"

#include <fmt/format.h>

#include <string_view>

namespace odds::cli {

void RatioFlags::add(CLI::App& sub, const std::string& group) {
  CLI::Option* odds = sub.add_flag("--or", odds_, "Odds ratios instead of log odds");
  if (!group.empty()) odds->group(group);
}

bool RatioFlags::wanted(Link link) const {
  if (!odds_) return false;
  if (std::string_view(link_words(link).ratio) == "odds ratio") return true;
  throw usage_error(
      fmt::format("--or goes with another link: exp(coefficient) of the link {} is no ratio",
                  link_name(link)),
      "leave out --or; margins --measure or has odds ratios of average probabilities");
}

}  // namespace odds::cli
