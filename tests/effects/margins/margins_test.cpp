#include "model/fit_parts.hpp"
#include "model/model.hpp"
#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/options.hpp"
#include "support/random_data.hpp"
#include "support/table.hpp"

#include <odds/margins.hpp>
#include <odds/memory_table.hpp>
#include <odds/model_file.hpp>
#include <odds/predict.hpp>

#include <doctest/doctest.h>

#include <cmath>

namespace odds {
namespace {

using test::csv;
using test::error_of;
using test::with;

/// Columns of a small study, to be changed and put into a table.
struct Study {
  std::vector<double> y, x, z, b, k, w, o;
  std::vector<std::string> g;

  MemoryTable table() const {
    MemoryTable result;
    result.add("y", y).add("x", x).add("z", z).add("b", b).add("k", k).add("w", w).add("o", o);
    result.add("g", g);
    return result;
  }
};

Study random_study() {
  test::Random random(101);
  Study study;
  for (int i = 0; i < 200; ++i) {
    study.x.push_back(2.0 + random.uniform());
    study.z.push_back(random.normal());
    study.b.push_back(random.whole(0, 1));
    study.k.push_back(random.whole(1, 3));
    study.w.push_back(0.5 + random.uniform());
    study.o.push_back(0.2 * random.normal());
    study.g.push_back(std::string(1, static_cast<char>('a' + random.whole(0, 2))));
    const double eta = study.x.back() - 2.5 + 0.5 * study.z.back() - 0.6 * study.b.back();
    study.y.push_back(random.uniform() < 1.0 / (1.0 + std::exp(-eta)) ? 1.0 : 0.0);
  }
  return study;
}

/// The average of the predicted probabilities over the rows of a table, weighted.
double average(const Fit& fit, const Study& study, const std::vector<double>& weights = {}) {
  long double sum = 0.0L;
  long double total = 0.0L;
  for (const Prediction& row : predict(fit, study.table())) {
    REQUIRE(row.status == Prediction::Status::ok);
    const double weight = weights.empty() ? 1.0 : weights[static_cast<std::size_t>(row.row)];
    sum += weight * static_cast<long double>(row.probability);
    total += weight;
  }
  return static_cast<double>(sum / total);
}

/// d average / d column by the fourth-order central difference.
double slope(const Fit& fit, const Study& study, std::vector<double> Study::*column,
             const std::vector<double>& weights = {}) {
  const double h = 1e-3;
  const auto moved = [&](double step) {
    Study changed = study;
    for (double& value : changed.*column) value += step;
    return average(fit, changed, weights);
  };
  return (8.0 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12.0 * h);
}

/// Error of that difference: h^4 / 30 of the fifth derivative, at most some hundreds here, and
/// rounding of 1e-16 over h.
constexpr double kDifferenceError = 1e-10;

/// Averages of 200 probabilities, in another order.
constexpr double kRounding = 1e-14;

double set_all(const Fit& fit, Study study, std::vector<double> Study::*column, double value,
               const std::vector<double>& weights = {}) {
  for (double& cell : study.*column) cell = value;
  return average(fit, study, weights);
}

double set_all(const Fit& fit, Study study, const std::string& level) {
  for (std::string& cell : study.g) cell = level;
  return average(fit, study);
}

const MarginRow& row(const Margins& margins, const std::string& variable,
                     const std::string& contrast) {
  for (const MarginRow& candidate : margins.rows) {
    if (candidate.variable == variable && candidate.contrast == contrast) return candidate;
  }
  throw std::logic_error("no margin of " + variable + ", " + contrast);
}

const std::vector<std::string> kFormulas = {
    "y ~ x + z + b + g",
    "y ~ x*z + I(x^2) + b",
    "y ~ g*x + z:b",
    "y ~ log(x)*b + g:z",
    "y ~ scale(x) + center(z) + I(x*z) + b:g",
    "y ~ 0 + g + g:x + exp(z)",
    "y ~ x + z + b*g + offset(o)",
};

}  // namespace

TEST_CASE("the effect of a number is the derivative of the average prediction") {
  const Study study = random_study();
  const MemoryTable table = study.table();
  for (const std::string& formula : kFormulas) {
    CAPTURE(formula);
    const Fit fit = odds::fit(table, parse_formula(formula));
    const Margins effects = margins(fit, table);
    CHECK(std::abs(row(effects, "x", "dP/dx").estimate - slope(fit, study, &Study::x)) <
          kDifferenceError);
    CHECK(std::abs(row(effects, "z", "dP/dx").estimate - slope(fit, study, &Study::z)) <
          kDifferenceError);
    CHECK(effects.observations == 200.0);
  }
}

TEST_CASE("the effect of a 0/1 column is the average prediction at 1 less that at 0") {
  const Study study = random_study();
  const MemoryTable table = study.table();
  for (const std::string& formula : kFormulas) {
    if (formula.find('b') == std::string::npos) continue;
    CAPTURE(formula);
    const Fit fit = odds::fit(table, parse_formula(formula));
    const double expected =
        set_all(fit, study, &Study::b, 1.0) - set_all(fit, study, &Study::b, 0.0);
    CHECK(std::abs(row(margins(fit, table), "b", "1 - 0").estimate - expected) < kRounding);
  }
}

TEST_CASE(
    "the effect of a level is the average prediction with it everywhere less that of the base") {
  const Study study = random_study();
  const MemoryTable table = study.table();
  for (const std::string& formula : kFormulas) {
    if (formula.find("g") == std::string::npos) continue;
    CAPTURE(formula);
    const Fit fit = odds::fit(table, parse_formula(formula));
    const Margins effects = margins(fit, table);
    const double base = set_all(fit, study, "a");
    CHECK(std::abs(row(effects, "g", "b - a").estimate - (set_all(fit, study, "b") - base)) <
          kRounding);
    CHECK(std::abs(row(effects, "g", "c - a").estimate - (set_all(fit, study, "c") - base)) <
          kRounding);
  }
}

TEST_CASE("a number used as a factor changes in all of its terms") {
  const Study study = random_study();
  const MemoryTable table = study.table();
  const Fit fit = odds::fit(table, parse_formula("y ~ C(k, base=2) + x:k + z"));
  const Margins effects = margins(fit, table);
  const double base = set_all(fit, study, &Study::k, 2.0);
  for (const double level : {1.0, 3.0}) {
    const std::string contrast = std::to_string(static_cast<int>(level)) + " - 2";
    CHECK(std::abs(row(effects, "k", contrast).estimate -
                   (set_all(fit, study, &Study::k, level) - base)) < kRounding);
  }
}

TEST_CASE("standard errors come from the exact Jacobian of the averages") {
  const Study study = random_study();
  const MemoryTable table = study.table();
  for (const std::string& formula : kFormulas) {
    CAPTURE(formula);
    const Fit fit = odds::fit(table, parse_formula(formula));
    const Margins effects = margins(fit, table);
    const auto estimates_at = [&](const Vector& coefficients) {
      Model moved = fit.model();
      moved.coefficients = coefficients;
      FitParts other = fit.parts();
      other.model = std::make_shared<const Model>(std::move(moved));
      Vector result(static_cast<Index>(effects.rows.size()));
      Index i = 0;
      for (const MarginRow& margin : margins(other, table).rows) result[i++] = margin.estimate;
      return result;
    };
    const Vector& gamma = fit.model().coefficients;
    Matrix jacobian(static_cast<Index>(effects.rows.size()), gamma.size());
    for (Index j = 0; j < gamma.size(); ++j) {
      const double h = 1e-4;
      Vector up = gamma;
      Vector down = gamma;
      up[j] += h;
      down[j] -= h;
      jacobian.col(j) = (estimates_at(up) - estimates_at(down)) / (up[j] - down[j]);
    }
    const Matrix expected = jacobian * fit.model().covariance.core * jacobian.transpose();
    // Truncation of the differences is h^2 / 6 of a third derivative below 1: some 1e-9 of each
    // entry of the Jacobian, and the covariances are sums of products of two.
    CHECK((as_eigen(effects.covariance) - expected).cwiseAbs().maxCoeff() <
          1e-7 * expected.cwiseAbs().maxCoeff());
    for (std::size_t r = 0; r < effects.rows.size(); ++r) {
      const auto i = static_cast<Index>(r);
      CHECK(effects.rows[r].std_error == std::sqrt(effects.covariance(i, i)));
    }
  }
}

TEST_CASE("rows count with their weights") {
  const Study study = random_study();
  const MemoryTable table = study.table();
  const Fit fit =
      odds::fit(table, parse_formula("y ~ x*b + z"), with(&FitOptions::importance_weights, "w"));
  const Margins effects = margins(fit, table);
  CHECK(std::abs(row(effects, "x", "dP/dx").estimate - slope(fit, study, &Study::x, study.w)) <
        kDifferenceError);
  const double expected =
      set_all(fit, study, &Study::b, 1.0, study.w) - set_all(fit, study, &Study::b, 0.0, study.w);
  CHECK(std::abs(row(effects, "b", "1 - 0").estimate - expected) < kRounding);
  double total = 0.0;
  for (const double weight : study.w) total += weight;
  CHECK(effects.observations == doctest::Approx(total).epsilon(kRounding));
}

TEST_CASE("a group counts with its trials") {
  const auto table = csv("k,n,x\n1,10,0\n3,4,1\n2,6,2\n5,6,3\n");
  const Fit fit = odds::fit(*table, parse_formula("k/n ~ x"));
  const std::vector<Prediction> rows = predict(fit, *table);
  const double trials[] = {10.0, 4.0, 6.0, 6.0};
  double expected = 0.0;
  for (std::size_t i = 0; i < 4; ++i) {
    expected += trials[i] / 26.0 * rows[i].probability * (1.0 - rows[i].probability);
  }
  const Margins effects = margins(fit, *table);
  CHECK(effects.rows[0].estimate ==
        doctest::Approx(expected * fit.coefficients()[1]).epsilon(kRounding));
  CHECK(effects.observations == 26.0);
}

TEST_CASE("a variable that the offset holds too changes there as well") {
  const Study study = random_study();
  const MemoryTable table = study.table();
  const Fit fit = odds::fit(table, parse_formula("y ~ x + z + b + offset(log(x) + 0.3*b*z)"));
  const Margins effects = margins(fit, table);
  CHECK(std::abs(row(effects, "x", "dP/dx").estimate - slope(fit, study, &Study::x)) <
        kDifferenceError);
  CHECK(std::abs(row(effects, "z", "dP/dx").estimate - slope(fit, study, &Study::z)) <
        kDifferenceError);
  const double expected = set_all(fit, study, &Study::b, 1.0) - set_all(fit, study, &Study::b, 0.0);
  CHECK(std::abs(row(effects, "b", "1 - 0").estimate - expected) < kRounding);
}

TEST_CASE("variables come in the order of the formula, or as asked for") {
  const Study study = random_study();
  const MemoryTable table = study.table();
  const Fit fit = odds::fit(table, parse_formula("y ~ z + g + x + b + offset(o)"));
  const auto order = [&](const MarginsOptions& options) {
    std::string text;
    for (const MarginRow& margin : margins(fit, table, options).rows) {
      text += margin.variable + " " + margin.contrast + "; ";
    }
    return text;
  };
  // The offset alone has no coefficient to speak of.
  CHECK(order({}) == "z dP/dx; g b - a; g c - a; x dP/dx; b 1 - 0; ");
  MarginsOptions some;
  some.variables = {"b", "z"};
  CHECK(order(some) == "b 1 - 0; z dP/dx; ");
  some.continuous = {"b"};
  CHECK(order(some) == "b dP/dx; z dP/dx; ");
}

TEST_CASE("a 0/1 column that is asked for as continuous is differentiated") {
  const Study study = random_study();
  const MemoryTable table = study.table();
  const Fit fit = odds::fit(table, parse_formula("y ~ x*b"));
  MarginsOptions options;
  options.continuous = {"b"};
  CHECK(std::abs(row(margins(fit, table, options), "b", "dP/dx").estimate -
                 slope(fit, study, &Study::b)) < kDifferenceError);
}

TEST_CASE("a variable that the model does not hold is refused with a suggestion") {
  const auto table = csv("y,age,x\n1,1,2\n0,2,1\n1,3,3\n0,2,2\n0,1,3\n1,2,1\n");
  const Fit fit = odds::fit(*table, parse_formula("y ~ age"));
  for (const bool as_continuous : {false, true}) {
    MarginsOptions options;
    (as_continuous ? options.continuous : options.variables) = {"agee"};
    const Error error = error_of([&] { margins(fit, *table, options); });
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(error.text().what == "the model has no variable \"agee\"");
    CHECK(error.text().hint == "did you mean \"age\"?");
  }
}

TEST_CASE("a variable that has no derivative anywhere has no effect, and a note says so") {
  const Study study = random_study();
  const MemoryTable table = study.table();
  const Fit fit = odds::fit(table, parse_formula("y ~ I((x > 2.5) + 0*x) + z"));
  const Margins effects = margins(fit, table);
  REQUIRE(effects.rows.size() == 1);
  CHECK(effects.rows[0].variable == "z");
  REQUIRE(effects.notes.size() == 1);
  CHECK(effects.notes[0].code == "N040");
}

TEST_CASE("an effect that is not finite is blamed on the transformation") {
  const auto table = csv("y,x,z\n1,0,1\n0,2,2\n1,1,3\n0,3,1\n1,4,2\n0,5,1\n1,6,3\n0,1,2\n");
  const Margins effects = margins(odds::fit(*table, parse_formula("y ~ sqrt(x) + z")), *table);
  CHECK_FALSE(std::isfinite(effects.rows[0].estimate));
  CHECK(std::isfinite(effects.rows[1].estimate));
  CHECK(std::isfinite(effects.rows[1].std_error));
  REQUIRE(effects.notes.size() == 1);
  CHECK(effects.notes[0].code == "N042");
  CHECK(effects.notes[0].text ==
        "The effect of x is not finite: sqrt(x) has no finite value or slope in some row.");
}

TEST_CASE("rows that the model cannot use are counted, and the filter of the fit applies") {
  const auto table = csv("y,x,f\n1,1,1\n0,2,1\n1,,1\n,3,1\n0,1,1\n1,3,1\n0,9,0\n1,2,1\n0,3,1\n");
  const Fit fit = odds::fit(*table, parse_formula("y ~ x"), with(&FitOptions::where, "f == 1"));
  const Margins effects = margins(fit, *table);
  CHECK(effects.counts.read == 9);
  CHECK(effects.counts.used == 6);
  CHECK(effects.counts.dropped.size() == 3);
  CHECK(effects.notes.empty());
  const Margins elsewhere = margins(fit, *csv("x\n1\n2\n4\n"));
  CHECK(elsewhere.counts.used == 3);
  REQUIRE(elsewhere.notes.size() == 1);
  CHECK(elsewhere.notes[0].code == "N041");
}

TEST_CASE(
    "new data need no response; a level that the model has not seen is refused with its place") {
  const auto table = csv("y,g\n1,a\n0,a\n1,b\n0,b\n1,b\n");
  const Fit fit = odds::fit(*table, parse_formula("y ~ g"));
  CHECK(margins(fit, *csv("g\na\nb\n")).rows[0].estimate ==
        doctest::Approx(2.0 / 3.0 - 0.5).epsilon(1e-13));
  const Error error = error_of([&] { margins(fit, *csv("g\na\nz\n")); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK(error.text().where.text() == "data.csv:3, column \"g\"");
  CHECK(error.text().what.find("\"z\"") != std::string::npos);
  CHECK(error_of([&] { margins(fit, *csv("h\na\n")); }).kind() == ErrorKind::usage);
  CHECK(error_of([&] { margins(fit, *csv("g\nNA\nNA\n")); }).kind() == ErrorKind::model);
}

TEST_CASE("a confidence level out of range is refused") {
  const auto table = csv("y,x\n1,1\n0,2\n1,3\n0,1\n");
  const Fit fit = odds::fit(*table, parse_formula("y ~ x"));
  for (const double level : {0.0, 1.0, -0.5, 95.0}) {
    CAPTURE(level);
    MarginsOptions options;
    options.level = level;
    CHECK(error_of([&] { margins(fit, *table, options); }).kind() == ErrorKind::usage);
  }
}

TEST_CASE("a variable all of whose columns are aliased has no effect, neither 0 nor another") {
  const auto table =
      csv("y,x,c,v,g\n1,1,5,2,a\n0,2,5,4,b\n1,3,5,6,a\n0,1,5,2,b\n1,2,5,4,b\n0,3,5,6,a\n");
  const Fit fit = odds::fit(*table, parse_formula("y ~ x + c + v + g + I(g == 'b'):c"));
  const Margins effects = margins(parse_model(model_text(fit)), *table);
  REQUIRE(effects.rows.size() == 5);  // the condition, too
  for (const MarginRow& row : effects.rows) {
    CAPTURE(row.variable);
    const bool aliased = row.variable != "x" && row.variable != "g";
    CHECK(row.aliased == aliased);
    CHECK(std::isnan(row.estimate) == aliased);
    CHECK(std::isnan(row.std_error) == aliased);
    CHECK(std::isnan(row.conf_high) == aliased);
  }
  CHECK(effects.rows[0].estimate ==
        margins(odds::fit(*table, parse_formula("y ~ x + g")), *table).rows[0].estimate);
}

TEST_CASE("of a factor within another, what the rows do not determine has no contrast") {
  const auto table =
      csv("y,region,state\n1,n,a\n0,n,a\n1,n,b\n0,n,b\n1,n,b\n1,s,c\n0,s,c\n0,s,c\n1,s,d\n0,s,d\n");
  const Fit fit = odds::fit(*table, parse_formula("y ~ region + state"));
  const Margins effects = margins(fit, *table);
  std::string lost;
  for (const MarginRow& row : effects.rows) {
    if (row.aliased) lost += row.variable + " " + row.contrast + ";";
    CHECK(std::isfinite(row.estimate) == !row.aliased);
    CHECK(std::isfinite(row.statistic) == !row.aliased);
  }
  // A state cannot change its region: what would be if a region were another, or if all lived in
  // one state, depends on which of the aliased columns is left out.
  CHECK(lost == "region s - n;state b - a;state c - a;state d - a;");
}

TEST_CASE("groups without the columns of the response count equally, and a note says so") {
  const auto table = csv("k,n,x\n1,4,0\n3,4,1\n2,5,2\n");
  const Fit fit = odds::fit(*table, parse_formula("k/n ~ x"));
  const Margins here = margins(fit, *table);
  CHECK(here.over_trials);
  CHECK(here.observations == 13.0);
  CHECK(here.notes.empty());
  const Margins elsewhere = margins(fit, *csv("k,x\n1,0\n3,1\n"));
  CHECK_FALSE(elsewhere.over_trials);
  CHECK(elsewhere.observations == 2.0);
  REQUIRE(elsewhere.notes.size() == 1);
  CHECK(elsewhere.notes[0].code == "N043");
  CHECK(elsewhere.notes[0].text.find("k/n") != std::string::npos);
}

TEST_CASE("a derivative that leaves jumps out has a note, a change of levels needs none") {
  const MemoryTable table = random_study().table();
  const auto codes = [&](const std::string& formula) {
    std::string text;
    for (const Note& note : margins(odds::fit(table, parse_formula(formula)), table).notes) {
      text += note.code + " ";
    }
    return text;
  };
  CHECK(codes("y ~ x + I(x > 2.5)") == "N044 ");
  CHECK(codes("y ~ x + I(log(x) * (x > 2.5))") == "N044 ");
  CHECK(codes("y ~ x + z + I(z > 0)") == "N044 ");
  CHECK(codes("y ~ b + I(b > 0.5):x").empty());
  CHECK(codes("y ~ x + I(pmax(x, 2.5))").empty());
}

TEST_CASE("a note says which 0/1 columns are differentiated") {
  const auto table = csv("y,b,d\n1,0,1\n0,1,1\n1,1,0\n0,0,0\n1,0,1\n0,1,0\n1,1,1\n0,0,1\n");
  const Fit fit = odds::fit(*table, parse_formula("y ~ b + d"));
  const auto note = [&](const std::vector<std::string>& continuous) {
    const Margins effects =
        margins(fit, *table, {.level = 0.95, .variables = {}, .continuous = continuous});
    return effects.notes.empty() ? std::string() : effects.notes.front().text;
  };
  CHECK(note({}).empty());
  CHECK(note({"b"}) ==
        "b, d are coded 0/1 and enter as numbers; margins treat d as a 0 -> 1 change and "
        "differentiate b.");
  CHECK(note({"d", "b"}) == "b, d are coded 0/1 and enter as numbers; margins differentiate them.");
}

}  // namespace odds
