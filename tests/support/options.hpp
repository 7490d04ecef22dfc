// Fit options with one field set.
#pragma once

#include <odds/fit.hpp>

#include <string>
#include <utility>

namespace odds::test {

/// `with(&FitOptions::where, "x > 0")`.
inline FitOptions with(std::string FitOptions::*field, std::string value) {
  FitOptions options;
  options.*field = std::move(value);
  return options;
}

/// The response is a fraction.
inline FitOptions fractional() {
  FitOptions options;
  options.fractional = true;
  return options;
}

}  // namespace odds::test
