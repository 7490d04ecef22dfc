// Vectors as spans.
#pragma once

#include "math/linear_algebra.hpp"

#include <span>

namespace odds {

inline std::span<const double> span_of(const Vector& values) {
  return {values.data(), static_cast<std::size_t>(values.size())};
}

inline std::span<double> span_of(Vector& values) {
  return {values.data(), static_cast<std::size_t>(values.size())};
}

}  // namespace odds
