#include "report/report_text.hpp"

#include <odds/report.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace odds {
namespace {

Verification example_verification() {
  return {.numbers = {{"a.csv", "y ~ x", "estimate", "x", 1.5, 1.5, true, 15.0},
                      {"a.csv", "y ~ x", "estimate", "(Intercept)", 2.5, 2.5000001, true, 7.4},
                      {"a.csv", "y ~ x", "logLik", "", -3, -3, true, 14.25},
                      {"b.csv", "y ~ z", "estimate", "z", 1, 1, true, 13.0}},
          .least = 7.4};
}

}  // namespace

TEST_CASE("people see the least accuracy of each model and kind of number") {
  CHECK(test::rendered(report(example_verification()), Format::text) ==
        R"(4 numbers against certified values of 50 digits
LRE    -log10 of the relative error: digits that agree, at most 15 (McCullough 1998)
Least  7.40 over all well-conditioned models

Least log relative error of each kind of number
dataset  formula  numbers  estimate  logLik
a.csv    y ~ x          3      7.40   14.25
b.csv    y ~ z          1     13.00
)");
}

TEST_CASE("programs see every number") {
  CHECK(test::rendered(report(example_verification()), Format::csv) ==
        "dataset,formula,quantity,term,value,certified,lre\n"
        "a.csv,y ~ x,estimate,x,1.5,1.5,15\n"
        "a.csv,y ~ x,estimate,(Intercept),2.5,2.5000001,7.4\n"
        "a.csv,y ~ x,logLik,,-3,-3,14.25\n"
        "b.csv,y ~ z,estimate,z,1,1,13\n");
  const auto json =
      nlohmann::json::parse(test::rendered(report(example_verification()), Format::json));
  CHECK(json["least"] == 7.4);
  CHECK(json["numbers"].size() == 4);
  CHECK(json["models"].size() == 2);
}

}  // namespace odds
