// Comparison of results with tables as they were printed.
#pragma once

#include "math/linear_algebra.hpp"
#include "support/printed.hpp"
#include "support/rows.hpp"

#include <odds/fit.hpp>
#include <odds/inference.hpp>
#include <odds/margins.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

namespace odds::test {

/// A line of a published table. An empty text: the figure was not published.
struct PublishedRow {
  std::string name;  ///< a term, or a variable
  std::string estimate;
  std::string std_error = {};
  std::string contrast = "dP/dx";  ///< of a margin
};

inline void check_printed(double number, const std::string& print) {
  if (!print.empty()) CHECK(number == Printed(print));
}

inline void check_coefficients(const Fit& fit, const std::vector<PublishedRow>& table) {
  for (const PublishedRow& published : table) {
    CAPTURE(published.name);
    const CoefficientRow row = coefficient(fit, published.name);
    check_printed(row.estimate, published.estimate);
    check_printed(row.std_error, published.std_error);
  }
}

inline void check_margins(const Margins& margins, const std::vector<PublishedRow>& table) {
  for (const PublishedRow& published : table) {
    CAPTURE(published.name);
    CAPTURE(published.contrast);
    const MarginRow row = margin(margins, published.name, published.contrast);
    check_printed(row.estimate, published.estimate);
    check_printed(row.std_error, published.std_error);
  }
}

struct Crossing {
  double at = 0.0;
  double std_error = 0.0;
};

/// Where the line with this intercept and slope reaches `eta`, as ED50 and its like are defined:
/// x = (eta - a) / b, standard error sqrt(V_aa + 2 x V_ab + x^2 V_bb) / |b| by the delta method.
inline Crossing crossing(const Fit& fit, Index intercept, Index slope, double eta) {
  const double b = as_eigen(fit.coefficients())[slope];
  const double x = (eta - as_eigen(fit.coefficients())[intercept]) / b;
  const Matrix v = as_eigen(fit.covariance());
  const double variance =
      v(intercept, intercept) + 2.0 * x * v(intercept, slope) + x * x * v(slope, slope);
  return {x, std::sqrt(variance) / std::abs(b)};
}

inline void check_crossing(const Crossing& crossing, const std::string& at,
                           const std::string& std_error = {}) {
  check_printed(crossing.at, at);
  check_printed(crossing.std_error, std_error);
}

}  // namespace odds::test
