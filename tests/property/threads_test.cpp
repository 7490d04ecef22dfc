// A result does not depend on how many threads worked on it: the bits are the same.
#include "property/sheet.hpp"

#include <odds/margins.hpp>
#include <odds/model_file.hpp>
#include <odds/predict.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

namespace odds {
namespace {

using test::fit_sheet;
using test::sheet_table;

// More blocks than threads, the last one short.
Execution threads(int count) { return {.threads = count, .progress = {}}; }

const Fit& fit_alone() {
  static const Fit fit = fit_sheet(sheet_table(), threads(1));
  return fit;
}

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

bool same(const Prediction& a, const Prediction& b) {
  return a.row == b.row && a.status == b.status && a.column == b.column && a.kept == b.kept &&
         same(a.probability, b.probability) && same(a.std_error, b.std_error) &&
         same(a.conf_low, b.conf_low) && same(a.conf_high, b.conf_high) && same(a.eta, b.eta);
}

TEST_CASE("a fit is the same for any number of threads") {
  for (const int count : {2, 3, 7}) {
    CAPTURE(count);
    const Fit many = fit_sheet(sheet_table(), threads(count));
    CHECK(test::same_bits(many, fit_alone()));
    CHECK(model_text(many) == model_text(fit_alone()));
  }
}

TEST_CASE("margins are the same for any number of threads") {
  const Margins one = margins(fit_alone(), sheet_table(), {}, threads(1));
  for (const int count : {2, 3, 7}) {
    CAPTURE(count);
    const Margins many = margins(fit_alone(), sheet_table(), {}, threads(count));
    REQUIRE(many.rows.size() == one.rows.size());
    for (std::size_t i = 0; i < one.rows.size(); ++i) {
      CHECK(many.rows[i].estimate == one.rows[i].estimate);
    }
    CHECK(many.covariance == one.covariance);
    CHECK(many.observations == one.observations);
  }
}

TEST_CASE("predictions are the same, and in order, for any number of threads") {
  PredictOptions options;
  options.keep = {"g", "y"};
  const std::vector<Prediction> one = predict(fit_alone(), sheet_table(), options, threads(1));
  for (const int count : {2, 3, 7}) {
    CAPTURE(count);
    const std::vector<Prediction> many =
        predict(fit_alone(), sheet_table(), options, threads(count));
    REQUIRE(many.size() == one.size());
    std::size_t different = 0;
    for (std::size_t i = 0; i < one.size(); ++i) different += same(many[i], one[i]) ? 0U : 1U;
    CHECK(different == 0);
  }
}

TEST_CASE("a loaded model predicts the bits of the fit, on any number of threads") {
  const Fit loaded = parse_model(model_text(fit_alone()));
  const std::vector<Prediction> before = predict(fit_alone(), sheet_table(), {}, threads(1));
  const std::vector<Prediction> after = predict(loaded, sheet_table(), {}, threads(3));
  REQUIRE(after.size() == before.size());
  std::size_t different = 0;
  for (std::size_t i = 0; i < before.size(); ++i) different += same(after[i], before[i]) ? 0U : 1U;
  CHECK(different == 0);
  CHECK(margins(loaded, sheet_table(), {}, threads(3)).covariance ==
        margins(fit_alone(), sheet_table(), {}, threads(1)).covariance);
}

}  // namespace
}  // namespace odds
