// Offsets of any size, with and without an intercept.
#include "fit/null_model.hpp"

#include "support/dataset.hpp"
#include "support/fit_text.hpp"
#include "support/options.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

namespace odds {
namespace {

using test::fit_text;
using test::with;

doctest::Approx to_12_digits(double expected) { return doctest::Approx(expected).epsilon(1e-12); }

const std::string kOffsetRows = "1,0\n2,1\n3,0\n4,1\n5,1\n6,0\n7,0\n8,1\n";

/// Columns x, y and an offset o that is the same in all rows.
std::string with_offset(const std::string& offset) {
  std::string text = "x,y,o\n";
  for (std::size_t begin = 0; begin < kOffsetRows.size();) {
    const std::size_t end = kOffsetRows.find('\n', begin);
    text += kOffsetRows.substr(begin, end - begin) + "," + offset + "\n";
    begin = end + 1;
  }
  return text;
}

}  // namespace

TEST_CASE("an offset in all rows moves the intercept and nothing else, whatever its size") {
  const Fit plain = fit_text("x,y\n" + kOffsetRows, "y ~ x");
  for (const double offset : {1.0, 35.0, 300.0, 700.0, -700.0, 5000.0}) {
    CAPTURE(offset);
    const Fit fit =
        fit_text(with_offset(std::to_string(offset)), "y ~ x", with(&FitOptions::offset, "o"));
    CHECK(fit.converged());
    CHECK(fit.maximum().existence == Existence::proved);
    CHECK(fit.coefficients()[0] == to_12_digits(plain.coefficients()[0] - offset));
    CHECK(fit.coefficients()[1] == doctest::Approx(plain.coefficients()[1]).epsilon(1e-9));
    CHECK(fit.std_errors()[1] == doctest::Approx(plain.std_errors()[1]).epsilon(1e-9));
    CHECK(fit.goodness().log_likelihood == to_12_digits(plain.goodness().log_likelihood));
    CHECK(fit.goodness().null_log_likelihood == to_12_digits(plain.goodness().null_log_likelihood));
  }
}

TEST_CASE("a multiple of a column as its offset moves that column's coefficient") {
  const Fit plain = fit_text("x,y\n" + kOffsetRows, "y ~ x");
  const Fit fit = fit_text("x,y\n" + kOffsetRows, "y ~ x + offset(100*x)");
  CHECK(fit.converged());
  CHECK(fit.coefficients()[1] == to_12_digits(plain.coefficients()[1] - 100.0));
  CHECK(fit.coefficients()[0] == doctest::Approx(plain.coefficients()[0]).epsilon(1e-10));
}

// The root of the score by bisection in 40-digit arithmetic (mpmath); R's glm stops at -5.72226.
TEST_CASE("without an intercept the other columns take the offset up") {
  const Fit fit = fit_text(with_offset("35"), "y ~ 0 + x", with(&FitOptions::offset, "o"));
  CHECK(fit.converged());
  CHECK(fit.coefficients()[0] == to_12_digits(-5.722297111064626));
}

// The same way; R's glm gives 1.590021440.
TEST_CASE("the null model has its intercept even where offsets leave most rows saturated") {
  const std::string text = "y,o,x\n0,-300,1\n1,-100,1\n0,-3,1\n1,0,1\n1,2,1\n0,100,1\n1,300,1\n";
  const Fit fit = fit_text(text, "y ~ 1", with(&FitOptions::offset, "o"));
  CHECK(fit.converged());
  CHECK(fit.coefficients()[0] == to_12_digits(1.590021442765795));
  CHECK(fit.goodness().log_likelihood == to_12_digits(-200.4312590892157));
  CHECK(fit.goodness().null_log_likelihood == to_12_digits(-200.4312590892157));
}

// By Newton's method in 40-digit arithmetic (mpmath). R's glm ends at -1e15.
TEST_CASE("where widely varying offsets leave no information, the way up is found without it") {
  const std::string text = "y,o,x\n0,-300,1\n1,-100,2\n0,-3,3\n1,0,4\n1,2,5\n0,100,6\n1,300,7\n";
  const Fit fit = fit_text(text, "y ~ x", with(&FitOptions::offset, "o"));
  CHECK(fit.converged());
  CHECK(fit.maximum().existence == Existence::proved);
  CHECK(fit.coefficients()[0] == to_12_digits(200.0 + std::log(2.0)));
  CHECK(fit.coefficients()[1] == to_12_digits(-50.0));
}

TEST_CASE("gradient descent and Firth's method start from there, too") {
  FitOptions descent = with(&FitOptions::offset, "o");
  descent.optimizer.solver = Solver::gradient_descent;
  FitOptions firth = with(&FitOptions::offset, "o");
  firth.method = Method::firth;
  const FitOptions none;
  FitOptions plain_firth;
  plain_firth.method = Method::firth;
  const Fit descended = fit_text(with_offset("35"), "y ~ x", descent);
  CHECK(descended.converged());
  CHECK(descended.coefficients()[1] ==
        doctest::Approx(fit_text("x,y\n" + kOffsetRows, "y ~ x", none).coefficients()[1])
            .epsilon(1e-9));
  const Fit penalised = fit_text(with_offset("35"), "y ~ x", firth);
  CHECK(penalised.converged());
  CHECK(penalised.coefficients()[1] ==
        doctest::Approx(fit_text("x,y\n" + kOffsetRows, "y ~ x", plain_firth).coefficients()[1])
            .epsilon(1e-9));
}

}  // namespace odds
