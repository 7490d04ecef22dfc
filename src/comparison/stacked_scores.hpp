// The joint covariance of the coefficients of two models, from the scores of their rows.
#pragma once

#include "comparison/aligned_rows.hpp"
#include "math/linear_algebra.hpp"

#include <odds/execution.hpp>
#include <odds/fit.hpp>

#include <string>
#include <vector>

namespace odds {

/// V = c sum_g s_g s_g' of what the units g, rows or clusters, say of both vectors of working
/// coefficients: s_g stacks H1^-1 z1 u1 and H2^-1 z2 u2, summed over the rows of g, with 0 for the
/// rows that a model does not use, and c = G / (G - 1) for G units. H are the informations.
struct StackedCovariance {
  Matrix matrix;         ///< (p1 + p2) x (p1 + p2); 0 where aliased
  double units = 0.0;    ///< G; a row of frequency weight w is w units
  Index first_only = 0;  ///< rows that only the first model uses
  Index second_only = 0;
  Index shared = 0;
};

/// One pass over the rows of two models. `clusters`: one column or none.
StackedCovariance stacked_covariance(const AlignedRows& rows, const Fit& first, const Fit& second,
                                     const std::vector<std::string>& clusters,
                                     const Execution& execution);

}  // namespace odds
