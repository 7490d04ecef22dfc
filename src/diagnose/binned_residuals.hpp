// Mean residuals by the values of one variable, with exact limits.
#pragma once

#include "diagnose/predictor_fit.hpp"

#include <odds/misfit.hpp>

#include <string>

namespace odds {

/// What residuals are binned by, and how.
struct BinChoice {
  std::string by;   ///< a variable of the model; kFittedName: its P
  Index bins = 10;  ///< of numbers; levels have one each
  double level = 0.95;
};

inline constexpr const char* kFittedName = "fitted";

/// Rows in ascending order are cut into bins of about equal size, equal values always together: a
/// bin ends with the first value at which a share k / bins of the observations is reached. At most
/// `bins` different values are a bin each.
///
/// One pass, and 32 bytes a row, in a temporary file beyond an eighth of the memory. Requires
/// weights that are counts. Throws Error(usage) for a variable that the model does not have.
BinnedResiduals binned_residuals(const ModelRows& rows, const BinChoice& choice);

}  // namespace odds
