// A program with Eigen of its own beside the library's: prints every bit of a fit, of its margins
// and of its predictions.
#include "eigen_core.hpp"

#include <odds/eigen.hpp>
#include <odds/odds.hpp>

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <string>
#include <vector>

namespace {

void print(const char* what, std::span<const double> values) {
  std::printf("%s", what);
  for (const double value : values) std::printf(" %a", value);
  std::printf("\n");
}

}  // namespace

int main() {
  // Of Eigen's functions that the library uses too there are now copies in this program.
  const Eigen::VectorXd x = numbers(2000);
  const Eigen::MatrixXd square = x.head(50) * x.tail(50).transpose();
  const Eigen::MatrixXd product = square * square;
  std::vector<double> sorted(x.begin(), x.end());
  std::sort(sorted.begin(), sorted.end());
  std::vector<double> y(sorted.size());
  std::vector<std::string> g;
  for (std::size_t i = 0; i < y.size(); ++i) {
    y[i] = static_cast<double>((i * i) % 7 < (x[static_cast<Eigen::Index>(i)] > 0.2 ? 4U : 2U));
    g.emplace_back(1, "abc"[i % 3]);
  }
  odds::MemoryTable table;
  table.add("y", y).add("x", std::vector<double>(x.begin(), x.end())).add("g", g);

  const odds::Fit fit = odds::fit(table, odds::parse_formula("y ~ x*g + I(x^2) + exp(x)"));
  print("coefficients", fit.coefficients());
  print("covariance", fit.covariance().values());
  const odds::Margins margins = odds::margins(fit, table);
  print("margins", margins.covariance.values());
  for (const odds::Prediction& row : odds::predict(fit, table)) {
    print("prediction", std::vector{row.probability, row.std_error, row.conf_low});
  }
  print("sigmoid", std::vector{odds::sigmoid(0.3).value, odds::curve(-2.5, {0.1, 0.05}).d1});

  // What this program makes of it with its own Eigen needs no more than to be near.
  const Eigen::VectorXd errors = odds::as_eigen(fit.covariance()).diagonal().cwiseSqrt();
  const bool right = errors.isApprox(odds::as_eigen(fit.std_errors())) && product.allFinite() &&
                     std::accumulate(sorted.begin(), sorted.end(), 0.0) < 2000.0;
  return right ? 0 : 1;
}
