// Columns of doubles in memory, as the kernels of this folder see them.
#pragma once

#include <odds/types.hpp>

namespace odds {

/// `count` columns of `rows` doubles each; column j begins `stride` doubles after column j - 1.
struct Columns {
  const double* data = nullptr;
  Index rows = 0;
  Index count = 0;
  Index stride = 0;

  const double* column(Index j) const { return data + j * stride; }
};

}  // namespace odds
