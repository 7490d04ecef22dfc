// Robust standard errors as other programs print them, and a growth curve of known capacity.
#include "published/published.hpp"
#include "support/dataset.hpp"
#include "support/table.hpp"

#include <fstream>
#include <sstream>

namespace odds {
namespace {

using test::Printed;

FitOptions with(Variance variance) {
  FitOptions options;
  options.variance = variance;
  return options;
}

void check_errors(const Fit& fit, const std::vector<std::string>& prints) {
  for (std::size_t j = 0; j < prints.size(); ++j) {
    CAPTURE(fit.names()[j]);
    CHECK(as_eigen(fit.std_errors())[static_cast<Index>(j)] == Printed(prints[j]));
  }
}

/// lbw.csv with the weight of one mother that R's MASS::birthwt has: 105 pounds, not 106.
Fit fit_birthwt(Variance variance) {
  std::ifstream file(test::dataset_path("lbw.csv"));
  std::stringstream text;
  text << file.rdbuf();
  std::string data = text.str();
  const std::string row = "76,1,20,106,other,";
  const std::size_t at = data.find(row);
  REQUIRE(at != std::string::npos);
  data.replace(at, row.size(), "76,1,20,105,other,");
  return fit(*test::csv(std::move(data)), parse_formula("low ~ age + lwt + race + smoke"),
             with(variance));
}

}  // namespace

// Stata's `logit, vce(robust)`, to 9 digits.
TEST_CASE("Spector and Mazzeo: robust standard errors of Stata") {
  const Fit fit =
      test::fit_dataset("spector.csv", "GRADE ~ GPA + TUCE + PSI", with(Variance::stata));
  check_errors(fit, {"5.28075206", "1.28782801", "0.119809144", "0.979850897"});
}

// R's sandwich::vcovHC on glm(control = glm.control(epsilon = 1e-14)).
TEST_CASE("birth weights: HC0 to HC3 of R") {
  const std::vector<std::string> hc0 = {"1.099093", ".0324009", ".00604422",
                                        ".516610",  ".403150",  ".368879"};
  check_errors(fit_birthwt(Variance::hc0), hc0);
  check_errors(fit_birthwt(Variance::hc2),
               {"1.128024", ".0332022", ".00618733", ".532321", ".410506", ".376880"});
  check_errors(fit_birthwt(Variance::hc3),
               {"1.158364", ".0340418", ".00633647", ".548756", ".418094", ".385175"});
  const Fit hc1 = fit_birthwt(Variance::hc1);
  const Fit first = fit_birthwt(Variance::hc0);
  for (Index j = 0; j < 6; ++j) {
    CHECK(
        as_eigen(hc1.std_errors())[j] ==
        doctest::Approx(as_eigen(first.std_errors())[j] * std::sqrt(189.0 / 183.0)).epsilon(1e-14));
  }
}

// Their curve goes through three of the counts: rate 0.03134 a year, half the capacity in 1913.25.
// One of the same capacity near all thirteen reaches the half within two years of that.
TEST_CASE("Pearl and Reed (1920): the population of the United States under a known capacity") {
  FitOptions options;
  options.fractional = true;
  const Fit fit = test::fit_dataset("uspop.csv", "I(population/capacity) ~ year", options);
  CHECK(fit.coefficients()[1] == doctest::Approx(0.03134).epsilon(0.01));
  CHECK(test::crossing(fit, 0, 1, 0.0).at == doctest::Approx(1913.25).epsilon(0.001));
}

}  // namespace odds
