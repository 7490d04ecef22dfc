#include "base/failure.hpp"

#include <odds/hypothesis.hpp>

#include <fmt/format.h>

#include <cmath>

namespace odds {
namespace {

void check_bounds(const HypothesisOptions& options) {
  const auto [low, high] = *options.equivalence;
  const bool in_order = std::isfinite(low) && std::isfinite(high) && low < high;
  if (!in_order || (options.ratios && !(low > 0.0))) {
    refuse(
        fmt::format("equivalence = {}, {} is out of range: it must be two numbers in ascending "
                    "order{}",
                    low, high, options.ratios ? ", of ratios above 0" : ""));
  }
  if (!(options.level > 0.5)) {
    refuse(
        fmt::format("equivalence at alpha = 1 - level needs level > 0.5, not {}", options.level));
  }
}

/// Of terms that the model does not have there is the score test, and nothing to estimate.
void check_addition(const HypothesisOptions& options) {
  if (options.method != TestMethod::score) {
    refuse("terms that are not in the model have score tests alone",
           "--test score, or leave --test out");
  }
  const bool asks_more = !options.hypotheses.empty() || !options.linear.empty() ||
                         !options.nonlinear.empty() || options.ratios || options.equivalence;
  if (asks_more || options.type != 3) {
    refuse("terms to add are tested by themselves: there is nothing else to ask of them",
           "ask for hypotheses about the model's own coefficients in another command");
  }
}

void check_profiles(const HypothesisOptions& options) {
  const char* hint = "ask for them apart, or leave --ci profile out";
  if (!options.nonlinear.empty()) {
    refuse("profile likelihoods are of linear combinations, not of functions by --nlcom", hint);
  }
  if (options.equivalence) {
    refuse("equivalence is tested by Wald's tests, which profile intervals do not go with", hint);
  }
  if (options.adjustment == Adjustment::sup_t) {
    refuse("the simultaneous intervals of sup-t are Wald's, not those of profiles", hint);
  }
  if (!options.added.empty()) {
    refuse("terms that are not in the model have no coefficients to profile", hint);
  }
}

}  // namespace

void HypothesisOptions::validate() const {
  check_option("level", level, "> 0 and < 1", level > 0.0 && level < 1.0);
  check_option("type", type, "2 or 3", type == 2 || type == 3);
  if (!added.empty()) check_addition(*this);
  if (equivalence) check_bounds(*this);
  if (profiles) check_profiles(*this);
}

}  // namespace odds
