// Fits on curves with asymptotes.
#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/random_data.hpp"
#include "support/table.hpp"

#include <odds/inference.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::csv;
using test::error_of;
using test::fit_dataset;

/// Fits end at the rounding of the score, so that they agree to some epsilon times the condition of
/// the information, below 1e3 in these tests.
constexpr double kCurveTolerance = 1e-11;

FitOptions on_curve(double guess, double lapse) {
  FitOptions options;
  options.asymptotes = {.guess = guess, .lapse = lapse};
  return options;
}

FitOptions guess_unknown(double lapse = 0.0) {
  FitOptions options;
  options.estimate_guess = true;
  options.asymptotes.lapse = lapse;
  return options;
}

/// Columns y, x, z, w with Pr(y = 1) = guess + (1 - guess - lapse) sigma(1.5 x - 0.5 z).
std::string drawn_rows(const Asymptotes& asymptotes, int rows, std::uint64_t seed) {
  test::Random random(seed);
  std::string text = "y,x,z,w\n";
  for (int i = 0; i < rows; ++i) {
    const double x = random.whole(-256, 256) / 64.0;
    const double z = random.whole(-128, 128) / 64.0;
    const double p = curve(1.5 * x - 0.5 * z, asymptotes).value;
    text += std::to_string(random.uniform() < p ? 1 : 0) + "," + std::to_string(x) + "," +
            std::to_string(z) + "," + std::to_string(random.whole(1, 3)) + "\n";
  }
  return text;
}

Fit fit_rows(const std::string& text, const FitOptions& options,
             const std::string& formula = "y ~ x + z", const Execution& execution = {}) {
  return fit(*csv(text), parse_formula(formula), options, execution);
}

double distance(const Fit& a, const Fit& b) {
  const Vector in_errors = (as_eigen(a.coefficients()) - as_eigen(b.coefficients()))
                               .cwiseQuotient(as_eigen(a.std_errors()));
  return in_errors.cwiseAbs().maxCoeff();
}

TEST_CASE("a curve whose asymptotes come to 0 comes to the plain fit") {
  const std::string text = drawn_rows({}, 400, 1);
  const Fit plain = fit_rows(text, {});
  const Fit nearly = fit_rows(text, on_curve(1e-200, 1e-200));
  REQUIRE(nearly.converged());
  CHECK(distance(plain, nearly) < kCurveTolerance);
  CHECK((as_eigen(plain.covariance()) - as_eigen(nearly.covariance())).cwiseAbs().maxCoeff() <
        kCurveTolerance);
  CHECK(nearly.goodness().log_likelihood ==
        doctest::Approx(plain.goodness().log_likelihood).epsilon(1e-14));
  CHECK(nearly.goodness().null_log_likelihood ==
        doctest::Approx(plain.goodness().null_log_likelihood).epsilon(1e-14));
  CHECK(nearly.goodness().brier == doctest::Approx(plain.goodness().brier).epsilon(1e-13));
  CHECK(nearly.goodness().tjur == doctest::Approx(plain.goodness().tjur).epsilon(1e-12));
  CHECK(nearly.goodness().auc == plain.goodness().auc);
  CHECK(nearly.probabilities().q3 == doctest::Approx(plain.probabilities().q3).epsilon(1e-13));
  CHECK(nearly.probabilities().saturated == plain.probabilities().saturated);
  CHECK(plain.maximum().existence == Existence::proved);
  CHECK(nearly.maximum().existence ==
        Existence::undetermined);  // Stiemke's lemma is of the sigmoid
}

TEST_CASE("with the other outcome as the event guess and lapse change places") {
  const std::string text = drawn_rows({.guess = 0.2, .lapse = 0.1}, 500, 2);
  const Fit one = fit_rows(text, on_curve(0.2, 0.1));
  FitOptions mirrored = on_curve(0.1, 0.2);
  mirrored.event = "0";
  const Fit other = fit_rows(text, mirrored);
  REQUIRE(one.converged());
  CHECK((as_eigen(one.coefficients()) + as_eigen(other.coefficients()))
            .cwiseQuotient(as_eigen(one.std_errors()))
            .norm() < kCurveTolerance);
  CHECK((as_eigen(one.std_errors()) - as_eigen(other.std_errors())).norm() < kCurveTolerance);
  CHECK(one.goodness().log_likelihood ==
        doctest::Approx(other.goodness().log_likelihood).epsilon(1e-13));
}

TEST_CASE("a frequency weight stands for as many rows") {
  const std::string text = drawn_rows({.guess = 0.1, .lapse = 0.05}, 200, 3);
  std::string repeated = text.substr(0, text.find('\n') + 1);
  for (std::size_t at = repeated.size(); at < text.size();) {
    const std::size_t end = text.find('\n', at) + 1;
    const int weight = text[end - 2] - '0';
    for (int copy = 0; copy < weight; ++copy) repeated += text.substr(at, end - at);
    at = end;
  }
  FitOptions weighted = guess_unknown(0.05);
  weighted.frequency_weights = "w";
  const Fit one = fit_rows(text, weighted);
  const Fit other = fit_rows(repeated, guess_unknown(0.05));
  REQUIRE(one.guess_rate() == GuessRate::estimated);
  CHECK(distance(one, other) < 1e-10);
  CHECK(one.asymptotes().guess == doctest::Approx(other.asymptotes().guess).epsilon(1e-10));
  CHECK(one.guess_std_error() == doctest::Approx(other.guess_std_error()).epsilon(1e-10));
  CHECK(one.goodness().bic == doctest::Approx(other.goodness().bic).epsilon(1e-12));
}

TEST_CASE("the estimated guess rate is where the fits with given rates are best") {
  const std::string formula = "dead/total ~ C(type)*log(pmax(conc, 0.001))";
  const Fit best = fit_dataset("selenium.csv", formula, guess_unknown());
  REQUIRE(best.guess_rate() == GuessRate::estimated);
  const double guess = best.asymptotes().guess;
  const Fit there = fit_dataset("selenium.csv", formula, on_curve(guess, 0.0));
  CHECK(distance(best, there) < 1e-9);
  CHECK(best.goodness().log_likelihood ==
        doctest::Approx(there.goodness().log_likelihood).epsilon(1e-13));
  CHECK((as_eigen(there.std_errors()).array() < as_eigen(best.std_errors()).array() * (1.0 + 1e-9))
            .all());
  for (const double other : {0.9 * guess, 1.1 * guess, 0.0}) {
    CAPTURE(other);
    CHECK(fit_dataset("selenium.csv", formula, on_curve(other, 0.0)).goodness().log_likelihood <
          best.goodness().log_likelihood);
  }
  CHECK(best.goodness().rank == 9);
  CHECK(best.goodness().lr_df == 8);
  CHECK(there.goodness().rank == 8);
}

TEST_CASE("a guess rate is recovered from data drawn with it, high or low") {
  for (const double guess : {0.05, 0.5, 0.8}) {
    CAPTURE(guess);
    const Fit found =
        fit_rows(drawn_rows({.guess = guess, .lapse = 0.0}, 4000, 4), guess_unknown());
    REQUIRE(found.converged());
    REQUIRE(found.guess_rate() == GuessRate::estimated);
    CHECK(std::abs(found.asymptotes().guess - guess) < 4.0 * found.guess_std_error());
    CHECK(std::abs(found.coefficients()[1] - 1.5) < 4.0 * found.std_errors()[1]);
    const EstimateRow row = guess_rate(found);
    CHECK(row.conf_low > 0.0);
    CHECK(row.conf_low < guess);
    CHECK(row.conf_high > guess);
    CHECK(row.conf_high < 1.0);
  }
}

TEST_CASE("a guess rate that is best at 0 is at its bound, and the rest is the plain fit") {
  const std::string formula = "affected/total ~ log10(pmax(dose, 0.01))";
  const Fit bound = fit_dataset("rotenone.csv", formula, guess_unknown());
  const Fit plain = fit_dataset("rotenone.csv", formula);
  CHECK(bound.guess_rate() == GuessRate::at_bound);
  CHECK(bound.asymptotes().guess == 0.0);
  CHECK(std::isnan(bound.guess_std_error()));
  CHECK(bound.coefficients() == plain.coefficients());
  CHECK(bound.covariance() == plain.covariance());
  CHECK(bound.goodness().aic == plain.goodness().aic);
  CHECK(bound.maximum().existence == Existence::undetermined);
  REQUIRE_FALSE(bound.notes().empty());
  CHECK(bound.notes().back().code == "N050");
}

TEST_CASE("separated data are separated on every curve") {
  const std::string text = "y,x\n0,1\n0,2\n0,3\n1,4\n1,5\n1,6\n";
  for (const FitOptions& options : {on_curve(0.5, 0.0), on_curve(0.1, 0.1), guess_unknown()}) {
    const Fit none = fit_rows(text, options, "y ~ x");
    CHECK(none.maximum().termination == Termination::separated);
    CHECK_FALSE(none.separation().empty());
  }
}

// Below the step a half of the answers are right, above it all: the best curve with a guess rate of
// 1/2 is the step itself, although the data overlap.
TEST_CASE("data that a step fits best have no maximum, though they are not separated") {
  const std::string text = "x,k,n\n1,20,40\n2,20,40\n3,20,40\n4,40,40\n5,40,40\n6,40,40\n";
  const Fit plain = fit_rows(text, {}, "k/n ~ x");
  CHECK(plain.maximum().existence == Existence::proved);
  for (const Link link : {Link::logit, Link::probit, Link::cloglog}) {
    CAPTURE(link_name(link));
    FitOptions options = on_curve(0.5, 0.0);
    options.link = link;
    const Fit none = fit_rows(text, options, "k/n ~ x");
    CHECK_FALSE(none.converged());
    CHECK(none.maximum().termination != Termination::separated);
  }
}

TEST_CASE("events that are rarer than the guess rate have their null model at the asymptote") {
  const std::string text = "x,k,n\n1,10,40\n2,14,40\n3,9,40\n4,18,40\n5,22,40\n6,30,40\n";
  const Fit low = fit_rows(text, on_curve(0.5, 0.0), "k/n ~ x");
  REQUIRE(low.converged());
  double null = 0.0;
  for (const double k : {10.0, 14.0, 9.0, 18.0, 22.0, 30.0}) {
    null += 40.0 * std::log(0.5) + std::lgamma(41.0) - std::lgamma(k + 1.0) - std::lgamma(41.0 - k);
  }
  CHECK(low.goodness().null_log_likelihood == doctest::Approx(null).epsilon(1e-13));
  CHECK(low.notes().back().code == "N052");
}

TEST_CASE("an offset moves the null model, too") {
  const std::string text = drawn_rows({.guess = 0.2, .lapse = 0.0}, 300, 5);
  FitOptions options = on_curve(0.2, 0.0);
  options.offset = "z";
  const Fit null = fit_rows(text, options, "y ~ 1");
  const Fit model = fit_rows(text, options, "y ~ x");
  REQUIRE(model.converged());
  CHECK(model.goodness().null_log_likelihood ==
        doctest::Approx(null.goodness().log_likelihood).epsilon(1e-13));
  CHECK(null.goodness().lr_df == 0);
}

TEST_CASE("threads do not change one bit of a fit on a curve") {
  const std::string text = drawn_rows({.guess = 0.3, .lapse = 0.02}, 20'000, 6);  // several blocks
  const Fit one = fit_rows(text, guess_unknown(0.02), "y ~ x + z", {.threads = 1, .progress = {}});
  for (const int threads : {2, 3}) {
    CAPTURE(threads);
    const Fit many =
        fit_rows(text, guess_unknown(0.02), "y ~ x + z", {.threads = threads, .progress = {}});
    CHECK(many.coefficients() == one.coefficients());
    CHECK(many.covariance() == one.covariance());
    CHECK(many.asymptotes().guess == one.asymptotes().guess);
    CHECK(many.guess_std_error() == one.guess_std_error());
    CHECK(many.goodness().log_likelihood == one.goodness().log_likelihood);
    CHECK(many.goodness().brier == one.goodness().brier);
  }
}

TEST_CASE("what does not go with asymptotes is refused") {
  const auto refused = [](const FitOptions& options) {
    return error_of([&] { options.validate(); }).kind() == ErrorKind::usage;
  };
  const double nan = std::nan("");
  const std::vector<Asymptotes> impossible = {{-0.1, 0.0}, {1.0, 0.0}, {0.0, -0.1}, {0.0, 1.0},
                                              {0.6, 0.4},  {nan, 0.0}, {0.0, nan}};
  for (const Asymptotes& rates : impossible) {
    CAPTURE(rates.guess);
    CAPTURE(rates.lapse);
    CHECK(refused(on_curve(rates.guess, rates.lapse)));
  }
  FitOptions firth = on_curve(0.5, 0.0);
  firth.method = Method::firth;
  CHECK(refused(firth));
  FitOptions descent = guess_unknown();
  descent.optimizer.solver = Solver::gradient_descent;
  CHECK(refused(descent));
  FitOptions robust = on_curve(0.5, 0.0);
  robust.variance = Variance::hc1;
  CHECK(refused(robust));
  FitOptions sampled = on_curve(0.5, 0.0);
  sampled.probability_weights = "w";
  CHECK(refused(sampled));
  FitOptions fractional = on_curve(0.5, 0.0);
  fractional.fractional = true;
  CHECK(refused(fractional));
  FitOptions both = guess_unknown();
  both.asymptotes.guess = 0.5;
  CHECK(refused(both));
}

TEST_CASE("a factor of very many levels is refused with its name") {
  std::string text = "y,x,g\n";
  for (int i = 0; i < 4400; ++i) {
    text += std::to_string(i % 3 == 0) + "," + std::to_string(i % 7) + ",level" +
            std::to_string(i % 1100) + "\n";
  }
  const Error error = error_of([&] { fit_rows(text, on_curve(0.5, 0.0), "y ~ x + g"); });
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(error.text().what.find("g, which has 1100 levels") != std::string::npos);
}

}  // namespace
}  // namespace odds
