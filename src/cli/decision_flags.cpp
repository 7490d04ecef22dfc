#include "cli/decision_flags.hpp"

#include "base/number_text.hpp"
#include "cli/list_text.hpp"
#include "cli/session.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace odds::cli {
namespace {

/// `1:5`
std::optional<std::pair<double, double>> pair_of(const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return std::nullopt;
  const auto first = parse_number(text.substr(0, colon));
  const auto second = parse_number(text.substr(colon + 1));
  if (!first || !second) return std::nullopt;
  return std::pair(*first, *second);
}

ErrorCosts costs_of(const std::string& text) {
  const auto costs = pair_of(text);
  if (!costs) {
    throw usage_error(fmt::format("--costs {}: expected the costs of a false positive and of a "
                                  "false negative",
                                  text),
                      "--costs 1:5 where a missed event is five times as bad");
  }
  return {.false_positive = costs->first, .false_negative = costs->second};
}

/// `fpr=0:0.2`, `sensitivity=0.8:1`, `specificity=0.8:1`
RocRange range_of(const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::string rate = text.substr(0, equals);
  const auto ends = equals == std::string::npos ? std::nullopt : pair_of(text.substr(equals + 1));
  if (!ends || (rate != "fpr" && rate != "sensitivity" && rate != "specificity")) {
    throw usage_error(fmt::format("--partial-auc {}: expected a range of fpr, specificity or "
                                  "sensitivity",
                                  text),
                      "--partial-auc fpr=0:0.2, --partial-auc sensitivity=0.8:1");
  }
  if (!(ends->first >= 0.0 && ends->first < ends->second && ends->second <= 1.0)) {
    throw usage_error(fmt::format("--partial-auc {}: a range must ascend, within 0 to 1", text));
  }
  if (rate == "specificity") return {.low = 1.0 - ends->second, .high = 1.0 - ends->first};
  return {.of_sensitivity = rate == "sensitivity", .low = ends->first, .high = ends->second};
}

DiagnoseDetail detail_of(const std::string& text) {
  DiagnoseDetail detail;
  for (const std::string& part : split(text)) {
    if (part == "rates" || part == "all") detail.rates = true;
    if (part == "lift" || part == "all") detail.lift = true;
    if (part == "net-benefit" || part == "all") detail.net_benefit = true;
    if (part == "calibration" || part == "all") detail.calibration = true;
    if (part != "rates" && part != "lift" && part != "net-benefit" && part != "calibration" &&
        part != "all") {
      throw usage_error(fmt::format("--detail {}: there is no table \"{}\"", text, part),
                        "--detail all, or some of rates,lift,net-benefit,calibration");
    }
  }
  return detail;
}

}  // namespace

void DecisionFlags::add(CLI::App& sub, DiagnoseOptions& options, const std::string& group) {
  sub.add_option("--cut", options.cut, "Least P that is classified as an event")
      ->type_name("P")
      ->capture_default_str()
      ->group(group);
  sub.add_option("--costs", costs_,
                 "Thresholds for these costs of errors: FP/(FP+FN), and the cheapest in the data")
      ->type_name("FP:FN")
      ->group(group);
  sub.add_option("--sensitivity", options.sensitivity,
                 "Threshold of the highest specificity with at least this sensitivity")
      ->type_name("P")
      ->group(group);
  sub.add_option("--specificity", options.specificity,
                 "Threshold of the highest sensitivity with at least this specificity")
      ->type_name("P")
      ->group(group);
  sub.add_option("--prevalence", options.prevalence,
                 "Share of events that predictive values are for [default: that of the data]")
      ->type_name("P")
      ->group(group);
  sub.add_option("--partial-auc", partial_, "Area under a part of the ROC curve: fpr=0:0.2, ..")
      ->type_name("RATE=LOW:HIGH")
      ->group(group);
  sub.add_option("--detail", shown_,
                 "Tables that are shown, too: rates, lift, net-benefit, calibration, all")
      ->type_name("LIST")
      ->group(group);
}

void DecisionFlags::require_outcomes(const Fit& fit) const {
  if (fit.response().fractional && !shown_.empty()) {
    throw usage_error("--detail has no effect: fractions have no outcomes");
  }
}

void DecisionFlags::read(DiagnoseOptions& options) {
  if (!costs_.empty()) options.costs = costs_of(costs_);
  if (!partial_.empty()) options.partial = range_of(partial_);
  detail_ = detail_of(shown_);
}

}  // namespace odds::cli
