#include "cli/ratio_flags.hpp"

#include "cli/session.hpp"

#include <fmt/format.h>

#include <string_view>

namespace odds::cli {

void RatioFlags::add(CLI::App& sub, const std::string& group) {
  CLI::Option* odds = sub.add_flag("--or", odds_, "Odds ratios instead of log odds");
  CLI::Option* hazards =
      sub.add_flag("--hr", hazards_, "Hazard ratios instead of coefficients, of --link cloglog");
  odds->excludes(hazards);
  if (group.empty()) return;
  odds->group(group);
  hazards->group(group);
}

bool RatioFlags::wanted(Link link) const {
  if (!odds_ && !hazards_) return false;
  const std::string flag = odds_ ? "--or" : "--hr";
  const std::string_view ratio = link_words(link).ratio;
  if (ratio == (odds_ ? "odds ratio" : "hazard ratio")) return true;
  const std::string text = fmt::format(
      "{} goes with another link: exp(coefficient) of the link {} is ", flag, link_name(link));
  if (!ratio.empty()) {
    throw usage_error(fmt::format("{}the {}", text, ratio),
                      fmt::format("use {}", odds_ ? "--hr" : "--or"));
  }
  throw usage_error(text + "no ratio",
                    fmt::format("leave out {}; margins --measure or has odds ratios of average "
                                "probabilities",
                                flag));
}

}  // namespace odds::cli
