// What must not change a fit, or change it in a known way.
#include "model/fit_parts.hpp"
#include "support/dataset.hpp"
#include "support/random_data.hpp"
#include "support/table.hpp"

#include <odds/margins.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <sstream>

namespace odds {
namespace {

using test::csv;
using test::Random;

/// Fits end at the rounding of the score. Another order of summation, or other centres, then move
/// an estimate by some epsilon times the condition of the information, below 1e3 in these tests.
constexpr double kTolerance = 1e-12;

/// A table as lines of text; each line can be changed on its way.
struct SheetLines {
  std::string header;
  std::vector<std::string> rows;

  std::string text() const {
    std::string result = header + "\n";
    for (const std::string& row : rows) result += row + "\n";
    return result;
  }
};

/// Columns y, x, z, g, w: 160 rows, of which no subset is separated by far.
SheetLines random_lines(std::uint64_t seed) {
  Random random(seed);
  SheetLines lines{.header = "y,x,z,g,w", .rows = {}};
  for (int i = 0; i < 160; ++i) {
    const double x = random.whole(-200, 200) / 64.0;
    const double z = random.whole(-200, 200) / 64.0;
    const int g = random.whole(0, 2);
    const double eta = 0.5 * x - 0.4 * z + 0.3 * g - 0.2;
    const int y = random.uniform() < 1.0 / (1.0 + std::exp(-eta)) ? 1 : 0;
    std::ostringstream row;
    row << y << "," << x << "," << z << ","
        << "abc"[g] << "," << random.whole(1, 3);
    lines.rows.push_back(row.str());
  }
  return lines;
}

Fit proved_fit(const std::string& text, const std::string& formula,
               const FitOptions& options = {}) {
  Fit result = fit(*csv(text), parse_formula(formula), options);
  REQUIRE(result.converged());
  REQUIRE(result.maximum().existence == Existence::proved);
  return result;
}

/// Largest difference of estimates, in standard errors of `a`.
double difference(const Fit& a, const Fit& b) {
  REQUIRE(a.names() == b.names());
  const Vector error = as_eigen(a.covariance()).diagonal().cwiseSqrt();
  const Vector apart = as_eigen(a.coefficients()) - as_eigen(b.coefficients());
  return apart.cwiseQuotient(error).cwiseAbs().maxCoeff();
}

double relative_difference(const Matrix& a, const Matrix& b) {
  return (a - b).cwiseAbs().maxCoeff() / a.cwiseAbs().maxCoeff();
}

void check_same(const Fit& a, const Fit& b) {
  CHECK(difference(a, b) < kTolerance);
  CHECK(relative_difference(as_eigen(a.covariance()), as_eigen(b.covariance())) < kTolerance);
  CHECK(std::abs(a.goodness().deviance / b.goodness().deviance - 1.0) < kTolerance);
  CHECK(std::abs(a.goodness().null_deviance / b.goodness().null_deviance - 1.0) < kTolerance);
}

void check_same(const Margins& a, const Margins& b) {
  REQUIRE(a.rows.size() == b.rows.size());
  for (std::size_t r = 0; r < a.rows.size(); ++r) {
    CAPTURE(a.rows[r].variable);
    CHECK(a.rows[r].variable == b.rows[r].variable);
    CHECK(a.rows[r].contrast == b.rows[r].contrast);
    CHECK(std::abs(a.rows[r].estimate - b.rows[r].estimate) < kTolerance * a.rows[r].std_error);
    CHECK(std::abs(a.rows[r].std_error / b.rows[r].std_error - 1.0) < kTolerance);
  }
}

/// The fit with all coefficients of the other sign.
Fit mirrored(const Fit& fit) {
  FitParts parts = fit.parts();
  for (double& coefficient : parts.coefficients) coefficient = -coefficient;
  return parts;
}

const std::string kFormula = "y ~ x*g + z + I(z^2)";

}  // namespace

TEST_CASE("exchanging events and non-events changes the signs of the coefficients, nothing else") {
  const SheetLines lines = random_lines(71);
  SheetLines swapped = lines;
  for (std::string& row : swapped.rows) row[0] = row[0] == '0' ? '1' : '0';
  const Fit fit = proved_fit(lines.text(), kFormula);
  const Fit other = proved_fit(swapped.text(), kFormula);
  CHECK(other.response().events == fit.response().nonevents);
  check_same(fit, mirrored(other));
  // The same through the event that is named.
  FitOptions options;
  options.event = "0";
  check_same(fit, mirrored(proved_fit(lines.text(), kFormula, options)));
}

TEST_CASE("scaling a column divides its coefficient, shifting it moves the intercept") {
  const auto text = [&](double factor, double shift) {
    Random same(73);
    std::ostringstream out;
    out.precision(17);
    out << "y,x\n";
    for (int i = 0; i < 80; ++i) {
      const double x = same.whole(-200, 200) / 64.0;
      out << (same.normal() + x > 0 ? 1 : 0) << "," << factor * (x + shift) << "\n";
    }
    return out.str();
  };
  const Fit fit = proved_fit(text(1.0, 0.0), "y ~ x");
  for (const double factor : {1024.0, 0x1p-40, -1.0}) {
    CAPTURE(factor);
    const Fit scaled = proved_fit(text(factor, 0.0), "y ~ x");
    CHECK(scaled.coefficients()[1] * factor ==
          doctest::Approx(fit.coefficients()[1]).epsilon(kTolerance));
    CHECK(scaled.coefficients()[0] == doctest::Approx(fit.coefficients()[0]).epsilon(kTolerance));
    CHECK(scaled.covariance()(1, 1) * factor * factor ==
          doctest::Approx(fit.covariance()(1, 1)).epsilon(kTolerance));
  }
  for (const double shift : {7.0, 0x1p20, -0x1p30}) {  // x keeps all its digits
    CAPTURE(shift);
    const Fit shifted = proved_fit(text(1.0, shift), "y ~ x");
    CHECK(shifted.coefficients()[1] == doctest::Approx(fit.coefficients()[1]).epsilon(kTolerance));
    CHECK(shifted.covariance()(1, 1) ==
          doctest::Approx(fit.covariance()(1, 1)).epsilon(kTolerance));
    // The intercept is the difference of two numbers of this size.
    const double size = std::abs(shift * fit.coefficients()[1]);
    CHECK(std::abs(shifted.coefficients()[0] + shift * fit.coefficients()[1] -
                   fit.coefficients()[0]) < kTolerance * size);
    CHECK(shifted.goodness().deviance ==
          doctest::Approx(fit.goodness().deviance).epsilon(kTolerance));
  }
}

TEST_CASE("a frequency weight of 3 is the row three times") {
  const SheetLines lines = random_lines(74);
  SheetLines repeated{.header = lines.header, .rows = {}};
  for (const std::string& row : lines.rows) {
    for (int copy = row.back() - '0'; copy > 0; --copy) repeated.rows.push_back(row);
  }
  FitOptions options;
  options.frequency_weights = "w";
  const Fit weighted = proved_fit(lines.text(), kFormula, options);
  const Fit plain = proved_fit(repeated.text(), kFormula);
  check_same(weighted, plain);
  CHECK(weighted.goodness().observations == plain.goodness().observations);
  CHECK(weighted.goodness().df_residual == plain.goodness().df_residual);
  CHECK(weighted.goodness().bic == doctest::Approx(plain.goodness().bic).epsilon(kTolerance));
  CHECK(weighted.goodness().auc == doctest::Approx(plain.goodness().auc).epsilon(kTolerance));
  CHECK(weighted.goodness().tjur == doctest::Approx(plain.goodness().tjur).epsilon(kTolerance));
  check_same(margins(weighted, *csv(lines.text())), margins(plain, *csv(repeated.text())));
}

TEST_CASE("importance weights of 1 are no weights, to the last bit") {
  SheetLines lines = random_lines(75);
  for (std::string& row : lines.rows) row.back() = '1';
  FitOptions options;
  options.importance_weights = "w";
  const Fit weighted = proved_fit(lines.text(), kFormula, options);
  const Fit plain = proved_fit(lines.text(), kFormula);
  CHECK(weighted.coefficients() == plain.coefficients());
  CHECK(weighted.covariance() == plain.covariance());
  CHECK(weighted.goodness().bic == plain.goodness().bic);
}

TEST_CASE("importance weights scale the information; their scale does not move the estimates") {
  const SheetLines lines = random_lines(76);
  SheetLines doubled = lines;
  for (std::string& row : doubled.rows)
    row.back() = static_cast<char>('0' + 2 * (row.back() - '0'));
  FitOptions options;
  options.importance_weights = "w";
  const Fit once = proved_fit(lines.text(), kFormula, options);
  const Fit twice = proved_fit(doubled.text(), kFormula, options);
  CHECK(difference(once, twice) < kTolerance);
  CHECK(relative_difference(as_eigen(once.covariance()), 2.0 * as_eigen(twice.covariance())) <
        kTolerance);
}

TEST_CASE("grouped rows give the estimates and margins of their expanded rows") {
  Random random(77);
  std::string grouped = "k,n,m,x,g\n";
  std::string expanded = "y,x,g\n";
  for (int i = 0; i < 40; ++i) {
    const int n = random.whole(1, 8);
    const int k = random.whole(0, n);
    const std::string cells =
        std::to_string(random.whole(-100, 100)) + "," + "ab"[random.whole(0, 1)];
    grouped += std::to_string(k) + "," + std::to_string(n) + "," + std::to_string(n - k) + "," +
               cells + "\n";
    for (int t = 0; t < n; ++t) expanded += (t < k ? "1," : "0,") + cells + "\n";
  }
  const Fit rows = proved_fit(expanded, "y ~ x*g");
  for (const std::string formula : {"k/n ~ x*g", "cbind(k, m) ~ x*g", "cbind(k, n - k) ~ x*g"}) {
    CAPTURE(formula);
    const Fit groups = proved_fit(grouped, formula);
    CHECK(difference(groups, rows) < kTolerance);
    CHECK(relative_difference(as_eigen(groups.covariance()), as_eigen(rows.covariance())) <
          kTolerance);
    // Saturation differs, and with it the deviances, but not their difference.
    const double drop = groups.goodness().null_deviance - groups.goodness().deviance;
    CHECK(drop == doctest::Approx(rows.goodness().lr).epsilon(kTolerance));
    CHECK(groups.goodness().deviance < rows.goodness().deviance);
    check_same(margins(groups, *csv(grouped)), margins(rows, *csv(expanded)));
  }
}

TEST_CASE("the order of the rows does not matter") {
  const SheetLines lines = random_lines(78);
  SheetLines mixed = lines;
  Random random(79);
  for (std::size_t i = mixed.rows.size() - 1; i > 0; --i) {
    std::swap(mixed.rows[i],
              mixed.rows[static_cast<std::size_t>(random.whole(0, static_cast<int>(i)))]);
  }
  const Fit fit = proved_fit(lines.text(), kFormula);
  const Fit other = proved_fit(mixed.text(), kFormula);
  check_same(fit, other);
  check_same(margins(fit, *csv(lines.text())), margins(other, *csv(mixed.text())));
}

TEST_CASE("the base of a factor changes neither the fit nor the margins of the others") {
  const auto table = test::open_dataset("lbw.csv");
  const auto fit_with = [&](const std::string& race) {
    return fit(*table, parse_formula("low ~ age*" + race + " + lwt + smoke"));
  };
  const Fit white = fit_with("race");
  const Fit other = fit_with("C(race, base=other)");
  CHECK(white.goodness().deviance ==
        doctest::Approx(other.goodness().deviance).epsilon(kTolerance));
  const Margins by_white = margins(white, *table);
  const Margins by_other = margins(other, *table);
  const auto row = [](const Margins& all, const std::string& variable,
                      const std::string& contrast) {
    for (const MarginRow& candidate : all.rows) {
      if (candidate.variable == variable && candidate.contrast == contrast) return candidate;
    }
    FAIL("no row " << variable << ", " << contrast);
    return MarginRow{};
  };
  for (const std::string variable : {"age", "lwt", "smoke"}) {
    CAPTURE(variable);
    const std::string contrast = variable == "smoke" ? "1 - 0" : "dP/dx";
    const MarginRow a = row(by_white, variable, contrast);
    const MarginRow b = row(by_other, variable, contrast);
    CHECK(std::abs(a.estimate - b.estimate) < kTolerance * a.std_error);
    CHECK(a.std_error == doctest::Approx(b.std_error).epsilon(kTolerance));
  }
  const MarginRow there = row(by_white, "race", "other - White");
  const MarginRow back = row(by_other, "race", "White - other");
  CHECK(std::abs(there.estimate + back.estimate) < kTolerance * there.std_error);
  CHECK(there.std_error == doctest::Approx(back.std_error).epsilon(kTolerance));
  const double black = row(by_other, "race", "black - other").estimate;
  CHECK(std::abs(row(by_white, "race", "black - White").estimate - black - there.estimate) <
        kTolerance * there.std_error);
}

TEST_CASE("at the maximum the residuals balance in every column") {
  const SheetLines lines = random_lines(81);
  const Fit fit = proved_fit(lines.text(), kFormula);
  // A full Newton step later the score is rounding: 160 residuals on columns of size 1 to 4.
  CHECK(fit.maximum().score_norm < 1e-12);
  CHECK(fit.maximum().decrement < 1e-24);
}

TEST_CASE("frequency weights up to 1e9 keep their digits") {
  // Cells of a table of two by two: the estimates are log odds in closed form.
  const std::string text = "y,x,w\n1,0,1000000000\n0,0,3\n1,1,7\n0,1,999999999\n";
  FitOptions options;
  options.frequency_weights = "w";
  const Fit fit = proved_fit(text, "y ~ x", options);
  const double odds_0 = std::log(1e9 / 3.0);
  const double odds_1 = std::log(7.0 / 999999999.0);
  CHECK(fit.coefficients()[0] == doctest::Approx(odds_0).epsilon(kTolerance));
  CHECK(fit.coefficients()[1] == doctest::Approx(odds_1 - odds_0).epsilon(kTolerance));
  CHECK(std::sqrt(fit.covariance()(0, 0)) ==
        doctest::Approx(std::sqrt(1e-9 + 1.0 / 3.0)).epsilon(kTolerance));
  CHECK(std::sqrt(fit.covariance()(1, 1)) ==
        doctest::Approx(std::sqrt(1e-9 + 1.0 / 3.0 + 1.0 / 7.0 + 1.0 / 999999999.0))
            .epsilon(kTolerance));
}

}  // namespace odds
