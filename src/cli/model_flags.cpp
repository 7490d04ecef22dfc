#include "cli/model_flags.hpp"

namespace odds::cli {
namespace {

double guess_rate_of(const std::string& text) {
  double value = 0.0;
  if (CLI::detail::lexical_cast(text, value)) return value;
  throw usage_error("a number or \"estimate\" is needed: --guess = " + text);
}

}  // namespace

CLI::Option* add_heterogeneity(CLI::App& app, std::string& value) {
  return add_choice(app, "--het", value, {"auto", "on", "off"},
                    "Heterogeneity factor of groups; auto: if the test of fit has p < 0.1");
}

HeterogeneityUse heterogeneity_use(const std::string& value) {
  if (value == "on") return HeterogeneityUse::on;
  return value == "off" ? HeterogeneityUse::off : HeterogeneityUse::automatic;
}

void AsymptoteFlags::add(CLI::App& app, const std::string& group) {
  app.add_option("--guess", guess,
                 "Lower asymptote of the curve (guessing, natural mortality): a rate, or estimate")
      ->type_name("X|estimate")
      ->group(group);
  app.add_option("--lapse", lapse,
                 "Distance of the upper asymptote from 1: events that fail to come")
      ->type_name("X")
      ->group(group);
}

void AsymptoteFlags::settle(FitOptions& options) const {
  options.estimate_guess = guess == "estimate";
  if (!guess.empty() && !options.estimate_guess) options.asymptotes.guess = guess_rate_of(guess);
  options.asymptotes.lapse = lapse;
}

}  // namespace odds::cli
