// Margins at settings, by groups and at points, against predictions of changed tables.
#include "support/error_of.hpp"
#include "support/options.hpp"
#include "support/study.hpp"
#include "support/table.hpp"

#include <odds/margin_words.hpp>
#include <odds/margins.hpp>

#include <Eigen/LU>
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

using test::effect_study;
using test::EffectStudy;
using test::mean_of;
using test::predicted;

/// Averages of 240 probabilities, in another order.
constexpr double kSettingRounding = 1e-14;

const std::vector<std::string> kSettingFormulas = {
    "y ~ x + z + b + g",  "y ~ x*z + I(x^2) + b*g",         "y ~ g*x + h:z + C(k)",
    "y ~ log(x)*b + g*h", "y ~ scale(x) + center(z):g + b",
};

struct SettingCase {
  EffectStudy study = effect_study();
  MemoryTable table = study.table();
  Fit fit;

  explicit SettingCase(const std::string& formula, const FitOptions& options = {})
      : fit(odds::fit(table, parse_formula(formula), options)) {}

  std::vector<MarginRow> rows(const MarginsOptions& options) const {
    return margins(fit, table, options).rows;
  }

  double average(const std::function<void(EffectStudy&)>& change,
                 const std::function<double(std::size_t)>& weight = {}) const {
    return mean_of(predicted(fit, study, change), weight);
  }
};

MarginsOptions at(const std::string& text) {
  MarginsOptions options;
  const AtText parsed = parse_at(text);
  options.point = parsed.point;
  options.at = parsed.values;
  options.predictions = true;
  return options;
}

std::function<void(EffectStudy&)> set_x(double value) {
  return [=](EffectStudy& study) { std::ranges::fill(study.x, value); };
}

std::function<void(EffectStudy&)> set_g(const std::string& level) {
  return [=](EffectStudy& study) { std::ranges::fill(study.g, level); };
}

}  // namespace

TEST_CASE("P at settings is the average of predictions from a table that is set so") {
  for (const std::string& formula : kSettingFormulas) {
    CAPTURE(formula);
    const SettingCase each(formula);
    const std::vector<MarginRow> rows = each.rows(at("x=2.25:2.75:0.25 g=a,c"));
    REQUIRE(rows.size() == 6);
    std::size_t next = 0;
    for (const double x : {2.25, 2.5, 2.75}) {
      for (const std::string level : {"a", "c"}) {
        const double expected = each.average([&](EffectStudy& study) {
          set_x(x)(study);
          set_g(level)(study);
        });
        CHECK(std::abs(rows[next].estimate - expected) < kSettingRounding);
        CHECK(rows[next].at.back().second == level);
        CHECK(rows[next++].status == MarginStatus::ok);
      }
    }
  }
}

TEST_CASE("predictive margins set each level, and intervals stay within (0, 1)") {
  const SettingCase each("y ~ x*g + z");
  MarginsOptions options;
  options.of = {"g"};
  const std::vector<MarginRow> rows = each.rows(options);
  REQUIRE(rows.size() == 3);
  for (const MarginRow& row : rows) {
    CHECK(std::abs(row.estimate - each.average(set_g(row.at.front().second))) < kSettingRounding);
    const double logit = std::log(row.estimate / (1.0 - row.estimate));
    const double reach = 1.959963984540054 * row.std_error / (row.estimate * (1.0 - row.estimate));
    CHECK(row.conf_low == doctest::Approx(1.0 / (1.0 + std::exp(reach - logit))).epsilon(1e-13));
    CHECK(row.conf_high == doctest::Approx(1.0 / (1.0 + std::exp(-reach - logit))).epsilon(1e-13));
  }
}

TEST_CASE("groups keep their own rows, and a filter leaves out the others") {
  const SettingCase each("y ~ x*b + g");
  MarginsOptions options;
  options.variables = {"b"};
  options.over = {"h"};
  const auto in = [&](const std::string& level) {
    return [&, level](std::size_t i) { return each.study.h[i] == level ? 1.0 : 0.0; };
  };
  const auto set_b = [](double value) {
    return [=](EffectStudy& study) { std::ranges::fill(study.b, value); };
  };
  const std::vector<MarginRow> rows = each.rows(options);
  REQUIRE(rows.size() == 2);
  for (const MarginRow& row : rows) {
    const std::string level = row.at.front().second;
    const double expected =
        each.average(set_b(1.0), in(level)) - each.average(set_b(0.0), in(level));
    CHECK(std::abs(row.estimate - expected) < kSettingRounding);
    MarginsOptions filtered;
    filtered.variables = {"b"};
    filtered.where = "h == '" + level + "'";
    const MarginRow alone = each.rows(filtered).front();
    CHECK(std::abs(alone.estimate - row.estimate) < kSettingRounding);
    CHECK(alone.std_error == doctest::Approx(row.std_error).epsilon(1e-12));
    CHECK(alone.weight == row.weight);
  }
}

TEST_CASE("the typical row has medians and most frequent levels") {
  const SettingCase each("y ~ x*z + g + C(k)");
  EffectStudy one = each.study;
  const auto median = [](std::vector<double> values) {
    std::ranges::sort(values);
    return 0.5 * (values[119] + values[120]);
  };
  const auto mode = [](const auto& values) {
    auto best = values.front();
    for (const auto& value : values) {
      const auto more = std::ranges::count(values, value) - std::ranges::count(values, best);
      if (more > 0 || (more == 0 && value < best)) best = value;
    }
    return best;
  };
  std::ranges::fill(one.x, median(each.study.x));
  std::ranges::fill(one.z, median(each.study.z));
  std::ranges::fill(one.g, mode(each.study.g));
  std::ranges::fill(one.k, mode(each.study.k));
  CHECK(std::abs(each.rows(at("typical")).front().estimate - predicted(each.fit, one).front()) <
        kSettingRounding);
}

TEST_CASE("at means the linear predictor has the means of indicators") {
  const SettingCase each("y ~ x + g + z");
  // Without transformations the linear predictor of the means is the mean of the linear predictors.
  double sum = 0.0;
  for (const double p : predicted(each.fit, each.study)) sum += std::log(p / (1.0 - p));
  const double eta = sum / static_cast<double>(each.study.rows());
  CHECK(each.rows(at("means")).front().estimate ==
        doctest::Approx(1.0 / (1.0 + std::exp(-eta))).epsilon(1e-12));
}

TEST_CASE("steps move numbers by units, standard deviations or between values") {
  const SettingCase each("y ~ x*b + I(x^2)");
  const auto moved = [&](double step) {
    return each.average([=](EffectStudy& study) {
      for (double& value : study.x) value += step;
    });
  };
  const auto effect = [&](const std::string& step, bool centred) {
    MarginsOptions options;
    options.variables = {"x"};
    options.step = parse_step(step, centred);
    return each.rows(options).front().estimate;
  };
  CHECK(std::abs(effect("1", false) - (moved(1.0) - moved(0.0))) < kSettingRounding);
  CHECK(std::abs(effect("0.5", true) - (moved(0.25) - moved(-0.25))) < kSettingRounding);
  double mean = 0.0;
  for (const double x : each.study.x) mean += x / 240.0;
  double squares = 0.0;
  for (const double x : each.study.x) squares += (x - mean) * (x - mean);
  const double sd = std::sqrt(squares / 239.0);
  CHECK(std::abs(effect("2sd", false) - (moved(2.0 * sd) - moved(0.0))) < 1e-13);
  CHECK(std::abs(effect("2.2:2.6", false) - (each.average(set_x(2.6)) - each.average(set_x(2.2)))) <
        kSettingRounding);
  std::vector<double> sorted = each.study.x;
  std::ranges::sort(sorted);
  const double range = each.average(set_x(sorted.back())) - each.average(set_x(sorted.front()));
  CHECK(std::abs(effect("minmax", false) - range) < kSettingRounding);
}

TEST_CASE("contrasts are differences of margins, with a joint test of their rank") {
  const SettingCase each("y ~ x*g + z");
  MarginsOptions options;
  options.of = {"g"};
  const Margins levels = margins(each.fit, each.table, options);
  options.contrast = MarginContrast::pairwise;
  const Margins pairs = margins(each.fit, each.table, options);
  REQUIRE(pairs.rows.size() == 3);
  CHECK(pairs.rows[0].contrast == "g = b - a");
  CHECK(pairs.rows[2].contrast == "g = c - b");
  CHECK(std::abs(pairs.rows[2].estimate - (levels.rows[2].estimate - levels.rows[1].estimate)) <
        kSettingRounding);
  Matrix difference = Matrix::Zero(2, 3);
  difference << -1.0, 1.0, 0.0, -1.0, 0.0, 1.0;
  Vector estimates(3);
  for (Index i = 0; i < 3; ++i) estimates[i] = levels.rows[static_cast<std::size_t>(i)].estimate;
  const Vector d = difference * estimates;
  const Matrix covariance = difference * as_eigen(levels.covariance) * difference.transpose();
  REQUIRE(pairs.joint.size() == 1);
  CHECK(pairs.joint.front().df == 2);
  CHECK(pairs.joint.front().statistic ==
        doctest::Approx(d.dot(covariance.inverse() * d)).epsilon(1e-10));
}

TEST_CASE("settings of one number have no joint test: they follow from fewer coefficients") {
  const SettingCase each("y ~ x + z");
  MarginsOptions options = at("x=2.2,2.4,2.6,2.8");
  options.contrast = MarginContrast::pairwise;
  CHECK(margins(each.fit, each.table, options).joint.empty());
  options.at = {{"x", {"2.2", "2.8"}}};
  CHECK(margins(each.fit, each.table, options).joint.size() == 1);
}

TEST_CASE("contrasts say what differs between two settings, and what they share") {
  const SettingCase each("y ~ x*g + b*h");
  const auto names = [&](const std::string& text, MarginContrast contrast) {
    MarginsOptions options = at(text);
    options.contrast = contrast;
    std::string result;
    for (const MarginRow& row : each.rows(options)) result += row.contrast + "; ";
    return result;
  };
  CHECK(names("b=0 g=a,c", MarginContrast::reference) == "g = c - a, b = 0; ");
  CHECK(names("b=0,1 g=a,c", MarginContrast::reference) ==
        "g = c - a, b = 0; b = 1 - 0, g = a; (b = 1, g = c) - (b = 0, g = a); ");
  CHECK(names("g=a,c", MarginContrast::mean) == "g = a - mean; g = c - mean; ");
  // Levels of one name in two variables.
  MarginsOptions options;
  options.of = {"h"};
  options.variables = {"b"};
  options.contrast = MarginContrast::reference;
  CHECK(each.rows(options).front().contrast == "1 - 0: h = top - low");
}

TEST_CASE("predictions have no test, and say on which scale their intervals are") {
  const SettingCase each("y ~ x + g");
  MarginsOptions options;
  options.of = {"g"};
  const Margins levels = margins(each.fit, each.table, options);
  CHECK(levels.scales.link);
  for (const MarginRow& row : levels.rows) {
    CHECK(std::isnan(row.statistic));
    CHECK(std::isnan(row.p_value));
    CHECK(row.std_error > 0.0);
  }
  options.contrast = MarginContrast::reference;
  const Margins pairs = margins(each.fit, each.table, options);
  CHECK_FALSE(pairs.scales.link);
  CHECK(std::isfinite(pairs.rows.front().statistic));
}

TEST_CASE("effects across settings are second differences") {
  const SettingCase each("y ~ x + b*g + z");
  MarginsOptions options;
  options.variables = {"b"};
  options.of = {"g"};
  options.contrast = MarginContrast::reference;
  const auto p = [&](double b, const std::string& level) {
    return each.average([&](EffectStudy& study) {
      std::ranges::fill(study.b, b);
      set_g(level)(study);
    });
  };
  const MarginRow row = each.rows(options).front();
  CHECK(row.contrast == "1 - 0: g = b - a");
  const double expected = (p(1.0, "b") - p(0.0, "b")) - (p(1.0, "a") - p(0.0, "a"));
  CHECK(std::abs(row.estimate - expected) < kSettingRounding);
  MarginsOptions cross;
  cross.cross = {{"b", "g"}};
  const MarginRow same = each.rows(cross).front();
  CHECK(same.estimate == doctest::Approx(row.estimate).epsilon(1e-12));
  CHECK(same.std_error == doctest::Approx(row.std_error).epsilon(1e-12));
}

TEST_CASE("measures compare averaged probabilities") {
  const SettingCase each("y ~ x + b*z");
  MarginsOptions options;
  options.variables = {"b"};
  options.measures = parse_measures("rd,rr,or,nnt");
  const std::vector<MarginRow> rows = each.rows(options);
  REQUIRE(rows.size() == 4);
  const auto p = [&](double b) {
    return each.average([=](EffectStudy& study) { std::ranges::fill(study.b, b); });
  };
  CHECK(rows[0].estimate == doctest::Approx(p(1.0) - p(0.0)).epsilon(1e-12));
  CHECK(rows[1].estimate == doctest::Approx(p(1.0) / p(0.0)).epsilon(1e-12));
  CHECK(rows[2].estimate ==
        doctest::Approx(p(1.0) / (1.0 - p(1.0)) * (1.0 - p(0.0)) / p(0.0)).epsilon(1e-12));
  CHECK(rows[3].estimate == doctest::Approx(1.0 / (p(1.0) - p(0.0))).epsilon(1e-12));
  CHECK(rows[1].conf_low > 0.0);
  CHECK(rows[1].conf_low * rows[1].conf_high ==
        doctest::Approx(rows[1].estimate * rows[1].estimate).epsilon(1e-12));
}

TEST_CASE("values beyond the data and levels that no row combines are marked") {
  const auto table = test::csv(
      "y,x,g,h\n1,1,a,s\n0,2,a,s\n1,3,a,t\n0,1,a,t\n1,2,b,s\n0,3,b,s\n1,2,b,s\n0,1,a,s\n1,3,a,t\n");
  const Fit fit = odds::fit(*table, parse_formula("y ~ x + g + h"));
  const auto statuses = [&](const std::string& text) {
    std::vector<MarginStatus> result;
    for (const MarginRow& row : margins(fit, *table, at(text)).rows) result.push_back(row.status);
    return result;
  };
  using enum MarginStatus;
  CHECK(statuses("x=1,3,3.5") == std::vector{ok, ok, outside});
  CHECK(statuses("g=a,b h=t") == std::vector{ok, outside});
}

TEST_CASE("a cell of the design that the rows do not have is not estimable") {
  const auto table = test::csv(
      "y,x,g,h\n1,1,a,s\n0,2,a,s\n1,3,a,t\n0,1,a,t\n1,2,b,s\n0,3,b,s\n1,2,b,s\n0,1,a,s\n1,3,a,t\n");
  const Fit fit = odds::fit(*table, parse_formula("y ~ x + g*h"));
  MarginsOptions options;
  options.of = {"g", "h"};
  const Margins cells = margins(fit, *table, options);
  REQUIRE(cells.rows.size() == 4);
  for (const MarginRow& row : cells.rows) {
    const bool lost = row.at[0].second == "b" && row.at[1].second == "t";
    CHECK((row.status == MarginStatus::inestimable) == lost);
    CHECK(std::isnan(row.estimate) == lost);
  }
  CHECK(cells.notes.back().code == "N049");
}

TEST_CASE("what cannot be asked is refused in words") {
  const SettingCase each("y ~ x + g + b");
  const auto what = [&](const std::function<void(MarginsOptions&)>& change) {
    MarginsOptions options;
    change(options);
    const Error error = test::error_of([&] { margins(each.fit, each.table, options); });
    CHECK(error.kind() == ErrorKind::usage);
    return error.text().what;
  };
  CHECK(what([](MarginsOptions& o) {
          o.at = {{"xx", {"1"}}};
        }) == "the model has no variable \"xx\"");
  CHECK(what([](MarginsOptions& o) { o.at = {{"g", {"d"}}}; }) == "g has no level \"d\"");
  CHECK(what([](MarginsOptions& o) {
          o.at = {{"x", {"many"}}};
        }) == "\"many\" is not a value of the number x");
  CHECK(what([](MarginsOptions& o) {
          o.at = {{"x", {"1:5:0"}}};
        }) == "the range 1:5:0 has no end within 10000 steps");
  CHECK(what([](MarginsOptions& o) {
          o.scale = EffectScale::eyex;
          o.variables = {"g"};
        }) == "g has no elasticity: it is a factor");
  CHECK(what([](MarginsOptions& o) { o.of = {"x"}; }) == "x is a number, which has no levels");
  CHECK(what([](MarginsOptions& o) {
          o.variables = {"x"};
          o.measures = {Measure::risk_ratio};
        }) == "x is differentiated: a measure compares two probabilities");
  CHECK(what([](MarginsOptions& o) { o.over = {"nobody"}; }) == "there is no column \"nobody\"");
  CHECK(what([](MarginsOptions& o) {
          o.at = {{"x", {"2"}}};
          o.contrast = MarginContrast::pairwise;
        }) == "there is only one setting: nothing to compare");
  CHECK(what([](MarginsOptions& o) {
          o.at = {{"g", {"a"}}};
          o.of = {"g"};
        }) == "g is named twice in --of, --at and --over");
  MarginsOptions nobody;
  nobody.where = "x > 100";
  const Error none = test::error_of([&] { margins(each.fit, each.table, nobody); });
  CHECK(none.kind() == ErrorKind::model);
  CHECK(none.text().what == "the filter leaves no row of the table");
}

}  // namespace odds
