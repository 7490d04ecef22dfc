// Checks of what holds in every fit, and all later work takes for granted: a model that was read
// may be a forgery.
#pragma once

#include "model/model.hpp"
#include "model_file/json_reader.hpp"

#include <odds/fit.hpp>

#include <string>
#include <vector>

namespace odds {

// Each function fails by `json` where a model, or the part of one that has been read, breaks a rule
// that fits keep.

/// Whether a number is NaN, which stands for none, or from 0 to 1.
bool is_share(double value);

/// Constants are given for exactly the calls that lack them, in their order; they are finite, and
/// the divisor of scale() is positive.
void check_calls(const std::vector<Expression>& unbound, const std::vector<LearntCall>& calls,
                 const JsonReader& json);

/// The event fits the response, and its label says so.
void check_event(const ResponsePlan& response, const JsonReader& json);

/// The variables are the columns of terms and offsets, in their order, each of the type that its
/// uses need. Factors, and no other variables, have levels: distinct texts, with rows; for numbers
/// also the numbers, ascending. Moments are those of finite numbers. Levels that were left out are
/// of factors that have a term, distinct, and not among those left.
void check_variables(const DataRoles& roles, const std::vector<DesignVariable>& variables,
                     const JsonReader& json);

/// Scales are powers of two whose inverses are finite, and one in each term; only numeric parts of
/// terms are scaled, and only those without factors behind a constant are shifted.
void check_centring(const DesignPlan& plan, const JsonReader& json);

/// Aliased columns ascend, depend on kept columns before them (or of levels), and have no
/// coefficient. Coefficients leave room for products.
void check_dependencies(const Model& model, const JsonReader& json);

/// Covariances are positive semidefinite to rounding, with positive variances for all that was
/// estimated and 0 for what is aliased. `condition` is that of the information, on which the
/// rounding of a sandwich depends.
void check_covariance(const Model& model, double condition, const JsonReader& json);

/// The report agrees with the model in counts of rows, rank, aliased terms, and numbers
/// that are shares or positive.
void check_report(const Fit& fit, const Model& model, const JsonReader& json);

/// Estimates are finite, but for those of aliased columns, and the list of them in the file is that
/// of the model.
void check_estimates(const Fit& fit, const Model& model, const JsonReader& list);

}  // namespace odds
