#include "model/coordinates.hpp"

#include "support/fit_text.hpp"
#include "support/printed.hpp"
#include "support/random_data.hpp"
#include "support/table.hpp"

#include <odds/inference.hpp>
#include <odds/margins.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <map>

namespace odds {
namespace {

using test::csv;
using test::fit_text;
using test::Printed;

/// Rows with columns that depend on each other: b = 2 a, c = a + d, e = d everywhere.
const std::string kText =
    "y,a,b,c,d,e,g,h,five\n"
    "1,1,2,4,3,3,u,p,5.1\n0,2,4,3,1,1,u,q,5.1\n1,3,6,5,2,2,u,p,5.1\n0,4,8,9,5,5,v,p,5.1\n"
    "1,5,10,6,1,1,v,q,5.1\n0,6,12,10,4,4,v,p,5.1\n1,7,14,9,2,2,w,p,5.1\n1,8,16,11,3,3,w,p,5.1\n"
    "0,9,18,15,6,6,w,p,5.1\n1,10,20,12,2,2,u,q,5.1\n0,3,6,7,4,4,v,q,5.1\n1,4,8,5,1,1,w,p,5.1\n"
    "0,10,20,13,3,3,u,p,5.1\n1,9,18,10,1,1,u,q,5.1\n1,8,16,10,2,2,u,p,5.1\n1,7,14,12,5,5,v,p,5.1\n"
    "0,6,12,7,1,1,v,q,5.1\n1,5,10,9,4,4,v,p,5.1\n1,4,8,6,2,2,w,p,5.1\n0,3,6,6,3,3,w,p,5.1\n"
    "1,2,4,8,6,6,w,p,5.1\n1,1,2,3,2,2,u,q,5.1\n1,8,16,12,4,4,v,q,5.1\n0,7,14,8,1,1,w,p,5.1\n";

/// "term = dependency; ..." of the columns that were left out.
std::string aliased(const Fit& fit) {
  std::string text;
  for (const AliasedTerm& term : fit.aliased()) {
    text += (text.empty() ? "" : "; ") + term.term + " = " + term.dependency;
  }
  return text;
}

}  // namespace

TEST_CASE("columns that are combinations of earlier ones are named with the combination") {
  struct Example {
    std::string formula;
    std::string aliased;
  };
  for (const Example& example :
       std::initializer_list<Example>{{"y ~ a + d", ""},
                                      {"y ~ d + e", "e = d"},
                                      {"y ~ a + b", "b = 2*a"},
                                      {"y ~ b + a", "a = 0.5*b"},
                                      {"y ~ a + d + c", "c = a + d"},
                                      {"y ~ c + a + d", "d = c - a"},
                                      {"y ~ a + five", "five = 5.1"},
                                      {"y ~ a + five + b + d + e", "five = 5.1; b = 2*a; e = d"},
                                      {"y ~ a + I(3*a - 2)", "I(3*a-2) = -2 + 3*a"},
                                      {"y ~ g + I(g == 'v') + a", "I(g=='v') = g[v]"},
                                      {"y ~ a + I(a - a)", "I(a-a) = 0 (no used row has it)"},
                                      // Every w is p: the cell w, q is empty.
                                      {"y ~ g*h", "g[w]:h[q] = 0 (no used row has it)"},
                                      {"y ~ 0 + a + b + g", "b = 2*a"},
                                      {"y ~ 0 + five + g", "g[w] = 0.196078*five - g[u] - g[v]"}}) {
    CAPTURE(example.formula);
    CHECK(aliased(fit_text(kText, example.formula)) == example.aliased);
  }
}

TEST_CASE("dummies of all levels beside the intercept sum to 1") {
  const Fit fit = fit_text(kText, "y ~ I(g == 'u') + I(g == 'v') + I(g == 'w') + a");
  CHECK(aliased(fit) == "I(g=='w') = 1 - I(g=='u') - I(g=='v')");
}

TEST_CASE("aliased columns have no numbers; the others have those of the fit without them") {
  const Fit full = fit_text(kText, "y ~ a + d");
  const Fit with_aliased = fit_text(kText, "y ~ a + b + d + e + c");
  const std::map<std::string, Index> kept = {{"(Intercept)", 0}, {"a", 1}, {"d", 2}};
  REQUIRE(with_aliased.names().size() == 6);
  for (std::size_t j = 0; j < with_aliased.names().size(); ++j) {
    CAPTURE(with_aliased.names()[j]);
    const auto i = static_cast<Index>(j);
    const auto found = kept.find(with_aliased.names()[j]);
    if (found == kept.end()) {
      CHECK(std::isnan(as_eigen(with_aliased.coefficients())[i]));
      CHECK(as_eigen(with_aliased.covariance()).row(i).array().isNaN().all());
      CHECK(as_eigen(with_aliased.covariance()).col(i).array().isNaN().all());
      continue;
    }
    // Sums over more columns at a time may round in another order.
    const auto near = [](double value) { return doctest::Approx(value).epsilon(1e-13); };
    CHECK(as_eigen(with_aliased.coefficients())[i] ==
          near(as_eigen(full.coefficients())[found->second]));
    CHECK(with_aliased.covariance()(i, i) == near(full.covariance()(found->second, found->second)));
  }
  CHECK(with_aliased.goodness().rank == 3);
  CHECK(with_aliased.goodness().df_residual == 21.0);
  const std::vector<CoefficientRow> rows = coefficients(with_aliased);
  CHECK(rows[2].aliased);
  CHECK(std::isnan(rows[2].p_value));
  CHECK_FALSE(rows[3].aliased);
}

TEST_CASE("R's glm leaves out the same columns and prints the same numbers") {
  // R 4.2: glm(y ~ a + b + five + g*h + c + d, binomial). Its standard errors belong to the iterate
  // before the last, so only their first digits are compared.
  struct Row {
    std::string term;
    std::string estimate;
    std::string std_error;
  };
  const std::vector<CoefficientRow> rows =
      coefficients(fit_text(kText, "y ~ a + b + five + g*h + c + d"));
  std::map<std::string, CoefficientRow> ours;
  for (const CoefficientRow& row : rows) ours[row.term] = row;
  for (const Row& row : std::initializer_list<Row>{{"(Intercept)", "1.4357132498", "1.68003"},
                                                   {"a", "0.0920076918", "0.36296"},
                                                   {"g[v]", "-0.8894126151", "1.65848"},
                                                   {"g[w]", "-0.5318665867", "1.38100"},
                                                   {"h[q]", "-0.1051016859", "1.66568"},
                                                   {"c", "-0.1052345240", "0.32421"},
                                                   {"g[v]:h[q]", "-0.1053857295", "2.18670"}}) {
    CAPTURE(row.term);
    CHECK(ours.at(row.term).estimate == Printed(row.estimate));
    CHECK(ours.at(row.term).std_error == Printed(row.std_error));
  }
  for (const std::string term : {"b", "five", "d", "g[w]:h[q]"}) {
    CAPTURE(term);
    CHECK(ours.at(term).aliased);
  }
}

TEST_CASE("what centring gives to an aliased column goes to the columns it depends on") {
  // x:z is recentred with x and z; here z = 2 x + 1 is aliased, and I(x^2) carries x:z.
  test::Random random(91);
  std::string text = "y,x,z\n";
  for (int i = 0; i < 60; ++i) {
    const int x = 1000 + random.whole(-20, 20);
    text += std::to_string(random.whole(0, 1)) + "," + std::to_string(x) + "," +
            std::to_string(2 * x + 1) + "\n";
  }
  const Fit fit = fit_text(text, "y ~ x*z");
  CHECK(aliased(fit) == "z = 1 + 2*x");
  const Fit square = fit_text(text, "y ~ x + I(2*x*x + x)");
  const double unit = 1e-7;  // x^2 of size 1e6 and its slope of size 1e3: 1e9 epsilon
  CHECK(fit.coefficients()[0] == doctest::Approx(square.coefficients()[0]).epsilon(unit));
  CHECK(fit.coefficients()[1] == doctest::Approx(square.coefficients()[1]).epsilon(unit));
  CHECK(fit.coefficients()[3] == doctest::Approx(square.coefficients()[2]).epsilon(unit));
  CHECK(std::sqrt(fit.covariance()(0, 0)) ==
        doctest::Approx(std::sqrt(square.covariance()(0, 0))).epsilon(unit));
  CHECK(fit.goodness().deviance == doctest::Approx(square.goodness().deviance).epsilon(1e-12));
}

TEST_CASE("margins of a model with aliased columns are those of the model without them") {
  const auto table = csv(kText);
  const Margins clean = margins(fit(*table, parse_formula("y ~ a + g")), *table);
  const Margins more = margins(fit(*table, parse_formula("y ~ a + five + g + I(g == 'v')")), *table,
                               {.level = 0.95, .variables = {"g"}, .continuous = {}});
  REQUIRE(more.rows.size() == 2);
  CHECK(more.rows[0].estimate == doctest::Approx(clean.rows[1].estimate).epsilon(1e-13));
  CHECK(more.rows[0].std_error == doctest::Approx(clean.rows[1].std_error).epsilon(1e-13));
}

TEST_CASE("the covariance is symmetric to the last bit") {
  const Fit fit = fit_text(kText, "y ~ a + d + I(a^2)");
  CHECK(as_eigen(fit.covariance()) == as_eigen(fit.covariance()).transpose());
}

}  // namespace odds
