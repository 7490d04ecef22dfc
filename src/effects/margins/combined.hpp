// Combinations of averages and the rows of a report that they become.
#pragma once

#include "effects/counterfactual/averages.hpp"
#include "effects/margins/margin_plan.hpp"
#include "inference/wald.hpp"
#include "model/model.hpp"

#include <odds/margins.hpp>

#include <functional>
#include <utility>
#include <vector>

namespace odds {

/// Combinations c of averages before their outer function is applied: values, and derivatives row
/// by row, so that what is not finite in one is no concern of the others.
struct Combined {
  Vector values;           ///< c
  Vector complements;      ///< c; of an average of P by itself, else NaN
  ArrowJacobian jacobian;  ///< c x parameters of the model

  Average operator[](Index c) const { return {values[c], complements[c]}; }
};

Combined combine(const MarginPlan& plan, const Averages& averages);

/// The average that a term stands for.
using AverageOf = std::function<Average(const AverageTerm&)>;

/// The value of one combination of averages, and its complement where it is an average of P by
/// itself. A difference of averages of P above 1/2 is formed of those of 1 - P.
Average combined_average(const Combination& combination, const AverageOf& average);

/// d combination / d average of each of its terms, with the numbers of the averages.
std::vector<std::pair<Index, double>> derivative_terms(const Combination& combination,
                                                       const Averages& averages);

/// The row of a combination, with its interval on the scale that keeps it where it belongs. A
/// probability has no test of being 0.
EstimateRow combined_row(const Combination& combination, Average average, double std_error,
                         const WaldReference& reference);

/// The function of an average that a measure combines, log or logit, and its derivative.
double inner(const Combination& combination, Average average);
double inner_slope(const Combination& combination, Average average);

/// exp, 1 / x, or x itself.
double outer(const Combination& combination, double value);

/// Whether the rows of the fit do not determine a combination: its derivative along one of the
/// dependencies among the design columns is not 0.
std::vector<bool> inestimable(const Model& model, const Combined& combined);

}  // namespace odds
