#include "effects/counterfactual/averages.hpp"

#include "base/special_values.hpp"

#include <optional>

namespace odds {
namespace {

/// The weights of the rows of a group, 0 in all others.
Vector weights_of(Index group, const Vector& weight, const std::vector<std::int32_t>& groups) {
  Vector result = weight;
  for (Index i = 0; i < result.size(); ++i) {
    if (groups[static_cast<std::size_t>(i)] != group) result[i] = 0.0;
  }
  return result;
}

/// Adds up the quantities of one setting.
template <class Rows>
class SettingSums {
 public:
  SettingSums(const AverageTask& task, const Rows& rows, Index setting,
              const std::vector<Vector>& weights, AverageSums& sums)
      : task_(task),
        rows_(rows),
        gamma_(task.design.model().coefficients),
        weights_(weights),
        sums_(sums),
        eta_(rows.predictor(setting)),
        curve_(task.design.model().curve.values(eta_.values(gamma_))) {}

  void add(std::size_t q) {
    const Quantity& quantity = task_.quantities[q];
    const QuantityForms forms = quantity_forms(quantity, rows_, eta_);
    const bool shared = quantity.form == Quantity::Form::d1 &&
                        quantity.scale == EffectScale::dydx && forms.first->is_constant();
    if (shared) return add_constant_slope(q, forms.first->constant());
    const Jet jet = quantity_jet(quantity, forms, curve_, gamma_, task_.function);
    for (Index g = 0; g < task_.groups; ++g) add_jet(forms, jet, weights_of_group(g), row(g, q));
  }

 private:
  Index row(Index group, std::size_t q) const {
    return task_.numbering().number(group, static_cast<Index>(q));
  }

  const Vector& weights_of_group(Index g) const { return weights_[static_cast<std::size_t>(g)]; }

  void add_jet(const QuantityForms& forms, const Jet& jet, const Vector& weight, Index row) {
    sums_.values[row] += weight.dot(jet.value);
    sums_.complements[row] += jet.complement.size() > 0 ? weight.dot(jet.complement) : kNaN;
    Vector gradient = Vector::Zero(task_.core_columns());
    const Vector by_eta = weight.cwiseProduct(jet.eta);
    forms.eta->add_products(by_eta, gradient);
    forms.eta->add_level_products(by_eta, row, sums_.jacobian.levels);
    if (forms.first) forms.first->add_products(weight.cwiseProduct(jet.first), gradient);
    if (forms.second) forms.second->add_products(weight.cwiseProduct(jet.second), gradient);
    if (forms.both) forms.both->add_products(weight.cwiseProduct(jet.both), gradient);
    sums_.jacobian.core.row(row).head(gradient.size()) += gradient.transpose();
    sums_.jacobian.core.row(row).tail(jet.own.cols()) += weight.transpose() * jet.own;
  }

  /// What derivatives in variables that enter by themselves have in common.
  struct SlopeSums {
    double d1 = 0.0;   // sum of a P'
    RowVector by_own;  // sum of a dP' / d own parameters
    Vector d2;         // sum of a P'' z
  };

  void prepare_slope_sums() {
    if (!slope_sums_.empty()) return;
    const Matrix by_own = curve_.d1_by_own();
    for (Index g = 0; g < task_.groups; ++g) {
      const Vector& weight = weights_of_group(g);
      SlopeSums sums{.d1 = weight.dot(curve_.d1),
                     .by_own = weight.transpose() * by_own,
                     .d2 = Vector::Zero(task_.core_columns())};
      eta_.add_products(weight.cwiseProduct(curve_.d2), sums.d2);
      slope_sums_.push_back(std::move(sums));
    }
  }

  void add_constant_slope(std::size_t q, const Vector& constant) {
    prepare_slope_sums();
    const Index core = task_.core_columns();
    const double eta_slope = constant.head(core).dot(gamma_.head(core));
    for (Index g = 0; g < task_.groups; ++g) {
      const SlopeSums& shared = slope_sums_[static_cast<std::size_t>(g)];
      auto gradient = sums_.jacobian.core.row(row(g, q));
      sums_.values[row(g, q)] += eta_slope * shared.d1;
      sums_.complements[row(g, q)] = kNaN;
      gradient.head(core) += (eta_slope * shared.d2 + shared.d1 * constant.head(core)).transpose();
      gradient.tail(shared.by_own.size()) += eta_slope * shared.by_own;
      if (sums_.jacobian.levels.keys.empty()) continue;
      const Vector curved = eta_slope * weights_of_group(g).cwiseProduct(curve_.d2);
      eta_.add_level_products(curved, row(g, q), sums_.jacobian.levels);
    }
  }

  const AverageTask& task_;
  const Rows& rows_;
  const Vector& gamma_;
  const std::vector<Vector>& weights_;
  AverageSums& sums_;
  LinearForm eta_;
  CurveValues curve_;
  std::vector<SlopeSums> slope_sums_;  // per group; empty until needed
};

template <class Rows>
AverageSums sum_rows(const AverageTask& task, const Rows& rows) {
  AverageSums sums = task.zero();
  sums.jacobian.levels = rows.no_level_sums(task.size());
  std::vector<Vector> weights;
  for (Index g = 0; g < task.groups; ++g) {
    weights.push_back(rows.groups().empty() ? rows.weight()
                                            : weights_of(g, rows.weight(), rows.groups()));
    sums.weight[g] = weights.back().sum();
  }
  const auto settings = static_cast<Index>(task.design.settings().size());
  for (Index s = 0; s < settings; ++s) {
    sums.support[s] = rows.weight_with_levels(s);
    std::optional<SettingSums<Rows>> setting;  // if any quantity wants it
    for (std::size_t q = 0; q < task.quantities.size(); ++q) {
      if (task.quantities[q].setting != s) continue;
      if (!setting) setting.emplace(task, rows, s, weights, sums);
      setting->add(q);
    }
  }
  return sums;
}

}  // namespace

AverageSums AverageTask::zero() const {
  const Index m = size();
  const Index parameters = core_columns() + design.model().curve.own_parameters();
  return {.values = Vector::Zero(m),
          .complements = Vector::Zero(m),
          .jacobian = {.core = Matrix::Zero(m, parameters), .levels = {}},
          .weight = Vector::Zero(groups),
          .support = Vector::Zero(static_cast<Index>(design.settings().size())),
          .dropped = {}};
}

AverageSums& AverageSums::operator+=(const AverageSums& other) {
  values += other.values;
  complements += other.complements;
  jacobian.core += other.jacobian.core;
  jacobian.levels += other.jacobian.levels;
  weight += other.weight;
  support += other.support;
  dropped += other.dropped;
  return *this;
}

AverageSums sum_block(const AverageTask& task, const TableRows& rows) {
  return sum_rows(task, rows);
}

AverageSums sum_block(const AverageTask& task, const PointRows& rows) {
  return sum_rows(task, rows);
}

Averages averages(const AverageTask& task, const AverageSums& sums) {
  Averages result{.numbering = task.numbering(),
                  .values = sums.values,
                  .complements = sums.complements,
                  .jacobian = sums.jacobian,
                  .weight = Vector(task.size())};
  for (Index row = 0; row < task.size(); ++row) {
    const double weight = sums.weight[result.numbering.group(row)];
    result.weight[row] = weight;
    result.values[row] /= weight;
    result.complements[row] /= weight;
    result.jacobian.core.row(row) /= weight;
    if (result.jacobian.levels.values.cols() > 0) result.jacobian.levels.values.row(row) /= weight;
  }
  return result;
}

}  // namespace odds
