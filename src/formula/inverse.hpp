// The way back through an expression of one variable: from its value to that of the variable.
#pragma once

#include <odds/formula.hpp>

namespace odds {

/// An expression as shift + slope * core.
struct AffineForm {
  double shift = 0.0;
  double slope = 1.0;
  Expression core;
};

/// Takes all sums, products and quotients with constants, `scale` and `center` off `expression`
/// from the outside: what is left is `core`. The expression must not be constant, nor its `scale`
/// and `center` lack their constants.
AffineForm affine_form(const Expression& expression);

/// Whether `expression` holds a variable once, below nothing but arithmetic with constants and
/// monotone functions: `log log2 log10 log1p exp sqrt`, powers that are not whole or below 0,
/// `c / x` and `c ^ x`, which are strictly so, and `pmax(x, c)` and `pmin(x, c)`.
bool can_be_inverted(const Expression& expression);

/// Whether `expression` is constant for some values of its variable: it holds pmax or pmin.
bool has_flat_part(const Expression& expression);

/// The value of the variable for which `expression` is `value`; that must be invertible. Functions
/// that have no other sign for positive operands, such as `1 / x`, are inverted among those. A
/// value that none has gives the limit of the next one: sqrt(x) = -1 gives 0, 1 / x = -1 gives
/// infinity, pmax(x, 2) = 1 gives 2, as does pmax(x, 2) = 2.
double invert(const Expression& expression, double value);

}  // namespace odds
