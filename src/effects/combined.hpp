// Combinations of averages, their covariance, and the rows of a report that they become.
#pragma once

#include "effects/averages.hpp"
#include "effects/margin_plan.hpp"
#include "fit/model.hpp"

#include <odds/margins.hpp>

#include <vector>

namespace odds {

/// Combinations c of averages before their outer function is applied: values, and derivatives row
/// by row, so that what is not finite in one is no concern of the others.
struct Combined {
  Vector values;           ///< c
  ArrowJacobian jacobian;  ///< c x p
  Vector by_guess;         ///< c
};

Combined combine(const MarginPlan& plan, const Averages& averages);

/// The values alone, for averages at other coefficients.
Vector combined_values(const MarginPlan& plan, VectorRef averages);

/// d combination / d average of each of its terms.
std::vector<std::pair<Index, double>> derivative_terms(const Combination& combination,
                                                       VectorRef averages);

/// J V J', with what an estimated guess rate adds.
Matrix delta_covariance(const Model& model, const Combined& combined);

/// The row of a combination, whose interval is `critical` standard errors wide on each side, on the
/// scale that keeps it where it belongs.
EstimateRow combined_row(const Combination& combination, double value, double std_error,
                         double critical);

/// What a measure makes of an average before averages are combined, log or logit, and its slope.
double inner(const Combination& combination, double average);
double inner_slope(const Combination& combination, double average);

/// exp, 1 / x, or x itself.
double outer(const Combination& combination, double value);

/// Whether the rows of the fit do not determine a combination: its derivative along one of the
/// dependencies among the design columns is not 0.
std::vector<bool> inestimable(const Model& model, const Combined& combined);

/// Wald tests of the contrasts of each effect together.
std::vector<JointTest> joint_tests(const MarginPlan& plan, const Vector& values,
                                   const Matrix& covariance);

/// How many standard errors an interval must be wide so that all m hold together with probability
/// `level`: the quantile of max |z_j| for z ~ N(0, correlation) (sup-t; Montiel Olea and
/// Plagborg-Moller 2019, J. Appl. Econometrics 34), by 100 000 seeded draws, good to about 0.005.
double simultaneous_critical_value(const Matrix& covariance, double level, std::uint64_t seed);

}  // namespace odds
