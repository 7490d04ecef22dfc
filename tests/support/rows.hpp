// Rows of result tables, found by what they are about.
#pragma once

#include <odds/fit.hpp>
#include <odds/inference.hpp>
#include <odds/margins.hpp>

#include <stdexcept>
#include <string>

namespace odds::test {

/// The coefficient of `term`; std::logic_error if there is none.
inline CoefficientRow coefficient(const Fit& fit, const std::string& term,
                                  const CoefficientOptions& options = {}) {
  for (const CoefficientRow& row : coefficients(fit, options)) {
    if (row.term == term) return row;
  }
  throw std::logic_error("no coefficient " + term);
}

/// The effect of `variable` with this contrast; std::logic_error if there is none.
inline MarginRow margin(const Margins& margins, const std::string& variable,
                        const std::string& contrast) {
  for (const MarginRow& row : margins.rows) {
    if (row.variable == variable && row.contrast == contrast) return row;
  }
  throw std::logic_error("no margin of " + variable + ", " + contrast);
}

}  // namespace odds::test
