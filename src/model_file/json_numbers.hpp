// Numbers, vectors and matrices as JSON values; JsonReader takes them back.
#pragma once

#include "math/linear_algebra.hpp"
#include "model_file/json_reader.hpp"

#include <cmath>

namespace odds {

/// Doubles as they are; JSON has no word for those that are not finite.
inline Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

inline Json numbers(VectorRef values) {
  Json array = Json::array();
  for (const double value : values) array.push_back(number(value));
  return array;
}

/// Row by row, up to the diagonal.
inline Json lower_triangle(const Matrix& matrix) {
  Json array = Json::array();
  for (Index i = 0; i < matrix.rows(); ++i) {
    for (Index j = 0; j <= i; ++j) array.push_back(number(matrix(i, j)));
  }
  return array;
}

}  // namespace odds
