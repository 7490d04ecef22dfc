#include "fit/outcome_totals.hpp"

#include "support/error_of.hpp"
#include "support/fit_text.hpp"
#include "support/options.hpp"

#include <doctest/doctest.h>

#include <string>

namespace odds {
namespace {

using test::error_of;
using test::with;

Error error_of_totals(const std::string& weight, std::string FitOptions::*field) {
  const std::string text = "y,x,w\n1,1," + weight + "\n0,2," + weight + "\n1,3,1\n0,4,1\n";
  return error_of([&] { test::fit_text(text, "y ~ x", with(field, "w")); });
}

}  // namespace

TEST_CASE("weights that add up to more than numbers can hold are an error of the data") {
  for (const auto field : {&FitOptions::importance_weights, &FitOptions::probability_weights}) {
    const Error error = error_of_totals("1e308", field);
    CHECK(error.kind() == ErrorKind::data);
    CHECK(error.text().what ==
          "the weights add up to inf, out of the range 1e-250 to 1e+250 in which numbers keep "
          "their digits");
    CHECK(error.text().hint == "give the weights in another unit: divide them by their mean");
  }
}

TEST_CASE("frequencies of more rows than can be counted exactly are one, too") {
  const Error error = error_of_totals("1e17", &FitOptions::frequency_weights);
  CHECK(error.kind() == ErrorKind::data);
  CHECK(error.text().what ==
        "the frequency weights add up to 2e+17 rows, more than the 9007199254740992 that can be "
        "counted exactly");
}

TEST_CASE("one outcome alone is nothing to model") {
  const Error error = error_of([] { test::fit_text("k,n\n2,2\n3,3\n", "k/n ~ 1"); });
  CHECK(error.kind() == ErrorKind::model);
  CHECK(error.text().what ==
        "all of the 5 trials of \"k/n\" are events: there is nothing to model");
}

}  // namespace odds
