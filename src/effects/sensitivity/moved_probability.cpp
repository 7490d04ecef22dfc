#include "effects/sensitivity/moved_probability.hpp"

#include "curve/response_curve.hpp"
#include "effects/counterfactual/counterfactual_rows.hpp"
#include "effects/margins/set_values.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace odds {
namespace {

/// p - q of two probabilities, from whichever of them and their complements are small.
Vector difference(const CurveValues& p, const CurveValues& q) {
  const auto upper = p.complement.array() < 0.5 && q.complement.array() < 0.5;
  return upper.select(q.complement - p.complement, p.value - q.value);
}

/// Adds `sum` in units of `scale` squared to a sum in its own.
void add_squares(double scale, double sum, double& own_scale, double& own_sum) {
  if (scale > own_scale) {
    std::swap(scale, own_scale);
    std::swap(sum, own_sum);
  }
  if (scale == 0.0) return;
  const double ratio = scale / own_scale;
  own_sum += ratio * ratio * sum;
}

}  // namespace

SquaredChanges& SquaredChanges::operator+=(const SquaredChanges& other) {
  for (Index i = 0; i < scale.size(); ++i) {
    add_squares(other.scale[i], other.sum[i], scale[i], sum[i]);
  }
  return *this;
}

MovedProbability::MovedProbability(const Model& model, const std::vector<Effect>& inputs,
                                   const GroupSummary& rows)
    : design_(model, [&] {
        std::vector<Setting> settings(1);  // as observed
        for (const Effect& input : inputs) {
          means_.push_back(parts_of(model, input, rows, settings));
        }
        return settings;
      }()) {}

std::vector<MovedProbability::Part> MovedProbability::parts_of(const Model& model,
                                                               const Effect& input,
                                                               const GroupSummary& rows,
                                                               std::vector<Setting>& settings) {
  const auto v = static_cast<std::size_t>(input.index);
  std::vector<Part> parts;
  const auto add = [&](SetCell cell, double share) {
    if (share == 0.0) return;
    parts.push_back({static_cast<Index>(settings.size()), share});
    settings.push_back({{std::move(cell)}});
  };
  if (input.is_derivative()) {
    add(number_cell(model.plan, input.index, rows.means[v], {}), 1.0);
    return parts;
  }
  const std::vector<SetCell> values = values_of(model, input.index);
  const Vector shares =
      rows.shares[v].size() > 0 ? rows.shares[v] : Vector{{1.0 - rows.means[v], rows.means[v]}};
  for (std::size_t k = 0; k < values.size(); ++k) add(values[k], shares[static_cast<Index>(k)]);
  return parts;
}

SquaredChanges MovedProbability::zero() const {
  const auto inputs = static_cast<Index>(means_.size());
  return {.scale = Vector::Zero(inputs), .sum = Vector::Zero(inputs)};
}

SquaredChanges MovedProbability::sum_block(const DesignRows& rows) const {
  const Model& model = design_.model();
  const TableRows set_rows(design_, rows, {});
  const auto curve_at = [&](Index setting) {
    return model.curve.values(set_rows.predictor(setting).values(model.coefficients));
  };
  const CurveValues observed = curve_at(0);
  SquaredChanges sums = zero();
  for (std::size_t i = 0; i < means_.size() && rows.rows() > 0; ++i) {
    Vector change = Vector::Zero(rows.rows());
    for (const Part& part : means_[i]) {
      change += part.share * difference(observed, curve_at(part.setting));
    }
    const auto input = static_cast<Index>(i);
    const double largest = change.cwiseAbs().maxCoeff();
    sums.scale[input] = largest;
    if (largest != 0.0) sums.sum[input] = set_rows.weight().dot((change / largest).cwiseAbs2());
  }
  return sums;
}

std::vector<double> MovedProbability::std_devs(const SquaredChanges& sums, double weight) const {
  std::vector<double> result;
  for (Index i = 0; i < sums.scale.size(); ++i) {
    result.push_back(sums.scale[i] * std::sqrt(sums.sum[i] / weight));
  }
  return result;
}

}  // namespace odds
