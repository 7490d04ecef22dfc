#include "inference/maximized_objective.hpp"

#include "math/span_of.hpp"
#include "model/coordinates.hpp"
#include "solve/maximize.hpp"

#include <odds/error.hpp>

#include <algorithm>
#include <cmath>

namespace odds {

MaximizedObjective::MaximizedObjective(const Fit& fit, const Table& table,
                                       const Execution& execution)
    : model_(fit.model()), to_formula_(estimate_map(model_.plan, model_.dependencies)) {
  if (fit.matched_sets().any()) {
    sets_.emplace(fit, table, execution);
    maximum_ = sets_->maximum();
  } else {
    rows_.emplace(fit, table, execution);
    if (!model_.recession) maximize_rows(fit, table, execution);
  }
  if (model_.recession) go_to_limit();
}

const FittedLikelihood& MaximizedObjective::fitted() const {
  if (sets_) return *sets_;
  return *rows_;
}

void MaximizedObjective::maximize_rows(const Fit& fit, const Table& table,
                                       const Execution& execution) {
  all_columns_.emplace(rows_->reader(), execution, model_.curve);
  likelihood_.emplace(*all_columns_, unknowns());
  if (fit.method() == Method::firth || fit.method() == Method::flic) {
    penalised_.emplace(*all_columns_, rows_->reader(), execution, rows_->kept());
  }
  maximum_.resize(likelihood_->dimension());
  maximum_ << rows_->maximum(), model_.curve.own_values();
  const bool is_corrected = fit.method() == Method::flic;
  const Objective& of_fit = is_corrected ? *likelihood_ : objective();
  rows_->require_value(of_fit.evaluate(maximum_, Vector(), Order::value).value, fit, table);
  if (is_corrected) maximum_ = maximize(*penalised_, maximum_).point;
}

void MaximizedObjective::go_to_limit() {
  const std::vector<Index>& kept = fitted().kept();
  for (const Index column : model_.recession->kept) {
    determined_.push_back(std::ranges::find(kept, column) - kept.begin());
  }
  of_rest_.emplace(fitted().undecided(), determined_);
  maximum_ = fitted().maximum()(determined_).eval();
}

std::vector<Index> MaximizedObjective::unknowns() const {
  std::vector<Index> result = rows_->kept();
  const Index columns = model_.plan.columns();
  for (Index k = 0; k < model_.curve.own_parameters(); ++k) result.push_back(columns + k);
  return result;
}

const Objective& MaximizedObjective::objective() const {
  if (of_rest_) return *of_rest_;
  if (penalised_) return *penalised_;
  if (sets_) return sets_->likelihood();
  return *likelihood_;
}

Vector MaximizedObjective::on_working_columns(std::span<const double> weights) const {
  return to_formula_.transpose() * as_eigen(weights);
}

bool MaximizedObjective::determines(std::span<const double> weights) const {
  return !model_.recession || model_.recession->determines(on_working_columns(weights));
}

Separation MaximizedObjective::separation(const Fit& fit) const {
  const SeparationSummary& found = fit.maximum().separation;
  return {.kind = found.kind,
          .direction = model_.recession->direction(fitted().kept()),
          .rows = found.rows};
}

Vector MaximizedObjective::form_of_all_rows(std::span<const double> weights) const {
  return on_working_columns(weights)(fitted().kept());
}

Vector MaximizedObjective::form(std::span<const double> weights) const {
  const Vector of_all = on_working_columns(weights);
  if (of_rest_) return of_all(model_.recession->kept);
  Vector result = Vector::Zero(maximum_.size());
  result.head(fitted().maximum().size()) = of_all(fitted().kept());
  return result;
}

}  // namespace odds
