// Reference values: tools/certify_margin_tests.py, of 100 digits; R 4.2.2, p.adjust.
#include "effects/margins/margins_jacobian.hpp"
#include "model/model.hpp"
#include "support/dataset.hpp"
#include "support/error_of.hpp"

#include <odds/margin_tests.hpp>
#include <odds/margin_words.hpp>
#include <odds/variance.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::error_of;
using test::open_dataset;
using RowKind = HypothesisRow::Kind;

struct CertifiedMarginTest {
  const char* dydx;
  const char* of;
  const char* over;
  const char* ages;
  const char* measure;
  const char* hypothesis;
  double estimate;
  double std_error;
  double statistic;
  double p_value;

  MarginsOptions options() const {
    MarginsOptions result;
    if (*dydx != '\0') result.variables = {dydx};
    if (*of != '\0') result.of = {of};
    if (*over != '\0') result.over = {over};
    if (*ages != '\0') result.at = {{"age", {"20", "30"}}};
    if (*measure != '\0') result.measures = parse_measures(measure);
    return result;
  }
};

const std::vector<CertifiedMarginTest> kCertifiedMarginTests = {
#include "effects/margins/margin_test_values.inc"
};

HypothesisOptions about(std::vector<std::string> hypotheses) {
  HypothesisOptions options;
  options.hypotheses = std::move(hypotheses);
  return options;
}

struct CrossedBirths {
  std::unique_ptr<const Table> table = open_dataset("lbw.csv");
  Fit fit = odds::fit(*table, parse_formula("low ~ age + lwt + race*smoke"), FitOptions());

  Margins margins(const MarginsOptions& options) const {
    return odds::margins(fit, *table, options);
  }
};

TEST_CASE("tests of margins have their certified values") {
  const CrossedBirths births;
  for (const CertifiedMarginTest& certified : kCertifiedMarginTests) {
    CAPTURE(certified.hypothesis);
    const Margins margins = births.margins(certified.options());
    const HypothesisRow row = test_margins(margins, about({certified.hypothesis})).rows.at(0);
    CHECK(row.estimate == doctest::Approx(certified.estimate).epsilon(1e-9).scale(0.0));
    CHECK(row.std_error == doctest::Approx(certified.std_error).epsilon(1e-9).scale(0.0));
    CHECK(row.statistic == doctest::Approx(certified.statistic).epsilon(1e-8).scale(0.0));
    CHECK(row.p_value == doctest::Approx(certified.p_value).epsilon(1e-8).scale(0.0));
  }
}

TEST_CASE("equality of all is the joint test of the contrasts") {
  const CrossedBirths births;
  MarginsOptions options;
  options.variables = {"smoke"};
  options.over = {"race"};
  const Margins effects = births.margins(options);
  options.contrast = MarginContrast::pairwise;
  const Margins contrasts = births.margins(options);
  const auto rows =
      test_margins(effects, about({"smoke[White] = smoke[black]", "smoke[black] = smoke[other]"}))
          .rows;
  REQUIRE(rows.size() == 3);
  CHECK(rows[2].kind == RowKind::joint);
  CHECK(rows[2].df == contrasts.joint.at(0).df);
  CHECK(rows[2].statistic == doctest::Approx(contrasts.joint.at(0).statistic).epsilon(1e-9));
  CHECK(rows[0].estimate == doctest::Approx(-contrasts.rows.at(0).estimate).epsilon(1e-12));
  CHECK(rows[0].std_error == doctest::Approx(contrasts.rows.at(0).std_error).epsilon(1e-12));
}

TEST_CASE("rows are called by what tells them apart") {
  const CrossedBirths births;
  MarginsOptions options;
  options.variables = {"smoke", "race"};
  options.at = {{"age", {"20", "30"}}};
  CHECK(margin_names(births.margins(options)) ==
        std::vector<std::string>{"smoke[20]", "smoke[30]", "race[black-White,20]",
                                 "race[black-White,30]", "race[other-White,20]",
                                 "race[other-White,30]"});
  options = {};
  options.of = {"race"};
  options.contrast = MarginContrast::pairwise;
  CHECK(margin_names(births.margins(options)).front() == "P[race=black-White]");
  options = {};
  options.variables = {"age", "smoke"};
  CHECK(margin_names(births.margins(options)) == std::vector<std::string>{"age", "smoke"});
}

TEST_CASE("what is no hypothesis about margins is refused") {
  const CrossedBirths births;
  MarginsOptions options;
  options.variables = {"smoke"};
  options.over = {"race"};
  const Margins margins = births.margins(options);
  const Error unknown = error_of([&] { test_margins(margins, about({"smok[White] = 0"})); });
  CHECK(unknown.kind() == ErrorKind::usage);
  CHECK(unknown.text().hint.find("smoke[White]") != std::string::npos);
  CHECK_THROWS_AS(test_margins(margins, about({"smoke[White] = 0", "smoke[White] = 1"})), Error);
  HypothesisOptions scores = about({"smoke[White] = 0"});
  scores.method = TestMethod::score;
  CHECK_THROWS_AS(test_margins(margins, scores), Error);
  options.measures = {Measure::nnt};
  CHECK(error_of([&] {
          test_margins(births.margins(options), about({"smoke[White] = 4"}));
        }).kind() == ErrorKind::model);
}

TEST_CASE("p-values of margins are adjusted as one family") {
  const CrossedBirths births;
  MarginsOptions options;
  options.of = {"race"};
  options.contrast = MarginContrast::pairwise;
  options.adjustment = Adjustment::holm;
  const Margins holm = births.margins(options);
  CHECK(holm.family == 3);
  // p.adjust(c(0.014426324478762046, 0.052475041739059, 0.390265333816262), "holm")
  CHECK(holm.rows[0].adjusted_p == doctest::Approx(0.043278973436286138).epsilon(1e-8));
  CHECK(holm.rows[1].adjusted_p == doctest::Approx(0.104950083478118).epsilon(1e-8));
  CHECK(holm.rows[2].adjusted_p == doctest::Approx(0.390265333816262).epsilon(1e-8));
  options.adjustment = Adjustment::sup_t;
  const Margins sup_t = births.margins(options);
  options.adjustment = Adjustment::none;
  options.simultaneous = true;
  CHECK(sup_t.critical_value == births.margins(options).critical_value);
  for (const MarginRow& row : sup_t.rows) {
    const bool holds_null = row.conf_low <= 0.0 && row.conf_high >= 0.0;
    CHECK(holds_null == (row.adjusted_p > 0.05));
    CHECK(row.adjusted_p >= row.p_value);
  }
  MarginsOptions predictions;
  predictions.of = {"race"};
  predictions.adjustment = Adjustment::holm;
  CHECK_THROWS_AS(births.margins(predictions), Error);
}

TEST_CASE("tests of margins use t where the fit does") {
  const CrossedBirths births;
  MarginsOptions options;
  options.variables = {"smoke"};
  options.over = {"race"};
  const Margins z = births.margins(options);
  const Margins t = margins(with_test_degrees(births.fit, 20.0), *births.table, options);
  const HypothesisRow of_z = test_margins(z, about({"b1 = b3"})).rows.at(0);
  const HypothesisRow of_t = test_margins(t, about({"b1 = b3"})).rows.at(0);
  CHECK(of_t.degrees == 20.0);
  CHECK(of_t.statistic == of_z.statistic);
  CHECK(of_t.p_value > of_z.p_value);
  const VarianceChoice cr2 = parse_variance("cr2:age");
  const Fit clustered = with_variance(births.fit, *births.table, cr2);
  const auto [own, jacobian] = margins_with_jacobian(clustered, *births.table, options, {});
  const auto tests = test_margins(own, about({"b1 = b3", "b2 = b3"})).rows;
  const Vector contrast = (jacobian.row(0) - jacobian.row(2)).transpose();
  CHECK(tests.at(0).degrees ==
        doctest::Approx(clustered.model().contrast_degrees->of(contrast)).epsilon(1e-10));
  // One hypothesis written in two ways is the same one, and two are tested by Hotelling's F.
  const auto doubled = test_margins(own, about({"2*b1 - 2*b3 = 0", "b1 = b3"})).rows;
  CHECK(doubled.at(2).df == 1);
  CHECK(doubled.at(2).degrees == doctest::Approx(tests.at(0).degrees).epsilon(1e-10));
  CHECK(tests.at(2).df == 2);
  Matrix contrasts(2, jacobian.cols());
  contrasts << jacobian.row(0) - jacobian.row(2), jacobian.row(1) - jacobian.row(2);
  const JointReference both = clustered.model().contrast_degrees->of_all(contrasts);
  CHECK(tests.at(2).degrees == doctest::Approx(both.denominator).epsilon(1e-9));
}

}  // namespace
}  // namespace odds
