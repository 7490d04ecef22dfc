// Doses and their limits against the 50-digit values of datasets/*.certified.json.
#include "base/special_values.hpp"
#include "support/certified_options.hpp"
#include "support/dataset.hpp"

#include <odds/dose.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

namespace odds {
namespace {

using Json = nlohmann::json;

/// Asserted of every number, relative to itself.
constexpr double kRelative = 1e-10;

void check_number(double value, const Json& certified) {
  const double target = std::stod(certified.get<std::string>());
  CHECK(std::abs(value - target) <= kRelative * std::abs(target));
}

/// An end that is null is not bounded.
void check_end(double value, const Json& certified) {
  if (!certified.is_null()) return check_number(value, certified);
  CHECK(std::isinf(value));
}

const ConfidenceSet& set_by(const DoseEstimate& row, DoseInterval method) {
  const auto found = std::ranges::find(row.limits, method, &DoseLimits::method);
  REQUIRE(found != row.limits.end());
  return found->measure;
}

/// The Fieller set is an interval, the outside of one, or everything.
void check_fieller(const ConfidenceSet& set, const Json& question) {
  if (question.contains("fieller.outside")) {
    REQUIRE(set.size() == 2);
    check_number(set.front().high, question["fieller.outside"][0]);
    check_number(set.back().low, question["fieller.outside"][1]);
    return;
  }
  REQUIRE(set.size() == 1);
  if (question["fieller"].is_null()) {
    CHECK(set.front().low == -kInfinity);
    CHECK(set.front().high == kInfinity);
    return;
  }
  check_number(set.front().low, question["fieller"][0]);
  check_number(set.front().high, question["fieller"][1]);
}

/// Certified are the ends of the range around the estimate; an open one may go on beyond infinity.
void check_profile(const ConfidenceSet& set, const DoseEstimate& row, const Json& question) {
  for (const ConfidenceRange& range : set) {
    if (row.estimate < range.low || row.estimate > range.high) continue;
    check_end(range.low, question["profile"][0]);
    check_end(range.high, question["profile"][1]);
    return;
  }
  FAIL("the estimate is not in its own profile set");
}

DoseOptions options_for(const Json& question) {
  DoseOptions options;
  options.variable = question["var"].get<std::string>();
  options.percents = {question["p"].get<double>()};
  options.level = std::stod(question["level"].get<std::string>());
  options.heterogeneity = HeterogeneityUse::off;
  for (const auto& [variable, value] : question["at"].items()) {
    options.at.push_back({variable, {value.get<std::string>()}});
  }
  return options;
}

void check_dose(const Fit& fit, const Table& table, const Json& question) {
  CAPTURE(question.dump());
  const Dose result = dose(fit, table, options_for(question));
  CHECK(result.scale == question["scale"].get<std::string>());
  REQUIRE(result.estimates.size() == 1);
  const DoseEstimate& row = result.estimates.front();
  check_number(row.estimate, question["estimate"]);
  check_number(row.std_error, question["std.error"]);
  check_number(result.curves.front().g, question["g"]);
  check_fieller(set_by(row, DoseInterval::fieller), question);
  check_profile(set_by(row, DoseInterval::profile), row, question);
}

}  // namespace

TEST_CASE("doses and their limits agree with 50-digit arithmetic") {
  int checked = 0;
  for (const auto& entry : std::filesystem::directory_iterator(ODDS_DATASETS)) {
    if (!entry.path().filename().string().ends_with(".certified.json")) continue;
    std::ifstream stream(entry.path());
    const Json file = Json::parse(stream);
    const auto table = test::open_dataset(file["dataset"].get<std::string>());
    for (const Json& model : file["models"]) {
      const Json questions = model.value("doses", Json::array());
      if (questions.empty()) continue;
      const Fit fitted = fit(*table, parse_formula(model["formula"].get<std::string>()),
                             test::certified_options(model["options"]));
      for (const Json& question : questions) check_dose(fitted, *table, question);
      checked += static_cast<int>(questions.size());
    }
  }
  CHECK(checked > 0);
}

}  // namespace odds
