#include "model_file/model_checks.hpp"

#include "design/centring.hpp"
#include "math/semidefinite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace odds {
namespace {

/// No estimate on working columns, whose size is 1, comes near; products with data stay finite.
constexpr double kLargestCoefficient = 1e150;
constexpr double kLargestVariance = 1e300;

/// What rounding leaves of a covariance that is formed as a product with its transpose, on unit
/// diagonal, is below 1e-10 for all dimensions.
constexpr double kRounding = 1e-6;

/// Another machine, or version, rounds in another way; a forgery is off by more.
constexpr double kSameEstimate = 1e-3;

std::vector<bool> aliased_columns(const Model& model) {
  std::vector<bool> aliased(static_cast<std::size_t>(model.plan.columns()), false);
  for (const Dependency& dependency : model.dependencies) {
    aliased[static_cast<std::size_t>(dependency.column)] = true;
  }
  return aliased;
}

/// The sum V M V of a sandwich cancels where V is badly conditioned.
double margin_of(const Model& model, double condition) {
  constexpr double kRoundingOfSandwich = 1e-13;
  if (!model.bread || !(condition > 0.0)) return kRounding;
  return std::min(1.0, kRounding + kRoundingOfSandwich * condition);
}

/// Of what was estimated variances are positive, but those of a sandwich may be 0: rows without a
/// residual say so.
void check_variances(const Matrix& covariance, const std::vector<bool>& aliased, bool zero_too,
                     const JsonReader& json) {
  for (Index j = 0; j < covariance.cols(); ++j) {
    const double variance = covariance(j, j);
    const bool aliased_here = aliased[static_cast<std::size_t>(j)];
    if (aliased_here && !covariance.col(j).isZero(0.0)) json.fail("an aliased column varies");
    const bool positive = variance > 0.0 || (zero_too && variance == 0.0);
    if (!aliased_here && !(positive && variance <= kLargestVariance)) {
      json.fail("a variance is not positive");
    }
  }
}

void check_semidefinite(const Matrix& covariance, double margin, const JsonReader& json) {
  if (!is_positive_semidefinite(covariance, margin)) json.fail("the covariance is none");
}

void check_own_parameters(const Model& model, std::vector<bool> aliased, const JsonReader& json) {
  const Index q = model.curve.own_parameters();
  if (q == 0) return;
  aliased.insert(aliased.end(), static_cast<std::size_t>(q), false);
  check_variances(model.covariance.core, aliased, /*zero_too=*/false, json);
  check_semidefinite(model.covariance.core, kRounding, json);
}

void check_levels_of(const ArrowInverse& covariance, const std::vector<bool>& aliased,
                     const JsonReader& json) {
  const auto& variance = covariance.variance.array();
  if (!(variance > 0.0).all() || !(variance <= kLargestVariance).all()) {
    json.fail("a variance is not positive");
  }
  for (Index j = 0; j < covariance.slope.rows(); ++j) {
    const bool varies = !covariance.slope.row(j).isZero(0.0);
    if (aliased[static_cast<std::size_t>(j)] && varies) json.fail("an aliased column varies");
  }
}

/// Whether both are NaN, or as close to each other as that.
bool agree(double told, double known, double size) {
  if (std::isnan(told) || std::isnan(known)) return std::isnan(told) && std::isnan(known);
  return std::abs(told - known) <= kSameEstimate * size;
}

bool are_shares_in_order(const FittedProbabilities& p) {
  const double quantiles[] = {p.min, p.q1, p.median, p.q3, p.max};
  return std::ranges::all_of(quantiles, is_share) && std::ranges::is_sorted(quantiles);
}

void check_rows(const RowCounts& rows, const JsonReader& json) {
  Index left = rows.read;
  for (const DroppedRows& dropped : rows.dropped) {
    if (dropped.rows > left) json.fail("more rows are dropped than were read");
    left -= dropped.rows;
  }
  if (rows.used < 1 || rows.used != left) json.fail("the counts of rows do not add up");
}

}  // namespace

bool is_share(double value) { return std::isnan(value) || (value >= 0.0 && value <= 1.0); }

void check_calls(const std::vector<Expression>& unbound, const std::vector<LearntCall>& calls,
                 const JsonReader& json) {
  if (!std::ranges::equal(unbound, calls, {}, {}, &LearntCall::call)) {
    json.fail("the constants are not those of the formula");
  }
  for (const LearntCall& call : calls) {
    const bool scales = call.call.name == "scale";
    const std::vector<double>& constants = call.constants;
    const bool finite =
        std::ranges::all_of(constants, [](double value) { return std::isfinite(value); });
    if (constants.size() != (scales ? 2U : 1U) || !finite || (scales && !(constants[1] > 0.0))) {
      json.fail(fmt::format("{} has other constants", spelling(call.call)));
    }
  }
}

void check_event(const ResponsePlan& response, const JsonReader& json) {
  const bool bare = response.response.first.kind == Expression::Kind::variable;
  const bool fits = response.is_text ? bare && !response.mixed() : std::isfinite(response.number);
  if (!fits || response.label != event_label(response)) {
    json.fail("the event does not belong to the response");
  }
}

void check_centring(const DesignPlan& plan, const JsonReader& json) {
  const std::vector<Index> unity = columns_of_unity(plan);
  for (const DesignTerm& term : plan.terms) {
    const auto scale = plan.centring.scale.segment(term.first_column, term.columns).array();
    const auto shift = plan.centring.shift.segment(term.first_column, term.columns).array();
    int exponent = 0;
    const bool power_of_two = std::frexp(scale[0], &exponent) == 0.5;
    if (!power_of_two || !std::isfinite(1.0 / scale[0]) || !(scale == scale[0]).all() ||
        (term.numeric.empty() && scale[0] != 1.0)) {
      json.fail("a scale is none that a column has");
    }
    const bool can_shift =
        !term.numeric.empty() && term.factors.empty() && has_unity_before(plan, unity, term);
    if (!can_shift && !(shift == 0.0).all()) json.fail("a column is shifted that cannot be");
  }
}

void check_dependencies(const Model& model, const JsonReader& json) {
  const std::vector<bool> aliased = aliased_columns(model);
  const Index core = model.plan.core_columns();
  Index before = -1;
  for (const auto& [column, weights, gap] : model.dependencies) {
    if (column <= before || column >= core) json.fail("the aliased columns are out of order");
    before = column;
    if (model.coefficients[column] != 0.0) json.fail("an aliased column has a coefficient");
    for (Index j = 0; j < weights.size(); ++j) {
      const bool may_stand_for = (j < column || j >= core) && !aliased[static_cast<std::size_t>(j)];
      if (weights[j] != 0.0 && !may_stand_for) json.fail("a dependency is on no kept column");
    }
  }
  if (static_cast<Index>(model.dependencies.size()) == model.plan.columns()) {
    json.fail("all columns are aliased");
  }
  if (!(model.coefficients.array().abs() <= kLargestCoefficient).all()) {
    json.fail("a coefficient is out of range");
  }
}

void check_covariance(const Model& model, double condition, const JsonReader& json) {
  const std::vector<bool> aliased = aliased_columns(model);
  const Matrix covariance = model.coefficient_covariance();
  check_variances(covariance, aliased, model.bread.has_value(), json);
  check_semidefinite(covariance, margin_of(model, condition), json);
  if (model.bread) {
    check_variances(model.bread->core, aliased, /*zero_too=*/false, json);
    check_semidefinite(model.bread->core, kRounding, json);
  }
  check_levels_of(model.covariance, aliased, json);
  check_own_parameters(model, aliased, json);
}

void check_report(const Fit& fit, const Model& model, const JsonReader& json) {
  check_rows(fit.rows(), json);
  const auto aliased_names = [&](const Dependency& dependency) {
    return model.plan.names[static_cast<std::size_t>(dependency.column)];
  };
  if (!std::ranges::equal(fit.aliased(), model.dependencies, {}, &AliasedTerm::term,
                          aliased_names)) {
    json.fail("the aliased terms are not those of the model");
  }
  const ResponseSummary& response = fit.response();
  if (response.event != model.response.label || response.grouped != model.response.grouped() ||
      !(response.events >= 0.0 && response.nonevents >= 0.0) ||
      !std::isfinite(response.events + response.nonevents)) {
    json.fail("the response is not that of the model");
  }
  if (reduces_bias(fit.method()) && !model.curve.is_sigmoid()) {
    json.fail("bias reduction goes with the link logit, without asymptotes");
  }
  const Index estimated = model.plan.columns() - static_cast<Index>(model.dependencies.size()) +
                          model.curve.own_parameters();
  const Goodness& goodness = fit.goodness();
  if (goodness.rank != estimated || goodness.lr_df > goodness.rank ||
      !(goodness.observations >= 0.0)) {
    json.fail("the rank is not that of the model");
  }
  if (!is_share(goodness.lr_p) || !are_shares_in_order(fit.probabilities())) {
    json.fail("a probability is out of range");
  }
}

void check_estimates(const Fit& fit, const Model& model, const JsonReader& list) {
  const std::vector<bool> aliased = aliased_columns(model);
  const std::vector<JsonReader> told = list.items();
  for (std::size_t j = 0; j < told.size(); ++j) {
    const double estimate = fit.coefficients()[j];
    const double error = fit.std_errors()[j];
    if (!aliased[j] && !std::isfinite(estimate)) list.fail("an estimate is not finite");
    const double size = std::abs(estimate) + (std::isnan(error) ? 0.0 : error);
    if (!agree(told[j].at("estimate").real(), estimate, size) ||
        !agree(told[j].at("std.error").real(), error, error)) {
      list.fail("the estimates are not those of the model");
    }
  }
}

}  // namespace odds
