#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/options.hpp"
#include "support/printed.hpp"
#include "support/random_data.hpp"
#include "support/rows.hpp"

#include <odds/dose.hpp>
#include <odds/margins.hpp>
#include <odds/memory_table.hpp>
#include <odds/predict.hpp>
#include <odds/sensitivity.hpp>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

using test::error_of;
using test::Printed;

/// Averages of some hundred numbers, in another order.
constexpr double kSensitivityRounding = 1e-13;

MemoryTable random_table() {
  test::Random random(7);
  std::vector<double> y, x, z, b;
  std::vector<std::string> g;
  for (int i = 0; i < 240; ++i) {
    x.push_back(1.5 + random.uniform());
    z.push_back(random.normal());
    b.push_back(random.whole(0, 1));
    g.push_back(std::string(1, static_cast<char>('a' + random.whole(0, 2))));
    const double eta = 3.0 * x.back() - 6.0 + 0.5 * z.back() - 0.8 * b.back();
    y.push_back(random.uniform() < 1.0 / (1.0 + std::exp(-eta)) ? 1.0 : 0.0);
  }
  MemoryTable table;
  table.add("y", y).add("x", x).add("z", z).add("b", b).add("g", g);
  return table;
}

template <class Rows>
const auto& of(const Rows& rows, const std::string& variable) {
  const auto found =
      std::ranges::find_if(rows, [&](const auto& row) { return row.variable == variable; });
  REQUIRE(found != rows.end());
  return *found;
}

const FigureRow& figure_of(const SteepestPoint& point, Figure figure) {
  const auto found = std::ranges::find(point.figures, figure, &FigureRow::figure);
  REQUIRE(found != point.figures.end());
  return *found;
}

void check_same(const EstimateRow& one, const EstimateRow& other,
                double tolerance = kSensitivityRounding) {
  CHECK(one.estimate == doctest::Approx(other.estimate).epsilon(tolerance));
  CHECK(one.std_error == doctest::Approx(other.std_error).epsilon(tolerance));
}

Fit fit_challenger() { return test::fit_dataset("challenger.csv", "distress ~ temp"); }

Sensitivity of_challenger(const SensitivityOptions& options) {
  return sensitivity(fit_challenger(), *test::open_dataset("challenger.csv"), options);
}

SensitivityOptions at(const std::string& variable, const std::string& value) {
  SensitivityOptions options;
  options.at = {{variable, {value}}};
  return options;
}

double probability_at(const Fit& fit, const std::string& variable, double value) {
  MemoryTable row;
  row.add(variable, std::vector<double>{value});
  return predict(fit, row).front().probability;
}

/// Two rows for each temperature, an event and none, with the weights that a two-state transition
/// gives them: the fit is the transition, exactly.
MemoryTable two_states(double enthalpy, double midpoint) {
  std::vector<double> bound, kelvin, weight;
  for (double t = midpoint - 15.0; t <= midpoint + 15.0; t += 1.0) {
    const double eta = enthalpy / 8.314462618 * (1.0 / midpoint - 1.0 / t);
    for (const double event : {1.0, 0.0}) {
      bound.push_back(event);
      kelvin.push_back(t);
      weight.push_back(1.0 / (1.0 + std::exp(event == 1.0 ? -eta : eta)));
    }
  }
  MemoryTable table;
  table.add("melted", bound).add("kelvin", kelvin).add("w", weight);
  return table;
}

}  // namespace

TEST_CASE("the ranking holds the margins of every input, what moves P most first") {
  const MemoryTable table = random_table();
  for (const char* formula : {"y ~ x + z + b + g", "y ~ x*z + I(x^2) + b:x + g", "y ~ log(x)*g"}) {
    CAPTURE(formula);
    const Fit fitted = fit(table, parse_formula(formula));
    const Sensitivity result = sensitivity(fitted, table);
    const Margins effects = margins(fitted, table);
    const InputSensitivity& x = of(result.ranking, "x");
    check_same(x.effect, test::margin(effects, "x", "dP/dx"));
    MarginsOptions options;
    options.variables = {"x"};
    options.scale = EffectScale::eyex;
    check_same(*x.elasticity, margins(fitted, table, options).rows.front());
    options = {};
    options.cross = {{"x", "x"}};
    check_same(*x.curvature, margins(fitted, table, options).rows.front());
    CHECK(x.per_sd.estimate == x.effect.estimate * x.std_dev);
    CHECK(x.per_sd.std_error == x.effect.std_error * x.std_dev);
    CHECK(std::ranges::is_sorted(result.ranking, std::ranges::greater(), &InputSensitivity::moved));
  }
}

TEST_CASE("of a factor the reference is compared with the level furthest from it") {
  const MemoryTable table = random_table();
  const Fit fitted = fit(table, parse_formula("y ~ x*C(g, base='b') + b"));
  const Sensitivity result = sensitivity(fitted, table);
  MarginsOptions options;
  options.variables = {"g"};
  options.contrast = MarginContrast::reference;
  const std::vector<MarginRow> pairs = margins(fitted, table, options).rows;
  const auto largest = std::ranges::max_element(
      pairs, {}, [](const MarginRow& row) { return std::abs(row.estimate); });
  const InputSensitivity& g = of(result.ranking, "g");
  CHECK(g.contrast == largest->contrast);
  CHECK(g.contrast.ends_with(" - b"));
  check_same(g.effect, *largest);
  CHECK_FALSE(g.elasticity);
  CHECK(std::isnan(g.per_sd.estimate));
  CHECK(of(result.ranking, "b").contrast == "1 - 0");
  CHECK_FALSE(of(result.ranking, "b").curvature);
}

TEST_CASE("the interval of P is that of eta, on the scale of the link") {
  FitOptions options;
  options.link = Link::cloglog;
  const Fit fit = test::fit_dataset("lbw.csv", "low ~ lwt", options);
  const EstimateRow p =
      sensitivity(fit, *test::open_dataset("lbw.csv"), at("lwt", "100")).probability;
  const std::vector<double>& b = fit.coefficients();
  const SymmetricMatrix& v = fit.covariance();
  const double eta = b[0] + 100.0 * b[1];
  const double reach =
      1.959963984540054 * std::sqrt(v(0, 0) + 100.0 * (2.0 * v(0, 1) + 100.0 * v(1, 1)));
  CHECK(p.estimate == doctest::Approx(-std::expm1(-std::exp(eta))).epsilon(1e-12));
  CHECK(p.conf_low == doctest::Approx(-std::expm1(-std::exp(eta - reach))).epsilon(1e-9));
  CHECK(p.conf_high == doctest::Approx(-std::expm1(-std::exp(eta + reach))).epsilon(1e-9));
}

TEST_CASE("inputs are ranked by the SD of P that they move") {
  // R: sqrt(mean((P - P with the input at its mean)^2)), of levels the mean of P by their shares.
  const auto table = test::open_dataset("lbw.csv");
  const Fit fitted = fit(*table, parse_formula("low ~ age + I(age^2) + lwt + race + smoke"));
  const Sensitivity result = sensitivity(fitted, *table);
  REQUIRE(result.ranking.size() == 4);
  CHECK(result.ranking[0].variable == "smoke");
  CHECK(result.ranking[0].moved == Printed("0.103669704395935"));
  CHECK(result.ranking[1].variable == "race");
  CHECK(result.ranking[1].moved == Printed("0.103314610662706"));
  CHECK(result.ranking[2].variable == "lwt");
  CHECK(result.ranking[2].moved == Printed("0.074610072690303"));
  CHECK(result.ranking[3].variable == "age");
  CHECK(result.ranking[3].moved == Printed("0.055412427649916"));
}

TEST_CASE("flat rows are those whose slope is below a hundredth of the curve's height") {
  const Fit fitted = fit_challenger();
  const auto table = test::open_dataset("challenger.csv");
  Index flat = 0;
  for (const Prediction& row : predict(fitted, *table)) {
    flat += row.probability * (1.0 - row.probability) < 0.01 ? 1 : 0;
  }
  CHECK(sensitivity(fitted, *table).flat_share == doctest::Approx(static_cast<double>(flat) / 23));
}

TEST_CASE("Challenger: gains and elasticities at three temperatures") {
  const auto check_gain = [](const char* temp, const char* gain, const char* std_error,
                             const char* elasticity) {
    CAPTURE(temp);
    const Sensitivity result = of_challenger(at("temp", temp));
    const InputSensitivity& there = result.operating.front();
    CHECK(there.effect.estimate == Printed(gain));
    CHECK(there.effect.std_error == Printed(std_error));
    CHECK(there.elasticity->estimate == Printed(elasticity));
    CHECK(result.point.front() == std::pair<std::string, std::string>("temp", temp));
  };
  check_gain("53", "-.0132475", ".0142341", "-.748");
  check_gain("65", "-.0580077", ".0275002", "-7.725");
  check_gain("75", "-.0181611", ".0088484", "-15.923");
}

TEST_CASE("Challenger: the steepest point is where the odds are even") {
  const Fit fitted = fit_challenger();
  const SteepestPoint point = of_challenger(at("temp", "60")).steepest.front();
  CHECK(point.at.estimate == Printed("64.795"));
  CHECK(point.at.std_error == Printed("2.809"));
  check_same(point.slope, {fitted.coefficients()[1] / 4.0, fitted.std_errors()[1] / 4.0});
  CHECK(point.width == doctest::Approx(2.0 * std::log(9.0) / std::abs(fitted.coefficients()[1])));
  CHECK(probability_at(fitted, "temp", point.low) == doctest::Approx(0.9).epsilon(1e-12));
  CHECK(probability_at(fitted, "temp", point.high) == doctest::Approx(0.1).epsilon(1e-12));
  CHECK(figure_of(point, Figure::distance).estimate ==
        doctest::Approx(point.at.estimate - 60.0).epsilon(1e-12));
  CHECK(figure_of(point, Figure::largest_gain).estimate ==
        doctest::Approx(point.slope.estimate).epsilon(1e-12));
  const double limen = figure_of(point, Figure::difference_limen).estimate;
  CHECK(probability_at(fitted, "temp", point.at.estimate - limen) == doctest::Approx(0.75));
}

TEST_CASE("Challenger: places have the limits that doses have") {
  const Sensitivity result = of_challenger(at("temp", "65"));
  const SteepestPoint& point = result.steepest.front();
  DoseOptions half;
  half.percents = {50.0};
  half.intervals = {DoseInterval::fieller};
  const Dose doses = dose(fit_challenger(), half);
  const ConfidenceRange& fieller = doses.estimates.front().limits.front().dose.front();
  CHECK(point.g == doctest::Approx(doses.curves.front().g).epsilon(1e-10));
  const FigureRow& midpoint = figure_of(point, Figure::midpoint_input);
  CHECK(midpoint.conf_low == doctest::Approx(fieller.low).epsilon(1e-9));
  CHECK(midpoint.conf_high == doctest::Approx(fieller.high).epsilon(1e-9));
  CHECK(point.at.conf_low == midpoint.conf_low);
  const FigureRow& distance = figure_of(point, Figure::distance);
  CHECK(distance.conf_low == doctest::Approx(fieller.low - 65.0).epsilon(1e-9));
}

TEST_CASE("the largest gain is at the end of a range that does not hold the steepest point") {
  SensitivityOptions options = at("temp", "75");
  options.profile = AtValues{"temp", {"75:81:1"}};
  const Sensitivity result = of_challenger(options);
  const FigureRow& gain = figure_of(result.steepest.front(), Figure::largest_gain);
  check_same(gain, result.operating.front().effect, 1e-10);
}

TEST_CASE("thermodynamics: a two-state transition has its enthalpy, midpoint and width") {
  const double enthalpy = 400e3;
  const MemoryTable table = two_states(enthalpy, 330.0);
  const FitOptions weighted = test::with(&FitOptions::importance_weights, "w");
  const Fit fitted = fit(table, parse_formula("melted ~ I(1/kelvin)"), weighted);
  const SteepestPoint point = sensitivity(fitted, table).steepest.front();
  CHECK(point.scale == "1/kelvin");
  const auto estimate = [&](Figure figure) { return figure_of(point, figure).estimate; };
  CHECK(estimate(Figure::enthalpy) == doctest::Approx(enthalpy).epsilon(1e-9));
  CHECK(estimate(Figure::midpoint_input) == doctest::Approx(330.0).epsilon(1e-10));
  CHECK(estimate(Figure::steepest_per_unit) == Printed(".11044"));
  CHECK(estimate(Figure::width) * 330.0 * 330.0 == Printed("9.947"));  // dT = T^2 d(1/T)
  const double reach = std::log(9.0) * 8.314462618 / enthalpy;
  const double width = 1.0 / (1.0 / 330.0 - reach) - 1.0 / (1.0 / 330.0 + reach);
  CHECK(estimate(Figure::width_input) == doctest::Approx(width).epsilon(1e-9));
  // -R b: the error is that of b.
  CHECK(figure_of(point, Figure::enthalpy).std_error ==
        doctest::Approx(8.314462618 * fitted.std_errors()[1]).epsilon(1e-9));
}

TEST_CASE("Hill slopes are per unit of the natural logarithm, whichever is used") {
  const auto table = test::open_dataset("rotenone.csv");
  const FitOptions doses = test::with(&FitOptions::where, "dose > 0");
  const auto hill = [&](const char* formula) {
    const Fit fitted = fit(*table, parse_formula(formula), doses);
    const Sensitivity result = sensitivity(fitted, *table);
    const SteepestPoint point = result.steepest.front();
    CHECK(std::log10(point.at.estimate) == Printed("0.68385"));  // Finney 1971
    CHECK(figure_of(point, Figure::midpoint_input).estimate == point.at.estimate);
    return figure_of(point, Figure::hill_slope);
  };
  const Fit natural = fit(*table, parse_formula("affected/total ~ log(dose)"), doses);
  const EstimateRow slope{natural.coefficients()[1], natural.std_errors()[1]};
  check_same(hill("affected/total ~ log(dose)"), slope, 1e-9);
  check_same(hill("affected/total ~ log10(dose)"), slope, 1e-9);
  check_same(hill("affected/total ~ log2(dose)"), slope, 1e-9);
}

TEST_CASE("sensitivities do not depend on centring and scaling") {
  const MemoryTable table = random_table();
  const auto look = [&](const char* formula) {
    SensitivityOptions options = at("x", "1.9");
    options.profile = AtValues{"x", {"1.6:2.4:0.2"}};
    return sensitivity(fit(table, parse_formula(formula)), table, options);
  };
  const Sensitivity plain = look("y ~ x*z + g");
  for (const char* formula : {"y ~ scale(x)*center(z) + g", "y ~ I(10*x - 3)*z + g"}) {
    CAPTURE(formula);
    const Sensitivity other = look(formula);
    const SteepestPoint& one = of(plain.steepest, "x");
    const SteepestPoint& two = of(other.steepest, "x");
    check_same(one.at, two.at, 1e-8);
    check_same(one.slope, two.slope, 1e-8);
    check_same(of(plain.operating, "x").effect, of(other.operating, "x").effect, 1e-8);
    for (std::size_t i = 0; i < plain.profile.size(); ++i) {
      check_same(plain.profile[i].curvature, other.profile[i].curvature, 1e-8);
    }
  }
}

TEST_CASE("a profile is the curve with its derivatives") {
  const MemoryTable table = random_table();
  const Fit fitted = fit(table, parse_formula("y ~ I(x^2) + log(x)"));
  const double h = 1e-4;
  SensitivityOptions options;
  options.profile = AtValues{"x", {"1.6:2.4:0.1"}};
  const Sensitivity result = sensitivity(fitted, table, options);
  REQUIRE(result.profile.size() == 9);
  for (const ProfilePoint& point : result.profile) {
    const auto p = [&](double x) { return probability_at(fitted, "x", x); };
    const double x = point.value;
    CHECK(point.probability.estimate == doctest::Approx(p(x)).epsilon(kSensitivityRounding));
    // Differences err by h^2 / 6 of a third derivative, some tens, and by 1e-16 over h or h^2.
    CHECK(point.slope.estimate == doctest::Approx((p(x + h) - p(x - h)) / (2 * h)).epsilon(1e-6));
    CHECK(std::abs(point.curvature.estimate - (p(x + h) - 2 * p(x) + p(x - h)) / (h * h)) < 1e-5);
    CHECK(point.elasticity.estimate == doctest::Approx(x / p(x) * point.slope.estimate));
    CHECK(point.probability.conf_low > 0.0);
    CHECK(point.probability.conf_high < 1.0);
  }
  CHECK(result.steepest.empty());
  CHECK(std::ranges::find(result.notes, "N066", &Note::code) != result.notes.end());
  options.profile = AtValues{"x", {}};
  CHECK(sensitivity(fitted, table, options).profile.size() == 41);
}

TEST_CASE("a point of a long profile is what it is by itself, in ascending order") {
  const MemoryTable table = random_table();
  const Fit fitted = fit(table, parse_formula("y ~ x + z*b"));
  SensitivityOptions options;
  options.profile = AtValues{"x", {"1.5:2.5:0.005"}};
  const std::vector<ProfilePoint> points = sensitivity(fitted, table, options).profile;
  REQUIRE(points.size() == 201);
  CHECK(std::ranges::is_sorted(points, {}, &ProfilePoint::value));
  for (const std::size_t i : {0U, 63U, 64U, 65U, 127U, 128U, 200U}) {
    options.profile = AtValues{"x", {fmt::format("{}", points[i].value), "9"}};
    const ProfilePoint alone = sensitivity(fitted, table, options).profile.front();
    CHECK(alone.value == points[i].value);
    check_same(alone.probability, points[i].probability);
    check_same(alone.slope, points[i].slope);
    check_same(alone.curvature, points[i].curvature);
  }
}

TEST_CASE("threads do not change a bit") {
  const MemoryTable table = random_table();
  const Fit fitted = fit(table, parse_formula("y ~ x*g + z + b"));
  Execution one;
  one.threads = 1;
  Execution three;
  three.threads = 3;
  const Sensitivity first = sensitivity(fitted, table, {}, one);
  const Sensitivity second = sensitivity(fitted, table, {}, three);
  for (std::size_t i = 0; i < first.ranking.size(); ++i) {
    CHECK(first.ranking[i].effect.estimate == second.ranking[i].effect.estimate);
    CHECK(first.ranking[i].effect.std_error == second.ranking[i].effect.std_error);
  }
  CHECK(first.probability.std_error == second.probability.std_error);
}

TEST_CASE("figures come in one list, with the number needed to treat of a 0/1 column") {
  const MemoryTable table = random_table();
  const Sensitivity result = sensitivity(fit(table, parse_formula("y ~ x + b")), table);
  const std::vector<FigureRow> rows = figures(result, "b");
  const auto needed = std::ranges::find(rows, Figure::needed_to_treat, &FigureRow::figure);
  REQUIRE(needed != rows.end());
  CHECK(needed->estimate == 1.0 / of(result.ranking, "b").effect.estimate);
  CHECK(figures(result, "nothing").empty());
}

TEST_CASE("what is no operating point or no number to follow is refused") {
  const MemoryTable table = random_table();
  const Fit fitted = fit(table, parse_formula("y ~ x + g"));
  const auto message = [&](const SensitivityOptions& options) {
    return error_of([&] { sensitivity(fitted, table, options); }).text().what;
  };
  SensitivityOptions several;
  several.at = {{"x", {"1", "2"}}};
  CHECK(message(several) == "an operating point has one value of x, not 2");
  SensitivityOptions factor;
  factor.profile = AtValues{"g", {}};
  CHECK(message(factor) == "g enters as a factor: there is nothing between its levels");
  SensitivityOptions single;
  single.profile = AtValues{"x", {"2"}};
  CHECK(message(single) == "x is to be followed along a single value");
  SensitivityOptions observed;
  observed.point = MarginPoint::observed;
  CHECK(message(observed) == "an operating point is one row");
}

TEST_CASE("where eta does not depend on a number there is no steepest point, and a note") {
  test::Random random(31);
  std::vector<double> y, x, b;
  for (int i = 0; i < 60; ++i) {
    x.push_back(random.normal());
    b.push_back(random.whole(0, 1));
    y.push_back(random.whole(0, 1));
  }
  MemoryTable table;
  table.add("y", y).add("x", x).add("b", b);
  const Fit fit = odds::fit(table, parse_formula("y ~ b + b:x"));
  SensitivityOptions options;
  options.at = {{"b", {"0"}}};
  const Sensitivity page = sensitivity(fit, table, options);
  CHECK(page.steepest.empty());
  CHECK(of(page.operating, "x").effect.estimate == 0.0);
  REQUIRE(std::ranges::find(page.notes, "N066", &Note::code) != page.notes.end());
  options.at = {{"b", {"1"}}};
  CHECK(sensitivity(fit, table, options).steepest.size() == 1);
}

TEST_CASE("a condition on a text has its share at means, which a dose without data does not know") {
  const MemoryTable table = random_table();
  const Fit fitted = fit(table, parse_formula("y ~ x + I(g == \"a\")"));
  CHECK(sensitivity(fitted, table).ranking.size() == 2);
  MarginsOptions means;
  means.point = MarginPoint::means;
  CHECK(margins(fitted, table, means).rows.size() == 2);
  const Error error = error_of([&] { dose(fitted); });
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(error.text().hint == "use g as a factor");
}

}  // namespace odds
