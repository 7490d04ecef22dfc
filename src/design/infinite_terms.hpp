// Rows in which a term is infinite: those at an asymptote of the curve.
#pragma once

#include "design/data_roles.hpp"
#include "formula/expression.hpp"
#include "math/linear_algebra.hpp"

#include <vector>

namespace odds {

/// The numeric expressions that terms are made of, in order; what scale() and center() are of in
/// the place of those that have no constants yet.
std::vector<Expression> term_expressions(const Formula& formula);

/// In each row the first of `expressions` that is infinite; 0 if none is.
Vector infinite_terms(const std::vector<Expression>& expressions, const Bindings& bindings,
                      Index rows);

/// Whether a row has an entry other than 0: some do at all.
bool any_infinite(const Vector& terms);

/// The entries that are finite.
std::vector<double> finite_values(VectorRef values);

}  // namespace odds
