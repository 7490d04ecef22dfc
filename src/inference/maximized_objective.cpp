#include "inference/maximized_objective.hpp"

#include "math/span_of.hpp"
#include "model/coordinates.hpp"
#include "solve/maximize.hpp"

#include <odds/error.hpp>

#include <cmath>

namespace odds {

MaximizedObjective::MaximizedObjective(const Fit& fit, const Table& table,
                                       const Execution& execution)
    : model_(fit.model()),
      rows_(fit, table, execution),
      all_columns_(rows_.reader(), execution, model_.curve),
      likelihood_(all_columns_, unknowns()),
      to_formula_(estimate_map(model_.plan, model_.dependencies)),
      maximum_(likelihood_.dimension()) {
  if (fit.method() == Method::firth || fit.method() == Method::flic) {
    penalised_.emplace(all_columns_, rows_.reader(), execution, rows_.kept());
  }
  maximum_ << rows_.maximum(), model_.curve.own_values();
  const bool is_corrected = fit.method() == Method::flic;
  const Objective& of_fit = is_corrected ? likelihood_ : objective();
  rows_.require_value(of_fit.evaluate(maximum_, Vector(), Order::value).value, fit, table);
  if (is_corrected) maximum_ = maximize(*penalised_, maximum_).point;
}

std::vector<Index> MaximizedObjective::unknowns() const {
  std::vector<Index> result = rows_.kept();
  const Index columns = model_.plan.columns();
  for (Index k = 0; k < model_.curve.own_parameters(); ++k) result.push_back(columns + k);
  return result;
}

const Objective& MaximizedObjective::objective() const {
  if (penalised_) return *penalised_;
  return likelihood_;
}

Vector MaximizedObjective::form(std::span<const double> weights) const {
  const Vector of_all = to_formula_.transpose() * as_eigen(weights);
  Vector result = Vector::Zero(likelihood_.dimension());
  result.head(rows_.maximum().size()) = of_all(rows_.kept());
  return result;
}

}  // namespace odds
