#include "inference/row_values.hpp"

#include "likelihood/model_likelihood.hpp"

#include <cmath>

namespace odds {
namespace {

/// log n!; not std::lgamma, which leaves the sign of Gamma in a variable that all threads share.
double log_factorial(double n) {
  int sign = 0;
  return ::lgamma_r(n + 1.0, &sign);
}

}  // namespace

Vector log_likelihoods(const DesignRows& rows, const Model& model) {
  Vector values = linear_predictor(rows, model.coefficients);
  for (Index i = 0; i < values.size(); ++i) {
    values[i] = rows.weight[i] * model.curve.log_likelihood(rows.share[i], values[i]);
  }
  return values;
}

double log_binomial(double trials, double events) {
  return log_factorial(trials) - log_factorial(events) - log_factorial(trials - events);
}

}  // namespace odds
