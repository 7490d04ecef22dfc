// What single rows add to the log-likelihood of a fit.
#pragma once

#include "design/design_reader.hpp"
#include "model/model.hpp"

namespace odds {

/// Of each used row of a block: weight times [y log P + (1 - y) log(1 - P)] at the estimates,
/// without binomial coefficients.
Vector log_likelihoods(const DesignRows& rows, const Model& model);

/// The logarithm of the binomial coefficient of a row of grouped data.
double log_binomial(double trials, double events);

}  // namespace odds
