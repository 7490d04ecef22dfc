#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/fit_text.hpp"
#include "support/options.hpp"
#include "support/printed.hpp"
#include "support/table.hpp"

#include <odds/fit.hpp>
#include <odds/inference.hpp>

#include <doctest/doctest.h>

#include <cmath>

namespace odds {
namespace {

using test::csv;
using test::error_of;
using test::fit_text;
using test::has_note;
using test::Printed;
using test::with;

Error fit_error(const std::string& text, const std::string& formula,
                const FitOptions& options = {}) {
  return error_of([&] { fit_text(text, formula, options); });
}

}  // namespace

TEST_CASE("Spector and Mazzeo (1980), as printed in Greene, Econometric Analysis") {
  const Fit fit = test::fit_dataset("spector.csv", "GRADE ~ GPA + TUCE + PSI");
  CHECK(fit.converged());
  CHECK(fit.maximum().existence == Existence::proved);
  CHECK(fit.names() == std::vector<std::string>{"(Intercept)", "GPA", "TUCE", "PSI"});
  CHECK(fit.coefficients()[0] == Printed("-13.021"));
  CHECK(fit.coefficients()[1] == Printed("2.826"));
  CHECK(fit.coefficients()[2] == Printed("0.095"));
  CHECK(fit.coefficients()[3] == Printed("2.379"));
}

TEST_CASE("low birth weight, odds ratios as printed in the Stata manual") {
  const Fit fit = test::fit_dataset("lbw.csv", "low ~ age + lwt + race + smoke + ptl + ht + ui");
  const std::vector<CoefficientRow> rows = coefficients(fit, {.level = 0.95, .ratios = true});
  CHECK(rows[1].estimate == Printed(".9732636"));
  CHECK(rows[2].estimate == Printed(".9849634"));
  CHECK(rows[3].estimate == Printed("3.534767"));
  CHECK(rows[4].estimate == Printed("2.368079"));
  CHECK(rows[5].estimate == Printed("2.517698"));
  CHECK(rows[6].estimate == Printed("1.719161"));
  CHECK(rows[7].estimate == Printed("6.249602"));
  CHECK(rows[8].estimate == Printed("2.1351"));
}

// R 4.2: glm(prop ~ teacher_pay, binomial, weights = students), glm.control(epsilon = 1e-14).
TEST_CASE("shares of trials are fitted as counts: R's proportions with weights") {
  const std::string text =
      "teacher_pay,prop,students\n30,0.25,20\n35,0.4,25\n40,0.4375,16\n45,0.6,30\n50,0.55,40\n"
      "55,0.78125,32\n60,0.84,25\n65,0.9,10\n";
  const Fit fit = fit_text(text, "prop ~ teacher_pay", with(&FitOptions::trials, "students"));
  const std::vector<CoefficientRow> rows = coefficients(fit);
  CHECK(rows[0].estimate == Printed("-3.537280"));
  CHECK(rows[0].std_error == Printed("0.784110"));
  CHECK(rows[1].estimate == Printed("0.083597"));
  CHECK(rows[1].std_error == Printed("0.016619"));
  CHECK(fit.response().event == "prop");
  FitOptions both = with(&FitOptions::trials, "students");
  both.fractional = true;
  CHECK(fit_error(text, "prop ~ teacher_pay", both).kind() == ErrorKind::usage);
  CHECK(fit_error(text, "prop/students ~ teacher_pay", with(&FitOptions::trials, "students"))
            .kind() == ErrorKind::usage);
}

// R 4.2: glm(cbind(round(n*prop), n - round(n*prop)) ~ dose, binomial).
TEST_CASE("counts off by rounding are whole numbers, with a note, and round() makes them so") {
  const std::string text =
      "dose,prop,n\n1,0.6376811594202898,69\n2,0.14285714285714285,49\n3,0.5612244897959183,98\n"
      "5,0.819672131147541,61\n8,0.5533980582524272,103\n13,0.9574468085106383,47\n";
  for (const char* formula : {"n*prop/n ~ dose", "round(n*prop)/n ~ dose"}) {
    const Fit fit = fit_text(text, formula);
    CHECK(fit.coefficients()[0] == Printed("-0.288862"));
    CHECK(fit.coefficients()[1] == Printed("0.145336"));
    CHECK(has_note(fit, "N121") == (formula[0] == 'n'));
  }
  CHECK(fit_text(text, "prop ~ dose", with(&FitOptions::trials, "n")).coefficients()[1] ==
        Printed("0.145336"));
}

TEST_CASE("a fit says what became of the rows and what is modelled") {
  const Fit fit = fit_text("y,x,f\nyes,1,1\nno,2,1\nno,NA,1\nyes,3,1\nno,4,1\nno,1,0\n", "y ~ x",
                           with(&FitOptions::where, "f == 1"));
  CHECK(fit.formula() == "y ~ x");
  CHECK(fit.file() == "data.csv");
  CHECK(fit.response().event == "y = yes");
  CHECK(fit.response().events == 2.0);
  CHECK(fit.response().nonevents == 2.0);
  CHECK_FALSE(fit.response().grouped);
  CHECK(fit.rows().read == 6);
  CHECK(fit.rows().used == 4);
  REQUIRE(fit.rows().dropped.size() == 2);
  CHECK(fit.rows().dropped[0].cause == DropCause::filter);
  CHECK(fit.rows().dropped[1].column == "x");
  CHECK(has_note(fit, "N001"));
}

TEST_CASE("an intercept alone is the log odds of the events") {
  const Fit fit = fit_text("y\n1\n0\n0\n0\n", "y ~ 1");
  CHECK(fit.coefficients()[0] == doctest::Approx(-std::log(3.0)).epsilon(1e-15));
  CHECK(fit.covariance()(0, 0) == doctest::Approx(4.0 / 3.0).epsilon(1e-14));
  CHECK(fit.goodness().lr_df == 0);
  CHECK(std::abs(fit.goodness().lr) < 1e-14);
}

TEST_CASE("a saturated fit of as many groups as columns reproduces the shares") {
  const Fit fit = fit_text("k,n,g\n1,4,a\n3,4,b\n2,6,c\n", "k/n ~ g");
  CHECK(fit.converged());
  CHECK(fit.coefficients()[0] == doctest::Approx(std::log(1.0 / 3.0)).epsilon(1e-14));
  CHECK(fit.coefficients()[1] == doctest::Approx(std::log(9.0)).epsilon(1e-14));
  CHECK(fit.coefficients()[2] == doctest::Approx(std::log(1.5)).epsilon(1e-14));
  CHECK(std::abs(fit.goodness().deviance) < 1e-14);
  CHECK(fit.goodness().df_residual == 0.0);
  CHECK(has_note(fit, "N031"));
}

TEST_CASE("without a complete row the causes are named") {
  const Error error = fit_error("y,x,z\n1,,1\n0,NA,2\n,1,1\n0,2,\n", "y ~ x + z");
  CHECK(error.kind() == ErrorKind::model);
  CHECK(error.text().what == "0 complete rows of 4: y missing 1; x missing 2; z missing 1");
}

TEST_CASE("fewer rows than columns are refused") {
  const Error error = fit_error("y,x,z,g\n1,1,2,a\n0,2,1,b\n1,3,5,c\n", "y ~ x + z + g");
  CHECK(error.kind() == ErrorKind::model);
  CHECK(error.text().what == "3 rows cannot determine 5 coefficients");
}

TEST_CASE("too many coefficients are told by the factors that bring them") {
  const Error error = fit_error("y,x,zip,g\n1,1,02134,a\n0,2,10001,b\n1,3,60614,a\n0,1,94110,b\n",
                                "y ~ x + C(zip) + g");
  CHECK(error.text().what == "4 rows cannot determine 6 coefficients");
  CHECK(
      error.text().hint.starts_with("zip has 4 levels, which are texts: leave such a column out"));
  const Error numbers = fit_error("y,x,k\n1,1,1\n0,2,2\n1,3,3\n0,1,4\n", "y ~ x + C(k)");
  CHECK(numbers.text().hint.starts_with("k has 4 levels: leave such a column out"));
}

TEST_CASE("a constant response is refused, grouped or not") {
  CHECK(fit_error("y,x\n1,1\n1,2\n", "y ~ x").kind() == ErrorKind::model);
  const Error grouped = fit_error("k,n,x\n2,2,1\n3,3,2\n", "k/n ~ x");
  CHECK(grouped.kind() == ErrorKind::model);
  CHECK(grouped.text().what ==
        "all of the 5 trials of \"k/n\" are events: there is nothing to model");
  CHECK(fit_error("k,n,x\n0,2,1\n0,3,2\n", "k/n ~ x").text().what.find("non-events") !=
        std::string::npos);
}

TEST_CASE("a filter that leaves no row says so, and which text no row has") {
  const auto error = [](const std::string& where) {
    return error_of([&] {
      fit(*csv("y,x,g\n1,1,white\n0,2,black\n0,NA,white\n"), parse_formula("y ~ x"),
          with(&FitOptions::where, where));
    });
  };
  CHECK(error("x > 5").kind() == ErrorKind::model);
  CHECK(error("x > 5").text().what == "the filter x>5 leaves none of 3 rows");
  CHECK(error("x > 5").text().hint == "`odds describe` shows what each column holds");
  CHECK(error("g == 'blak'").text().hint == "no row has g = 'blak': did you mean \"black\"?");
  CHECK(error("g == 'purple'").text().hint ==
        "no row has g = 'purple': the values are black, white");
  CHECK(error("g == 'white' & x > 5").text().hint.starts_with("`odds describe`"));
}

TEST_CASE("a constant response among the rows that a filter leaves is refused") {
  const Error error =
      fit_error("y,x\n1,1\n0,2\n1,3\n", "y ~ x", with(&FitOptions::where, "x != 2"));
  CHECK(error.text().what == "all y = 1 (2 rows): there is nothing to model");
}

TEST_CASE("an offset that is not finite is refused with its line") {
  const Error error = fit_error("y,x,o\n1,1,2\n0,2,0\n1,3,1\n", "y ~ x + offset(log(o))");
  CHECK(error.kind() == ErrorKind::model);
  CHECK(error.text().what == "the offset is -inf here");
  CHECK(error.text().where.text() == "data.csv:3");
}

TEST_CASE("a known part of the linear predictor belongs into the offset") {
  // The offset b1 x moves the coefficient of x by b1, and nothing else.
  const std::string text =
      "y,x,o\n1,1,0.5\n0,2,1\n1,3,1.5\n0,4,2\n1,5,2.5\n0,1.5,0.75\n1,2.5,1.25\n0,3.5,1.75\n";
  const Fit plain = fit_text(text, "y ~ x");
  for (const Fit& fit :
       {fit_text(text, "y ~ x", with(&FitOptions::offset, "o")),
        fit_text(text, "y ~ x + offset(o)"), fit_text(text, "y ~ x + offset(0.5*x)")}) {
    CHECK(fit.coefficients()[1] == doctest::Approx(plain.coefficients()[1] - 0.5).epsilon(1e-12));
    CHECK(fit.coefficients()[0] == doctest::Approx(plain.coefficients()[0]).epsilon(1e-12));
    CHECK(fit.goodness().deviance == doctest::Approx(plain.goodness().deviance).epsilon(1e-13));
  }
}

TEST_CASE("names that no column has are refused with a suggestion") {
  for (const FitOptions& options :
       {with(&FitOptions::frequency_weights, "wt"), with(&FitOptions::importance_weights, "wt"),
        with(&FitOptions::offset, "wt"), with(&FitOptions::where, "wt > 0")}) {
    const Error error = fit_error("y,x,w\n1,1,1\n0,2,1\n", "y ~ x", options);
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(error.text().what == "there is no column \"wt\"");
    CHECK(error.text().hint.find("\"w\"") != std::string::npos);
  }
  CHECK(fit_error("y,x\n1,1\n0,2\n", "y ~ X").text().hint == "did you mean \"x\"?");
}

TEST_CASE("scale() in a filter is refused: its constants depend on the rows that are left") {
  CHECK(fit_error("y,x\n1,1\n0,2\n", "y ~ x", with(&FitOptions::where, "scale(x) > 0")).kind() ==
        ErrorKind::usage);
}

TEST_CASE("a formula without columns is refused") {
  CHECK(fit_error("y,x\n1,1\n0,2\n", "y ~ 0").text().what ==
        "the formula has no columns to estimate");
  CHECK(fit_error("y,x\n1,0\n0,0\n", "y ~ 0 + x").text().what ==
        "every column of the design is zero");
}

TEST_CASE("options out of range are refused before anything is read") {
  FitOptions options;
  options.optimizer.tolerance = -1.0;
  CHECK(fit_error("y,x\n1,1\n0,2\n", "y ~ x", options).kind() == ErrorKind::usage);
  const Error threads = error_of([] {
    fit(*csv("y,x\n1,1\n0,2\n"), parse_formula("y ~ x"), {}, {.threads = -1, .progress = {}});
  });
  CHECK(threads.kind() == ErrorKind::usage);
}

TEST_CASE("an iteration that is cut off says so") {
  FitOptions options;
  options.optimizer.max_iterations = 1;
  const auto table = test::open_dataset("spector.csv");
  const Fit fit = odds::fit(*table, parse_formula("GRADE ~ GPA + TUCE + PSI"), options);
  CHECK(fit.maximum().termination == Termination::iteration_cap);
  CHECK_FALSE(fit.converged());
}

TEST_CASE("huge values and tiny ones fit as well as any") {
  // x = 1e150 u and x = 1e-150 u for u = 1, 2, 3, 4, 5, 6.
  const Fit plain = fit_text("y,x\n1,1\n0,2\n1,3\n0,4\n1,5\n0,6\n", "y ~ x");
  for (const int power : {150, -150}) {
    CAPTURE(power);
    std::string text = "y,x\n";
    for (int u = 1; u <= 6; ++u) {
      text += std::to_string(u % 2) + "," + std::to_string(u) + "e" + std::to_string(power) + "\n";
    }
    const double size = std::pow(10.0, power);
    const Fit fit = fit_text(text, "y ~ x");
    CHECK(fit.converged());
    CHECK(fit.coefficients()[1] * size == doctest::Approx(plain.coefficients()[1]).epsilon(1e-12));
    CHECK(fit.coefficients()[0] == doctest::Approx(plain.coefficients()[0]).epsilon(1e-12));
  }
}

TEST_CASE("Firth's method, which maximises no likelihood, has no likelihood ratio") {
  const auto table = test::csv("y,x\n1,1\n0,2\n1,3\n0,4\n1,2\n0,3\n");
  FitOptions options;
  options.method = Method::firth;
  const Goodness goodness = fit(*table, parse_formula("y ~ x"), options).goodness();
  for (const auto member : {&Goodness::lr, &Goodness::lr_p, &Goodness::mcfadden,
                            &Goodness::cox_snell, &Goodness::nagelkerke}) {
    CHECK(std::isnan(goodness.*member));
  }
  CHECK(goodness.log_likelihood < 0.0);
  CHECK(std::isfinite(goodness.tjur));
}

}  // namespace odds
