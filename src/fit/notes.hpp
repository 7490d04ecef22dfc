// Remarks that a fit owes its user.
#pragma once

#include "fit/model.hpp"

#include <odds/fit.hpp>

#include <vector>

namespace odds {

/// Notes on the coding of the variables, aliased columns and the condition of the design.
///
/// | code | about                                                         |
/// |------|---------------------------------------------------------------|
/// | N001 | the event was chosen among two texts (made by plan_response)   |
/// | N002 | a formula that may mean something else (made by parse_formula)  |
/// | N010 | 0/1 columns that enter as numbers                              |
/// | N011 | columns of few whole values that enter as numbers              |
/// | N020 | how the file was read (made by the table)                      |
/// | N030 | aliased columns                                                |
/// | N031 | no residual degrees of freedom                                 |
/// | N032 | an ill-conditioned design                                      |
/// | N033 | what logLik and LR mean under Firth's penalty                   |
/// | N034 | the null model without an intercept                            |
void add_notes(Fit& fit, const Model& model);

}  // namespace odds
