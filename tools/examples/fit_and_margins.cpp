// Fits a model to a CSV file and prints its coefficients and average marginal effects:
//
//   fit_and_margins [FILE]     datasets/lbw.csv (Hosmer and Lemeshow) unless FILE says otherwise
#include <odds/odds.hpp>

#include <cstdio>

int main(int argc, char** argv) try {
  const auto table = odds::open_csv(argc > 1 ? argv[1] : "datasets/lbw.csv");
  const odds::Fit fit =
      odds::fit(*table, odds::parse_formula("low ~ age + lwt + race + smoke + ptl + ht + ui"));
  if (!fit.converged()) std::puts("The fit did not converge: these numbers are worth little.");

  std::printf("%-14s %10s %10s %8s\n", "term", "estimate", "std.error", "p.value");
  for (const odds::CoefficientRow& row : odds::coefficients(fit)) {
    std::printf("%-14s %10.4f %10.4f %8.4f\n", row.term.c_str(), row.estimate, row.std_error,
                row.p_value);
  }

  std::printf("\n%-6s %-14s %10s %10s\n", "effect", "on Pr(low = 1)", "estimate", "std.error");
  for (const odds::MarginRow& row : odds::margins(fit, *table).rows) {
    std::printf("%-6s %-14s %10.4f %10.4f\n", row.variable.c_str(), row.contrast.c_str(),
                row.estimate, row.std_error);
  }
} catch (const odds::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return static_cast<int>(error.kind());
}
