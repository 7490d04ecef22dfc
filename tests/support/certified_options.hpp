// The options of a certified model, as tools/certified_models.py spells them.
#pragma once

#include <odds/fit.hpp>

#include <algorithm>
#include <map>
#include <string>

namespace odds::test {

/// `json` is an object of one of nlohmann's types.
template <class Json>
FitOptions certified_options(const Json& json) {
  const std::map<std::string, std::string FitOptions::*> fields = {
      {"event", &FitOptions::event},
      {"fweight", &FitOptions::frequency_weights},
      {"iweight", &FitOptions::importance_weights},
      {"pweight", &FitOptions::probability_weights},
      {"offset", &FitOptions::offset},
      {"where", &FitOptions::where}};
  FitOptions options;
  options.heterogeneity = HeterogeneityUse::off;  // certified are the variances of binomial counts
  for (const auto& [key, value] : json.items()) {
    if (key == "vcov") {
      options.variance = parse_variance(value);
    } else if (key == "fractional") {
      options.fractional = value;
    } else if (key == "link") {
      const auto known = std::ranges::find(kLinkNames, value.template get<std::string>());
      options.link = static_cast<Link>(known - std::begin(kLinkNames));
    } else if (key == "lapse") {
      options.asymptotes.lapse = std::stod(value.template get<std::string>());
    } else if (key == "guess" && value == "estimate") {
      options.estimate_guess = true;
    } else if (key == "guess") {
      options.asymptotes.guess = std::stod(value.template get<std::string>());
    } else {
      options.*fields.at(key) = value;
    }
  }
  return options;
}

}  // namespace odds::test
