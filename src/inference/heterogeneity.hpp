// Tests of fit on grouped data, and what a heterogeneity factor does to a fit.
#pragma once

#include "design/response_plan.hpp"
#include "model/fit_parts.hpp"
#include "model/model.hpp"

#include <odds/fit.hpp>

#include <optional>

namespace odds {

/// (y - P)^2 / [P (1 - P)] of a proportion y in [0, 1], from P and 1 - P = `complement`.
///
/// 0 where the fit is exact, also with P = 0 or 1; infinite where P is 0 or 1 to the last digit and
/// y is neither. Nothing is squared: the tails of both sides keep their digits.
double pearson_term(double y, double p, double complement);

/// Degrees of freedom of the t that stands for z; infinite where the factor is not applied.
double degrees_of_t(const Heterogeneity& heterogeneity);

/// Those of with_test_degrees; infinite without.
double asked_degrees(const Fit& fit);

/// Throws Error(usage) for a p that is out of range, and for a factor beside a robust variance.
void check_heterogeneity(const FitOptions& options);

/// Throws Error(usage) for a factor that is asked for beside a robust or given variance.
[[noreturn]] void refuse_factor_of_other_variance();

/// Throws Error(usage): of single outcomes, or fractions, no statistic measures the fit.
void require_groups(const ResponsePlan& response);

/// The tests of a fit from its statistics; `degrees` > 0.
Heterogeneity test_of_fit(double pearson, double deviance, double degrees);

/// Tests a fit of grouped data that has its goodness of fit, and multiplies the covariance by the
/// factor if `options` say so. Throws Error(model) for a factor that is asked for and that there is
/// not: infinite, 0, or without degrees of freedom.
void allow_for_heterogeneity(const FitOptions& options, double pearson, FitParts& fit,
                             Model& model);

/// Whether the factor is to be used. Throws Error(model) for one that is asked for and is infinite
/// or 0.
bool uses_factor(const Heterogeneity& tested, HeterogeneityUse use, double most_p);

/// Multiplies every variance and covariance of `model`.
void apply_factor(const Heterogeneity& heterogeneity, Model& model);

/// A warning: a factor makes variances smaller, or groups vary more than the variances say. Nothing
/// if neither is so.
std::optional<Note> heterogeneity_note(const Heterogeneity& heterogeneity, double most_p);

}  // namespace odds
