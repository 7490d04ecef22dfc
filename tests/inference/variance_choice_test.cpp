#include "support/error_of.hpp"
#include "support/options.hpp"

#include <odds/fit.hpp>

#include <doctest/doctest.h>

namespace odds {
namespace {

using test::error_of;
using test::fractional;
using test::with;

}  // namespace

TEST_CASE("the variance is that of the model, unless there is only a pseudo-likelihood") {
  CHECK(FitOptions().chosen_variance() == Variance::model);
  CHECK(with(&FitOptions::frequency_weights, "f").chosen_variance() == Variance::model);
  CHECK(with(&FitOptions::probability_weights, "w").chosen_variance() == Variance::stata);
  CHECK(fractional().chosen_variance() == Variance::stata);
  FitOptions options = fractional();
  options.variance = Variance::model;
  CHECK(options.chosen_variance() == Variance::model);
  CHECK_NOTHROW(options.validate());
}

TEST_CASE("options that contradict each other are refused") {
  FitOptions sampled = with(&FitOptions::probability_weights, "w");
  CHECK_NOTHROW(sampled.validate());
  std::vector<FitOptions> wrong(6, sampled);
  wrong[0].variance = Variance::model;
  wrong[1].frequency_weights = "f";
  wrong[2].importance_weights = "v";
  wrong[3].method = Method::firth;
  wrong[4] = fractional();
  wrong[4].method = Method::firth;
  wrong[5] = FitOptions();
  wrong[5].method = Method::firth;
  wrong[5].variance = Variance::hc0;
  for (const FitOptions& options : wrong) {
    const Error error = error_of([&] { options.validate(); });
    CHECK(error.kind() == ErrorKind::usage);
    CHECK_FALSE(error.text().hint.empty());
  }
}

}  // namespace odds
