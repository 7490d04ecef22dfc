// Fits of small tables that a test writes out.
#pragma once

#include "support/table.hpp"

#include <odds/fit.hpp>

#include <algorithm>
#include <string>

namespace odds::test {

inline Fit fit_text(const std::string& text, const std::string& formula,
                    const FitOptions& options = {}) {
  return fit(*csv(text), parse_formula(formula), options);
}

inline bool has_note(const Fit& fit, const std::string& code) {
  return std::ranges::find(fit.notes(), code, &Note::code) != fit.notes().end();
}

}  // namespace odds::test
