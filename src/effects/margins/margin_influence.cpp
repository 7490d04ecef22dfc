#include "effects/margins/margin_influence.hpp"

#include <cmath>

namespace odds {
namespace {

/// The observations that a row stands for: how many, and how heavy each of them is.
struct Units {
  double count;
  double weight;
};

Units observations_of(const DesignRows& rows, Index i, bool grouped) {
  const double trials = grouped ? rows.data.trials[i] : 1.0;
  const double copies = rows.data.frequency.size() > 0 ? rows.data.frequency[i] : 1.0;
  return {.count = trials * copies, .weight = rows.data.case_weight[i] / copies};
}

}  // namespace

Matrix BlockInfluences::by_row(Index rows) const {
  Matrix sums = Matrix::Zero(influence.rows(), rows);
  for (Index k = 0; k < influence.cols(); ++k) {
    sums.col(row[static_cast<std::size_t>(k)]) += counts[k] * influence.col(k);
  }
  return sums;
}

MarginInfluence::MarginInfluence(const AverageTask& task, const MarginPlan& plan,
                                 const Averages& averages, const Combined& combined,
                                 const CounterfactualPass& pass)
    : task_(task),
      averages_(averages),
      pass_(pass),
      unit_(units_of(combined)),
      by_score_(in_units(combined, unit_).jacobian.core *
                task.design.model().information_inverse().core / task.design.model().factor),
      grouped_(task.design.model().response.grouped()) {
  for (const Combination& combination : plan.combinations) {
    const double unit = unit_[static_cast<Index>(terms_.size())];
    terms_.push_back(derivative_terms(combination, averages));
    for (auto& term : terms_.back()) term.second /= unit;
  }
}

BlockInfluences MarginInfluence::operator()(DesignRows& rows) const {
  const TableRows set_rows(task_.design, rows, groups_of_rows(pass_.summary, pass_.needs, rows));
  const Matrix own = own_parts(set_rows, averaged_rows(rows));
  const LinearForm observed = set_rows.predictor(observed_setting());
  const Matrix z = observed.dense(by_score_.cols());
  const Model& model = task_.design.model();
  const CurveValues curve = model.curve.values(observed.values(model.coefficients));
  const Matrix pull = by_score_ * z.transpose();  // c x rows
  // d log-likelihood / d eta of an event and of a non-event.
  const Vector event = curve.relative_d1();
  const Vector nonevent = -curve.relative_d1_of_complement();
  BlockInfluences result{
      .influence = Matrix(pull.rows(), (grouped_ ? 2 : 1) * rows.rows()), .counts = {}, .row = {}};
  std::vector<double> counts;
  for (Index i = 0; i < rows.rows(); ++i) {
    const Units units = observations_of(rows, i, grouped_);
    const double share = rows.share[i];
    const auto add = [&](double count, double score) {
      if (count == 0.0) return;
      result.influence.col(std::ssize(counts)) = units.weight * (own.col(i) + score * pull.col(i));
      counts.push_back(count);
      result.row.push_back(i);
    };
    if (grouped_) {
      add(share * units.count, event[i]);
      add((1.0 - share) * units.count, nonevent[i]);
    } else {
      add(units.count, share * event[i] + (1.0 - share) * nonevent[i]);
    }
  }
  result.influence.conservativeResize(Eigen::NoChange, std::ssize(counts));
  result.counts = Vector::Map(counts.data(), std::ssize(counts));
  return result;
}

/// A setting without cells: the rows as observed. CounterfactualDesign has it last.
Index MarginInfluence::observed_setting() const {
  return static_cast<Index>(task_.design.settings().size()) - 1;
}

/// Which rows the averages are over: a filter of theirs leaves the sample of the fit as it is.
std::vector<bool> MarginInfluence::averaged_rows(const DesignRows& rows) const {
  std::vector<bool> result(static_cast<std::size_t>(rows.rows()), true);
  if (!pass_.within) return result;
  const Vector within = evaluate(*pass_.within, rows.data.bindings, rows.rows());
  for (Index i = 0; i < rows.rows(); ++i) {
    result[static_cast<std::size_t>(i)] = within[i] != 0.0 && !std::isnan(within[i]);
  }
  return result;
}

/// D (g_i - gbar) / W, c x rows; 0 for rows that the averages are not over.
Matrix MarginInfluence::own_parts(const TableRows& rows, const std::vector<bool>& averaged) const {
  Matrix deviations = Matrix::Zero(task_.size(), rows.rows());  // (g_i - gbar) / W
  for (Index q = 0; q < static_cast<Index>(task_.quantities.size()); ++q) {
    const Quantity& quantity = task_.quantities[static_cast<std::size_t>(q)];
    const LinearForm eta = rows.predictor(quantity.setting);
    const Vector& gamma = task_.design.model().coefficients;
    const CurveValues curve = task_.design.model().curve.values(eta.values(gamma));
    const Jet jet =
        quantity_jet(quantity, quantity_forms(quantity, rows, eta), curve, gamma, task_.function);
    for (Index i = 0; i < rows.rows(); ++i) {
      if (!averaged[static_cast<std::size_t>(i)]) continue;
      const Index group = rows.groups().empty() ? 0 : rows.groups()[static_cast<std::size_t>(i)];
      const Index m = task_.numbering().number(group, q);
      deviations(m, i) = (jet.value[i] - averages_.values[m]) / averages_.weight[m];
    }
  }
  Matrix own = Matrix::Zero(static_cast<Index>(terms_.size()), rows.rows());
  for (std::size_t c = 0; c < terms_.size(); ++c) {
    for (const auto& [average, weight] : terms_[c]) {
      own.row(static_cast<Index>(c)) += weight * deviations.row(average);
    }
  }
  return own;
}

}  // namespace odds
