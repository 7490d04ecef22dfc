// Conditions of a formula, as I(age > 30), as inputs of their own.
#pragma once

#include "model/model.hpp"

#include <odds/fit.hpp>

#include <memory>
#include <string>

namespace odds {

/// The model of a fit in which conditions are 0/1 variables of the plan, computed from others
/// (DesignVariable::definition) and named as the formula spells them: `I(ptl>0)`. So they have
/// effects, from 0 to 1, can be set, and have a share where numbers have a mean.
///
/// Of each expression of the plan these are the largest parts that `is_condition` holds for, but
/// for those whose variables stand outside of conditions, too, as in I((age-30)*(age>30)), which
/// is a number. The model itself if there are none.
std::shared_ptr<const Model> model_with_conditions(const Fit& fit);

/// The names of the conditions that are computed from `variable`: `I(age>30), I(age>40)`; empty:
/// there are none.
std::string conditions_on(const DesignPlan& plan, const std::string& variable);

}  // namespace odds
