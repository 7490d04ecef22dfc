// Reference values: tools/certify_diagnose.py, of 60 digits; R 4.2.2, glm at epsilon = 1e-14.
#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/options.hpp"
#include "support/printed.hpp"
#include "support/study.hpp"

#include <odds/influence.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace odds {
namespace {

using test::EffectStudy;
using test::error_of;
using test::open_dataset;
using test::Printed;

struct CertifiedInfluence {
  const char* data;
  const char* formula;
  const char* event;
  Link link;
  Index row;
  std::vector<double> numbers;
};

const std::vector<CertifiedInfluence> kCertifiedInfluence = {
#include "diagnose/influence_values.inc"
};

std::vector<double> numbers_of(const RowInfluence& row) {
  return {row.fitted,       row.eta,        row.leverage,       row.response,   row.pearson,
          row.std_pearson,  row.deviance,   row.std_deviance,   row.working,    row.cooks,
          row.displacement, row.delta_chi2, row.delta_deviance, row.dfbetas[0], row.dfbetas[1]};
}

struct Influenced {
  std::unique_ptr<const Table> table;
  Fit fit;
  std::vector<RowInfluence> rows;

  Influenced(const char* data, const char* formula, const FitOptions& options = {},
             const InfluenceOptions& asked = {})
      : table(open_dataset(data)),
        fit(odds::fit(*table, parse_formula(formula), options)),
        rows(influence(fit, *table, asked)) {}
};

TEST_CASE("residuals and influence have their certified values") {
  for (const CertifiedInfluence& certified : kCertifiedInfluence) {
    CAPTURE(certified.formula);
    CAPTURE(certified.row);
    FitOptions options;
    options.event = certified.event;
    options.link = certified.link;
    const Influenced found(certified.data, certified.formula, options);
    const auto numbers = numbers_of(found.rows[static_cast<std::size_t>(certified.row - 1)]);
    for (std::size_t k = 0; k < numbers.size(); ++k) {
      CAPTURE(k);
      CHECK(numbers[k] == doctest::Approx(certified.numbers[k]).epsilon(1e-10).scale(0.0));
    }
  }
}

TEST_CASE("Pregibon (1981) on the vasoconstriction data, as printed") {
  const Influenced vaso("vaso.csv", "Y ~ log(Volume) + log(Rate)");
  const RowInfluence& fourth = vaso.rows[3];
  CHECK(fourth.leverage == Printed(".086745"));
  CHECK(fourth.pearson == Printed("3.51806"));
  CHECK(fourth.delta_chi2 == Printed("13.5523"));
  CHECK(fourth.displacement == Printed("1.28726"));
  const RowInfluence& eighteenth = vaso.rows[17];
  CHECK(eighteenth.leverage == Printed(".095386"));
  CHECK(eighteenth.pearson == Printed("2.90616"));
  CHECK(eighteenth.delta_chi2 == Printed("9.3363"));
  CHECK(eighteenth.displacement == Printed(".98446"));
}

TEST_CASE("leverages add up to the number of coefficients, residuals to the statistics") {
  for (const char* formula : {"low ~ age + lwt + race + smoke", "low ~ race*smoke"}) {
    const Influenced found("lbw.csv", formula);
    double leverage = 0.0;
    double deviance = 0.0;
    for (const RowInfluence& row : found.rows) {
      leverage += row.leverage;
      deviance += row.deviance * row.deviance;
    }
    CHECK(leverage == doctest::Approx(static_cast<double>(found.fit.goodness().rank)));
    CHECK(deviance == doctest::Approx(found.fit.goodness().deviance).epsilon(1e-12));
  }
}

TEST_CASE("one step is close to a refit without the row") {
  const EffectStudy study = test::effect_study(400);
  const MemoryTable table = study.table();
  const Fit fit = odds::fit(table, parse_formula("y ~ x + z"));
  const RowInfluence row = influence(fit, table)[11];
  EffectStudy rest = study;
  for (auto* column : {&rest.y, &rest.x, &rest.z, &rest.b, &rest.k, &rest.w}) {
    column->erase(column->begin() + 11);
  }
  for (auto* column : {&rest.g, &rest.h}) column->erase(column->begin() + 11);
  const Fit without = odds::fit(rest.table(), parse_formula("y ~ x + z"));
  for (std::size_t j = 0; j < 3; ++j) {
    const double moved = (fit.coefficients()[j] - without.coefficients()[j]) / fit.std_errors()[j];
    CHECK(row.dfbetas[j] == doctest::Approx(moved).epsilon(0.05));
  }
  const double lost = fit.goodness().deviance - without.goodness().deviance;
  CHECK(row.delta_deviance == doctest::Approx(lost).epsilon(0.02));
}

TEST_CASE("a row of frequency 3 has the numbers of each of three rows") {
  EffectStudy study = test::effect_study(60);
  EffectStudy longer;
  for (std::size_t i = 0; i < study.rows(); ++i) {
    study.w[i] = i % 2 == 0 ? 3.0 : 1.0;
    for (int copy = 0; copy < static_cast<int>(study.w[i]); ++copy) {
      longer.y.push_back(study.y[i]);
      longer.x.push_back(study.x[i]);
      longer.z.push_back(study.z[i]);
      longer.b.push_back(study.b[i]);
    }
  }
  const MemoryTable weighted = study.table();
  MemoryTable expanded;
  expanded.add("y", longer.y).add("x", longer.x).add("z", longer.z).add("b", longer.b);
  const Formula formula = parse_formula("y ~ x + b");
  const auto few = influence(
      odds::fit(weighted, formula, test::with(&FitOptions::frequency_weights, "w")), weighted);
  const auto many = influence(odds::fit(expanded, formula), expanded);
  for (const std::size_t i : {0U, 1U}) {  // rows 1 and 4 of the longer table
    const auto a = numbers_of(few[i]);
    const auto b = numbers_of(many[i == 0 ? 0 : 3]);
    for (std::size_t k = 0; k < a.size(); ++k) CHECK(a[k] == doctest::Approx(b[k]).epsilon(1e-9));
  }
}

TEST_CASE("a covariate pattern has the numbers of one grouped row") {
  InfluenceOptions patterns;
  patterns.patterns = true;
  const Influenced rows("lbw.csv", "low ~ smoke + ht", {}, patterns);
  MemoryTable grouped;
  grouped.add("smoke", std::vector<double>{0, 0, 1, 1}).add("ht", std::vector<double>{0, 1, 0, 1});
  std::vector<double> events(4);
  std::vector<double> trials(4);
  const Influenced plain("lbw.csv", "low ~ smoke + ht");
  for (const RowInfluence& row : plain.rows) {
    const double base = plain.fit.coefficients()[0];
    const double smoke = plain.fit.coefficients()[1];
    const double ht = plain.fit.coefficients()[2];
    const double eta[] = {base, base + ht, base + smoke, base + smoke + ht};
    const auto place = static_cast<std::size_t>(
        std::ranges::min_element(eta, {}, [&](double e) { return std::abs(e - row.eta); }) - eta);
    events[place] += row.y;
    trials[place] += 1.0;
  }
  grouped.add("low", events).add("n", trials);
  const Fit fit = odds::fit(grouped, parse_formula("low/n ~ smoke + ht"));
  const auto groups = influence(fit, grouped);
  for (const RowInfluence& row : rows.rows) {
    const auto own = std::ranges::min_element(
        groups, {}, [&](const RowInfluence& group) { return std::abs(group.eta - row.eta); });
    CHECK(row.trials == own->trials);
    const auto a = numbers_of(row);
    const auto b = numbers_of(*own);
    for (std::size_t k = 0; k < a.size(); ++k) CHECK(a[k] == doctest::Approx(b[k]).epsilon(1e-8));
  }
}

TEST_CASE("rows that are not used have a line, with the column that lacks a value") {
  MemoryTable table;
  const double missing = std::numeric_limits<double>::quiet_NaN();
  table.add("y", std::vector<double>{0, 1, 0, 1, 1, 0, 1, 0, 0, 1});
  table.add("x", std::vector<double>{1, 2, missing, 3, 2, 2, 4, 3, 1, 5});
  table.add("k", std::vector<double>{1, 1, 1, 0, 1, 1, 1, 1, 1, 1});
  const Fit fit =
      odds::fit(table, parse_formula("y ~ x"), test::with(&FitOptions::where, "k == 1"));
  const auto rows = influence(fit, table);
  REQUIRE(rows.size() == 10);
  CHECK_FALSE(rows[2].used);
  CHECK(rows[2].column == "x");
  CHECK_FALSE(rows[3].used);
  CHECK(rows[3].column.empty());
  CHECK(rows[3].row == 3);
  CHECK(std::ranges::count(rows, true, &RowInfluence::used) == 8);
}

TEST_CASE("randomised quantile residuals are functions of seed and row, and about normal") {
  const Influenced first("pima.csv", "type ~ glu + bmi", test::with(&FitOptions::event, "Yes"));
  const Influenced other("pima.csv", "type ~ glu + bmi", test::with(&FitOptions::event, "Yes"),
                         {.patterns = false, .seed = 2});
  double sum = 0.0;
  double squares = 0.0;
  int equal = 0;
  for (std::size_t i = 0; i < first.rows.size(); ++i) {
    const RowInfluence& row = first.rows[i];
    sum += row.quantile;
    squares += row.quantile * row.quantile;
    equal += row.quantile == other.rows[i].quantile ? 1 : 0;
    // y = 1 has u above 1 - P, y = 0 below.
    const double u = 0.5 * std::erfc(-row.quantile / std::sqrt(2.0));
    CHECK((u > 1.0 - row.fitted) == (row.y == 1.0));
  }
  const auto n = static_cast<double>(first.rows.size());
  CHECK(equal == 0);
  CHECK(std::abs(sum / n) < 4.0 / std::sqrt(n));
  CHECK(std::abs(squares / n - 1.0) < 4.0 * std::sqrt(2.0 / n));
}

TEST_CASE("quantile residuals of groups are about their Pearson residuals") {
  const Influenced found("beetles.csv", "killed/exposed ~ log10dose");
  for (const RowInfluence& row : found.rows) {
    // About the standardised residual of a binomial with so many trials.
    CHECK(row.quantile == doctest::Approx(row.pearson).epsilon(0.35).scale(1.0));
  }
}

TEST_CASE("aliased coefficients have no DFBETAS, and change nothing else") {
  EffectStudy study = test::effect_study(80);
  MemoryTable table = study.table();
  std::vector<double> twice = study.x;
  for (double& value : twice) value *= 2.0;
  table.add("x2", twice);
  const auto aliased = influence(odds::fit(table, parse_formula("y ~ x + x2 + z")), table);
  const auto plain = influence(odds::fit(table, parse_formula("y ~ x + z")), table);
  CHECK(std::isnan(aliased[5].dfbetas[2]));
  CHECK(aliased[5].dfbetas[3] == doctest::Approx(plain[5].dfbetas[2]).epsilon(1e-9));
  CHECK(aliased[5].cooks == doctest::Approx(plain[5].cooks).epsilon(1e-9));
}

TEST_CASE("influence is refused where there is none") {
  const auto lbw = open_dataset("lbw.csv");
  const Fit fit = odds::fit(*lbw, parse_formula("low ~ age"));
  const auto other = open_dataset("vaso.csv");
  CHECK(error_of([&] { influence(fit, *other); }).kind() == ErrorKind::usage);
  MemoryTable moved;
  moved.add("low", std::vector<double>{0, 1, 1, 0}).add("age", std::vector<double>{20, 30, 25, 31});
  CHECK(error_of([&] { influence(fit, moved); }).kind() == ErrorKind::data);
  const auto infert = open_dataset("infert.csv");
  const Fit sets = odds::fit(*infert, parse_formula("case ~ spontaneous"),
                             test::with(&FitOptions::strata, "stratum"));
  CHECK(error_of([&] { influence(sets, *infert); }).kind() == ErrorKind::model);
}

}  // namespace
}  // namespace odds
