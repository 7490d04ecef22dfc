#include "base/failure.hpp"
#include "base/special_values.hpp"
#include "effects/counterfactual/conditions.hpp"
#include "effects/margins/combined_covariance.hpp"
#include "effects/margins/margin_call.hpp"
#include "effects/margins/summary_needs.hpp"
#include "fit/reading.hpp"
#include "inference/packing.hpp"
#include "model/new_data.hpp"
#include "parallel/block_reduce.hpp"

#include <odds/unit_margins.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <tuple>
#include <utility>

namespace odds {

/// For `pack`: what processes hand to that which writes.
inline auto fields_of(EstimateRow& row) { return estimate_fields(row); }

inline auto fields_of(UnitRow& row) { return std::tie(row.row, row.used, row.effects); }

namespace {

void require_single_rows(const Model& model, const MarginsOptions& options) {
  if (options.point != MarginPoint::observed || !options.over.empty()) {
    refuse("effects of single rows are those of observed rows",
           "leave out means, typical and --over");
  }
  const bool is_family = options.simultaneous || options.adjustment != Adjustment::none;
  if (options.errors != MarginErrors::delta || is_family) {
    refuse("effects of single rows have errors by the delta method only");
  }
  if (model.plan.eliminated > 0) {
    refuse("effects of single rows are not there for a model with an eliminated factor");
  }
}

/// The effects of the rows of one block after another; the kernel of a pass.
class UnitEffects {
 public:
  UnitEffects(const AverageTask& task, const MarginPlan& plan, double level)
      : task_(task),
        plan_(plan),
        level_(level),
        shared_(wald_reference(level, model().t_degrees)) {}

  std::vector<UnitRow> operator()(DesignRows& rows) const {
    std::vector<UnitRow> result(static_cast<std::size_t>(rows.data.cells.rows));
    for (std::size_t i = 0; i < result.size(); ++i) {
      result[i].row = rows.data.first + static_cast<Index>(i);
    }
    const TableRows set_rows(task_.design, rows, {});
    const std::vector<Parts> parts = parts_of(set_rows);
    for (Index i = 0; i < rows.rows(); ++i) {
      result[static_cast<std::size_t>(rows.data.position[static_cast<std::size_t>(i)])].used = true;
    }
    for (const Combination& combination : plan_.combinations) {
      add(combination, parts, rows.data.position, result);
    }
    return result;
  }

 private:
  /// Of one quantity in all rows: values, and gradients in the parameters (rows x parameters).
  struct Parts {
    Vector values;
    Vector complements;  // 1 - values of P itself; empty of others
    Matrix gradients;

    Average average(Index i) const {
      return {values[i], complements.size() > 0 ? complements[i] : kNaN};
    }
  };

  std::vector<Parts> parts_of(const TableRows& rows) const {
    const Model& model = task_.design.model();
    std::vector<Parts> result;
    for (const Quantity& quantity : task_.quantities) {
      const LinearForm eta = rows.predictor(quantity.setting);
      const QuantityForms forms = quantity_forms(quantity, rows, eta);
      const CurveValues curve = model.curve.values(eta.values(model.coefficients));
      const Jet jet = quantity_jet(quantity, forms, curve, model.coefficients, task_.function);
      const Index p = model.plan.core_columns();
      Matrix gradients(rows.rows(), parameters());
      gradients.leftCols(p) = jet.eta.asDiagonal() * eta.dense(p);
      gradients.rightCols(jet.own.cols()) = jet.own;
      const auto add = [&](const std::optional<LinearForm>& form, const Vector& by_form) {
        if (form) gradients.leftCols(p) += by_form.asDiagonal() * form->dense(p);
      };
      add(forms.first, jet.first);
      add(forms.second, jet.second);
      add(forms.both, jet.both);
      result.push_back({jet.value, jet.complement, std::move(gradients)});
    }
    return result;
  }

  void add(const Combination& combination, const std::vector<Parts>& parts,
           const std::vector<Index>& positions, std::vector<UnitRow>& result) const {
    const auto n = static_cast<Index>(positions.size());
    Matrix gradients = Matrix::Zero(n, parameters());
    for (const AverageTerm& term : combination.terms) {
      const Parts& part = parts[static_cast<std::size_t>(term.quantity)];
      Vector slopes(n);
      for (Index i = 0; i < n; ++i)
        slopes[i] = term.weight * inner_slope(combination, part.average(i));
      gradients += slopes.asDiagonal() * part.gradients;
    }
    const Vector errors = std_errors(gradients);
    const bool has_own_degrees = model().contrast_degrees.has_value();
    for (Index i = 0; i < n; ++i) {
      const Average value = combined_average(combination, [&](const AverageTerm& term) {
        return parts[static_cast<std::size_t>(term.quantity)].average(i);
      });
      UnitRow& row = result[static_cast<std::size_t>(positions[static_cast<std::size_t>(i)])];
      const WaldReference own =
          has_own_degrees ? wald_reference(level_, model().degrees_of(gradients.row(i).transpose()))
                          : shared_;
      row.effects.push_back(combined_row(combination, value, errors[i], own));
    }
  }

  const Model& model() const { return task_.design.model(); }
  Index parameters() const { return model().covariance.core_size(); }

  Vector std_errors(Matrix gradients) const {
    Vector unit(gradients.rows());
    for (Index i = 0; i < unit.size(); ++i) {
      unit[i] = unit_near(gradients.row(i).cwiseAbs().maxCoeff());
    }
    gradients = unit.cwiseInverse().asDiagonal() * gradients;
    const Matrix carried = gradients * task_.design.model().covariance.core;
    const Vector variances = carried.cwiseProduct(gradients).rowwise().sum();
    return unit.array() * variances.array().sqrt();
  }

  const AverageTask& task_;
  const MarginPlan& plan_;
  double level_;
  WaldReference shared_;
};

}  // namespace

std::vector<Note> unit_margins(const Fit& fit, const Table& table, const MarginsOptions& options,
                               const Execution& execution, const UnitSink& sink) {
  options.validate();
  execution.validate();
  require_maximum(fit);
  require_probabilities(fit);
  const std::shared_ptr<const Model> shared_model = model_with_conditions(fit);
  const Model& model = *shared_model;
  require_single_rows(model, options);
  std::vector<Note> notes;
  const std::vector<Index> variables = asked_variables(model, options, notes);
  const DataRoles roles = margin_roles(model, table, options);
  const SummaryNeeds needs = summary_needs(model, options, variables);
  const DesignReader reader(scan_for(model, roles, table, execution), roles, model.plan,
                            std::nullopt);
  RowSummary summary;
  summary.groups.resize(1);
  if (needs.any()) summary = summarise_rows(reader, needs, execution);
  const MarginPlan plan = plan_margins(
      model, options, asked_effects(model, options, variables, summary.all, notes), summary);
  CounterfactualDesign design(model, plan.settings);
  for (const Quantity& quantity : plan.quantities) prepare(quantity, design);
  const AverageTask task{
      .design = design, .quantities = plan.quantities, .function = options.function, .groups = 1};
  std::vector<UnitLabel> labels;
  for (const Combination& combination : plan.combinations) {
    labels.push_back({combination.variable, combination.contrast, combination.at});
  }
  if (execution.communicator().rank() == 0) sink.labels(labels);
  write_blocks_in_order(
      reader, execution, UnitEffects(task, plan, options.level),
      [&](std::vector<UnitRow>&& rows) { sink.rows(rows); }, "margins");
  for (Note& note : reading_notes(model, table, reader.rows().source())) {
    notes.push_back(std::move(note));
  }
  return notes;
}

}  // namespace odds
