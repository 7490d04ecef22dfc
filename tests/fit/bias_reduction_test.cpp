// Reference values: brglm2 0.9 (type "AS_median", epsilon 1e-12) and, for FLIC, glm of R with the
// slopes of type "AS_mean" as an offset.
#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/execution.hpp"
#include "support/fit_text.hpp"
#include "support/printed.hpp"
#include "support/workplace.hpp"

#include <odds/model_file.hpp>
#include <odds/predict.hpp>
#include <odds/profile.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::error_of;
using test::fit_dataset;
using test::fit_text;
using test::Printed;

FitOptions by(Method method) {
  FitOptions options;
  options.method = method;
  return options;
}

doctest::Approx in_brglm2(double value) { return doctest::Approx(value).epsilon(1e-9).scale(0.0); }

struct Reduced {
  const char* dataset;
  const char* formula;
  std::vector<double> estimates;
  std::vector<double> errors;
};

const Reduced kMedian[] = {
    {"endometrial.csv",
     "HG ~ NV + PI + EH",
     {3.96935982607, 3.869206636, -0.038677972002, -2.70793447128},
     {1.55232325921, 2.29824226341, 0.0418665111251, 0.803014057139}},
    {"lbw.csv",
     "low ~ age + lwt + race + smoke",
     {0.265579473845, -0.0218011885641, -0.0119248092941, 1.19562564175, 0.918531168751,
      1.02570315328},
     {1.10298830301, 0.0340585065287, 0.00633322152005, 0.514985998766, 0.414184429676,
      0.377899762182}},
    {"spector.csv",
     "GRADE ~ GPA + TUCE + PSI",
     {-11.1681901287, 2.42731199185, 0.0795999704996, 2.10683358143},
     {4.3583122202, 1.15793333236, 0.133741940748, 0.981630656371}},
    {"budworm.csv",
     "killed/n ~ sex*ldose",
     {-2.94919105091, 0.187561262534, 0.890049320621, 0.342693695938},
     {0.546520950198, 0.767693083086, 0.165201403896, 0.265495605162}},
};

}  // namespace

TEST_CASE("median bias reduction is that of brglm2") {
  for (const Reduced& reduced : kMedian) {
    CAPTURE(reduced.dataset);
    const Fit fit = fit_dataset(reduced.dataset, reduced.formula, by(Method::median));
    REQUIRE(fit.converged());
    for (std::size_t j = 0; j < reduced.estimates.size(); ++j) {
      CAPTURE(j);
      CHECK(fit.coefficients()[j] == in_brglm2(reduced.estimates[j]));
      CHECK(fit.std_errors()[j] == in_brglm2(reduced.errors[j]));
    }
  }
  const Fit published = fit_dataset("endometrial.csv", "HG ~ NV + PI + EH", by(Method::median));
  CHECK(published.coefficients()[1] == Printed("3.86921"));
  CHECK(published.std_errors()[1] == Printed("2.29824"));
}

TEST_CASE("one coefficient: the median bias adjusted score is that of one parameter") {
  // U + k3 / (6 k2) = 0 with k3 / k2 = 1 - 2 p: s - n p + (1 - 2 p) / 6 = 0.
  const Fit fit = fit_text("s,n\n3,10\n2,5\n", "s/n ~ 1", by(Method::median));
  const double p = (5.0 + 1.0 / 6.0) / (15.0 + 1.0 / 3.0);
  CHECK(fit.coefficients()[0] == doctest::Approx(std::log(p / (1.0 - p))).epsilon(1e-12));
  const Fit none = fit_text("s,n\n0,10\n0,5\n", "s/n ~ 1", by(Method::median));
  const double least = (1.0 / 6.0) / (15.0 + 1.0 / 3.0);
  CHECK(none.coefficients()[0] == doctest::Approx(std::log(least / (1.0 - least))).epsilon(1e-12));
}

TEST_CASE("a median bias reduced coefficient follows the unit of its variable") {
  const std::string formula = "GRADE ~ GPA + TUCE + PSI";
  const Fit one = fit_dataset("spector.csv", formula, by(Method::median));
  const Fit scaled =
      fit_dataset("spector.csv", "GRADE ~ I(GPA/1000) + I(TUCE*8) + PSI", by(Method::median));
  CHECK(scaled.coefficients()[1] == doctest::Approx(1000.0 * one.coefficients()[1]).epsilon(1e-9));
  CHECK(scaled.coefficients()[2] == doctest::Approx(one.coefficients()[2] / 8.0).epsilon(1e-9));
  CHECK(scaled.coefficients()[3] == doctest::Approx(one.coefficients()[3]).epsilon(1e-9));
}

TEST_CASE("FLIC has Firth's slopes, and the mean probability is the share of events") {
  const Fit firth = fit_dataset("endometrial.csv", "HG ~ NV + PI + EH", by(Method::firth));
  const Fit flic = fit_dataset("endometrial.csv", "HG ~ NV + PI + EH", by(Method::flic));
  for (std::size_t j = 1; j < 4; ++j) {
    CHECK(flic.coefficients()[j] == doctest::Approx(firth.coefficients()[j]).epsilon(1e-12));
  }
  CHECK(flic.coefficients()[0] == in_brglm2(3.786083494492));
  CHECK(flic.std_errors()[1] == in_brglm2(1.55779533276));
  CHECK(flic.std_errors()[3] == in_brglm2(0.774765994649));
  const Fit spector = fit_dataset("spector.csv", "GRADE ~ GPA + TUCE + PSI", by(Method::flic));
  CHECK(spector.coefficients()[0] == in_brglm2(-10.50132104344));
  const auto table = test::open_dataset("endometrial.csv");
  double sum = 0.0;
  for (const Prediction& row : predict(flic, *table)) sum += row.probability;
  CHECK(sum == doctest::Approx(30.0).epsilon(1e-12));
}

TEST_CASE("FLIC's slopes have Firth's profiles; its intercept has Wald's interval and no test") {
  const auto table = test::open_dataset("endometrial.csv");
  const Formula formula = parse_formula("HG ~ NV + PI + EH");
  const Fit firth = fit(*table, formula, by(Method::firth));
  const Fit flic = fit(*table, formula, by(Method::flic));
  const auto rows = profiled_coefficients(flic, profile_coefficients(flic, *table));
  const auto of_firth = profiled_coefficients(firth, profile_coefficients(firth, *table));
  for (std::size_t j = 1; j < 4; ++j) {
    CHECK(rows[j].conf_low == doctest::Approx(of_firth[j].conf_low).epsilon(1e-9));
    CHECK(rows[j].conf_high == doctest::Approx(of_firth[j].conf_high).epsilon(1e-9));
    CHECK(rows[j].p_value == doctest::Approx(of_firth[j].p_value).epsilon(1e-9));
  }
  CHECK(std::isnan(rows[0].statistic));
  CHECK(rows[0].conf_low == coefficients(flic)[0].conf_low);
}

TEST_CASE("methods that reduce bias are saved by name, and refused where they do not go") {
  const test::Workplace place;
  for (const Method method : {Method::flic, Method::median}) {
    const Fit fit = fit_dataset("spector.csv", "GRADE ~ GPA", by(method));
    save_model(fit, place.path("m.json"));
    const Fit loaded = load_model(place.path("m.json"));
    CHECK(loaded.method() == method);
    CHECK(loaded.coefficients() == fit.coefficients());
  }
  CHECK(error_of([] { fit_dataset("spector.csv", "GRADE ~ 0 + GPA", by(Method::flic)); })
            .text()
            .what == "FLIC corrects the intercept, and the formula has none");
  FitOptions probit = by(Method::median);
  probit.link = Link::probit;
  CHECK(error_of([&] { probit.validate(); }).text().what ==
        "median bias reduction is there for the link logit, not for probit");
  CHECK(error_of([] { require_profile(by(Method::median)); }).text().what ==
        "there is no profile likelihood: median bias reduction maximises none");
}

TEST_CASE("median bias reduction has the same bits on any number of threads") {
  const auto table = test::open_dataset("default.csv");
  FitOptions options = by(Method::median);
  options.event = "Yes";
  const Formula formula = parse_formula("default ~ balance + income");
  CHECK(fit(*table, formula, options, test::with_threads(1)).coefficients() ==
        fit(*table, formula, options, test::with_threads(3)).coefficients());
}

}  // namespace odds
