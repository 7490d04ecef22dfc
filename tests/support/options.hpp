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

}  // namespace odds::test
