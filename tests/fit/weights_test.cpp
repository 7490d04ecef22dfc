// What weights mean: rows that stand for several are those rows, and the unit of others is free.
#include "support/dataset.hpp"
#include "support/fit_text.hpp"
#include "support/options.hpp"
#include "support/printed.hpp"
#include "support/study.hpp"

#include <odds/margins.hpp>
#include <odds/memory_table.hpp>
#include <odds/sensitivity.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::EffectStudy;
using test::fit_text;
using test::Printed;
using test::with;

doctest::Approx same_as(double expected) { return doctest::Approx(expected).epsilon(1e-12); }

/// Each row as often as its weight w says.
EffectStudy replicated(const EffectStudy& study) {
  EffectStudy all;
  for (std::size_t i = 0; i < study.rows(); ++i) {
    for (int copy = 0; copy < static_cast<int>(study.w[i]); ++copy) {
      all.y.push_back(study.y[i]);
      all.x.push_back(study.x[i]);
      all.z.push_back(study.z[i]);
      all.b.push_back(study.b[i]);
      all.k.push_back(study.k[i]);
      all.w.push_back(1.0);
      all.g.push_back(study.g[i]);
      all.h.push_back(study.h[i]);
    }
  }
  return all;
}

struct Twins {
  Twins() {
    for (std::size_t i = 0; i < counted.rows();
         ++i) {  // by z nearly alone: some rows are saturated
      counted.y[i] = counted.z[i] + 0.5 * counted.b[i] > 0.25 ? 1.0 : 0.0;
    }
    longer = replicated(counted).table();
    shorter = counted.table();
  }

  Fit of_counted(const std::string& formula, FitOptions options = {}) const {
    options.frequency_weights = "w";
    return fit(shorter, parse_formula(formula), options);
  }

  EffectStudy counted = test::effect_study();
  MemoryTable longer, shorter;
};

/// A table of two columns of weights: w, c times as much in v.
std::string scaled_weights(double factor) {
  std::string text = "y,x,w,v\n";
  const double rows[][3] = {{1, 1, 2},   {0, 2, 1}, {1, 3, 0.5}, {0, 4, 3},
                            {1, 5, 1.5}, {1, 6, 4}, {0, 7, 2.5}, {1, 8, 1}};
  for (const auto& [y, x, w] : rows) {
    text += std::to_string(y) + "," + std::to_string(x) + "," + std::to_string(w) + ",";
    char number[32];
    std::snprintf(number, sizeof number, "%.17g", factor * w);
    text += std::string(number) + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("frequency weights give what the replicated rows give: goodness and probabilities") {
  const Twins twins;
  const Fit counted = twins.of_counted("y ~ x + z + g");
  const Fit longer = fit(twins.longer, parse_formula("y ~ x + z + g"));
  const Goodness& one = counted.goodness();
  const Goodness& other = longer.goodness();
  for (const auto member :
       {&Goodness::observations, &Goodness::log_likelihood, &Goodness::null_log_likelihood,
        &Goodness::deviance, &Goodness::df_residual, &Goodness::aic, &Goodness::bic, &Goodness::lr,
        &Goodness::mcfadden, &Goodness::cox_snell, &Goodness::nagelkerke, &Goodness::tjur,
        &Goodness::auc, &Goodness::brier}) {
    CHECK(one.*member == same_as(other.*member));
  }
  for (const auto member :
       {&FittedProbabilities::min, &FittedProbabilities::q1, &FittedProbabilities::median,
        &FittedProbabilities::q3, &FittedProbabilities::max}) {
    CHECK(counted.probabilities().*member == same_as(longer.probabilities().*member));
  }
  CHECK(counted.probabilities().saturated == longer.probabilities().saturated);
  CHECK(longer.probabilities().saturated > 0);
  CHECK(counted.maximum().history.back().saturated ==
        same_as(longer.maximum().history.back().saturated));
}

TEST_CASE("so do they of grouped data, where quantiles are those of groups") {
  const Fit counted = fit_text("k,n,x,w\n1,4,0,3\n3,4,1,1\n2,5,2,4\n4,4,3,2\n", "k/n ~ x",
                               with(&FitOptions::frequency_weights, "w"));
  const Fit longer = fit_text(
      "k,n,x\n1,4,0\n1,4,0\n1,4,0\n3,4,1\n2,5,2\n2,5,2\n2,5,2\n2,5,2\n4,4,3\n4,4,3\n", "k/n ~ x");
  CHECK(counted.probabilities().q1 == same_as(longer.probabilities().q1));
  CHECK(counted.probabilities().median == same_as(longer.probabilities().median));
  CHECK(counted.goodness().auc == same_as(longer.goodness().auc));
  CHECK(counted.goodness().cox_snell == same_as(longer.goodness().cox_snell));
  CHECK(counted.goodness().bic == same_as(longer.goodness().bic));
}

TEST_CASE("robust variances, margins and sensitivities are those of the replicated rows") {
  const Twins twins;
  for (const Variance variance :
       {Variance::hc0, Variance::hc1, Variance::hc2, Variance::hc3, Variance::stata}) {
    FitOptions robust;
    robust.variance = variance;
    const Fit counted = twins.of_counted("y ~ x + z + g", robust);
    const Fit longer = fit(twins.longer, parse_formula("y ~ x + z + g"), robust);
    CHECK(as_eigen(counted.covariance()).isApprox(as_eigen(longer.covariance()), 1e-10));
  }
  const Fit counted = twins.of_counted("y ~ x + z + g");
  const Fit longer = fit(twins.longer, parse_formula("y ~ x + z + g"));
  for (const MarginErrors errors : {MarginErrors::delta, MarginErrors::unconditional}) {
    MarginsOptions options;
    options.errors = errors;
    const Margins some = margins(counted, twins.shorter, options);
    const Margins all = margins(longer, twins.longer, options);
    REQUIRE(some.rows.size() == all.rows.size());
    CHECK(some.observations == same_as(all.observations));
    for (std::size_t i = 0; i < all.rows.size(); ++i) {
      CHECK(some.rows[i].estimate == same_as(all.rows[i].estimate));
      CHECK(some.rows[i].std_error == doctest::Approx(all.rows[i].std_error).epsilon(1e-10));
    }
  }
  const Sensitivity some = sensitivity(counted, twins.shorter);
  const Sensitivity all = sensitivity(longer, twins.longer);
  CHECK(some.flat_share == same_as(all.flat_share));
  CHECK(some.observations == same_as(all.observations));
}

// UCBAdmissions of R: u$y <- as.numeric(u$Admit == "Admitted");
// f <- glm(y ~ Gender + Dept, binomial, u, weights = Freq, control = glm.control(epsilon = 1e-14));
// n <- sum(u$Freq); 1 - exp(-2 * (logLik(f) - logLik(f0)) / n); BIC(f), with nobs(f) = 24
TEST_CASE("the n of Cox and Snell is the sum of the weights, that of BIC the rows, as in R") {
  std::string text = "y,g,d,f\n";
  const int counts[][4] = {{512, 313, 89, 19},   {353, 207, 17, 8},  {120, 205, 202, 391},
                           {138, 279, 131, 244}, {53, 138, 94, 299}, {22, 351, 24, 317}};
  for (int d = 0; d < 6; ++d) {
    for (int cell = 0; cell < 4; ++cell) {
      text += std::string(cell % 2 == 0 ? "1," : "0,") + (cell < 2 ? "m," : "w,") +
              std::string(1, static_cast<char>('A' + d)) + "," + std::to_string(counts[d][cell]) +
              "\n";
    }
  }
  const Fit fit = fit_text(text, "y ~ g + d", with(&FitOptions::importance_weights, "f"));
  CHECK(fit.coefficients()[1] == Printed("0.0998700881593"));
  CHECK(fit.goodness().log_likelihood == Printed("-2593.74424708568"));
  CHECK(fit.goodness().cox_snell == Printed("0.172476480938"));
  CHECK(fit.goodness().nagelkerke == Printed("0.234035974888"));
  CHECK(fit.goodness().observations == 24.0);
  CHECK(fit.goodness().bic == Printed("5209.73487098"));
  const Fit counted = fit_text(text, "y ~ g + d", with(&FitOptions::frequency_weights, "f"));
  CHECK(counted.goodness().cox_snell == same_as(fit.goodness().cox_snell));
  CHECK(counted.goodness().observations == 4526.0);
}

TEST_CASE("weights in another unit change nothing but the sums") {
  const Fit fit =
      fit_text(scaled_weights(1.0), "y ~ x", with(&FitOptions::importance_weights, "w"));
  for (const Solver solver : {Solver::newton, Solver::gradient_descent}) {
    for (const double factor : {1e-200, 1e-100, 1e-21, 1e-6, 1e9, 1e100, 1e200}) {
      CAPTURE(factor);
      FitOptions options = with(&FitOptions::importance_weights, "v");
      options.optimizer.solver = solver;
      const Fit other = fit_text(scaled_weights(factor), "y ~ x", options);
      CHECK(other.converged());
      CHECK(other.maximum().existence == Existence::proved);
      CHECK(other.coefficients()[1] == same_as(fit.coefficients()[1]));
      CHECK(other.std_errors()[1] * std::sqrt(factor) == same_as(fit.std_errors()[1]));
      CHECK(other.goodness().log_likelihood == same_as(factor * fit.goodness().log_likelihood));
      CHECK(other.goodness().nagelkerke == same_as(fit.goodness().nagelkerke));
    }
  }
}

TEST_CASE("nor do probability weights, whose variance is free of it, and those of a curve") {
  const Fit sampled =
      fit_text(scaled_weights(1e-100), "y ~ x", with(&FitOptions::probability_weights, "v"));
  const Fit expected =
      fit_text(scaled_weights(1.0), "y ~ x", with(&FitOptions::probability_weights, "w"));
  CHECK(sampled.std_errors()[1] == same_as(expected.std_errors()[1]));
  CHECK(sampled.goodness().log_likelihood == same_as(expected.goodness().log_likelihood));
  FitOptions curved = with(&FitOptions::importance_weights, "w");
  curved.asymptotes = {.guess = 0.1, .lapse = 0.0};
  const Fit curve = fit_text(scaled_weights(1.0), "y ~ x", curved);
  curved.importance_weights = "v";
  const Fit tiny = fit_text(scaled_weights(1e-100), "y ~ x", curved);
  CHECK(tiny.coefficients()[1] == doctest::Approx(curve.coefficients()[1]).epsilon(1e-10));
}

}  // namespace odds
