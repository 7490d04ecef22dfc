// Accuracy against 50-digit values of an independent program, tools/certify.py.
#include "support/certified_options.hpp"
#include "support/dataset.hpp"
#include "verify/embedded.hpp"

#include <odds/predict.hpp>
#include <odds/verify.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace odds {
namespace {

std::string shown(const VerifiedNumber& number) {
  return number.dataset + ", " + number.formula + ": " + number.quantity + " " + number.term;
}

TEST_CASE("every certified number has ten right digits, where columns nearly coincide, too") {
  const Verification verification = verify();
  CHECK(verification.numbers.size() > 500);
  double least = 15.0;
  for (const VerifiedNumber& number : verification.numbers) {
    CAPTURE(shown(number));
    CAPTURE(number.value);
    CAPTURE(number.certified);
    CHECK(number.well_conditioned);
    CHECK(number.lre >= 10.0);
    least = std::min(least, number.lre);
  }
  CHECK(verification.least == least);
}

TEST_CASE("verification covers every data set and every kind of figure") {
  std::set<std::string> datasets;
  std::map<std::string, int> quantities;
  for (const VerifiedNumber& number : verify().numbers) {
    datasets.insert(number.dataset);
    ++quantities[number.quantity];
  }
  std::size_t embedded = 0;
  for (const EmbeddedFile& file : embedded_datasets()) {
    if (file.name.ends_with(".csv")) ++embedded;
  }
  CHECK(datasets.size() == embedded);
  for (const std::string quantity :
       {"estimate", "std.error", "logLik", "null.logLik", "deviance", "null.deviance", "AIC", "BIC",
        "LR", "margin", "margin std.error"}) {
    CAPTURE(quantity);
    CHECK(quantities[quantity] > 0);
  }
}

TEST_CASE("verification does not depend on threads") {
  const Verification one = verify({.threads = 1, .progress = {}});
  const Verification three = verify({.threads = 3, .progress = {}});
  REQUIRE(one.numbers.size() == three.numbers.size());
  for (std::size_t i = 0; i < one.numbers.size(); ++i) {
    CAPTURE(shown(one.numbers[i]));
    REQUIRE(one.numbers[i].value == three.numbers[i].value);
  }
}

/// A certified model with its data.
struct Certified {
  std::string dataset;
  nlohmann::ordered_json model;
};

std::vector<Certified> certified_models() {
  std::vector<Certified> result;
  for (const EmbeddedFile& file : embedded_datasets()) {
    if (!file.name.ends_with(".json")) continue;
    const nlohmann::ordered_json json = nlohmann::ordered_json::parse(file.bytes);
    for (const nlohmann::ordered_json& model : json["models"])
      result.push_back({json["dataset"], model});
  }
  return result;
}

void check_digits(double value, const nlohmann::ordered_json& certified, double digits) {
  const double target = std::stod(certified.get<std::string>());
  CAPTURE(value);
  CAPTURE(target);
  CHECK(std::abs(value - target) <= std::pow(10.0, -digits) * std::abs(target));
}

TEST_CASE("certified predictions have ten right digits, eight where columns nearly coincide") {
  for (const Certified& certified : certified_models()) {
    const Fit fit = test::fit_dataset(certified.dataset, certified.model["formula"],
                                      test::certified_options(certified.model["options"]));
    const std::vector<Prediction> all = predict(fit, *test::open_dataset(certified.dataset));
    const double digits = certified.dataset == "stress_collinear.csv" ? 8.0 : 10.0;
    for (const nlohmann::ordered_json& row : certified.model["predictions"]) {
      CAPTURE(certified.dataset);
      CAPTURE(fit.formula());
      CAPTURE(row["row"].get<int>());
      const Prediction& prediction = all[row["row"].get<std::size_t>() - 1];
      check_digits(prediction.probability, row["p"], digits);
      check_digits(prediction.eta, row["eta"], digits);
      check_digits(prediction.eta_std_error, row["se.eta"], digits);
      if (row.contains("se.p")) check_digits(prediction.std_error, row["se.p"], digits);
    }
  }
}

}  // namespace
}  // namespace odds
