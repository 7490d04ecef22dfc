// Where the rows have the values of a number: the knots of a natural spline of it.
#pragma once

#include "diagnose/predictor_fit.hpp"
#include "formula/expression.hpp"

#include <vector>

namespace odds {

/// What the rows have of a number.
struct NumberSpread {
  double least = 0.0;
  Index values = 0;           ///< different ones, 6 at most
  std::vector<double> knots;  ///< ascending, different
};

/// Knots are the values themselves where there are at most five, else quantiles 0.05, 0.275, 0.5,
/// 0.725 and 0.95 (R's type 7; Harrell 2015, Regression Modeling Strategies, table 2.3), of equal
/// ones one, and with the extremes where fewer than three are left. One pass; 16 bytes a row, in a
/// temporary file beyond an eighth of the memory. Rows in which the expression is infinite do not
/// count.
NumberSpread number_spread(const ModelRows& rows, const Expression& number);

}  // namespace odds
