#include "base/failure.hpp"
#include "base/special_values.hpp"
#include "inference/fitted_rows.hpp"
#include "inference/robust_covariance.hpp"
#include "inference/row_values.hpp"
#include "model/working_coordinates.hpp"
#include "parallel/block_reduce.hpp"
#include "parallel/helpers.hpp"

#include <odds/inference.hpp>
#include <odds/row_scores.hpp>

#include <tuple>
#include <utility>

namespace odds {

/// For `pack`: what processes hand to that which writes.
inline auto fields_of(RowScore& row) {
  return std::tie(row.row, row.used, row.copies, row.log_likelihood, row.leverage, row.score);
}

namespace {

void require_scores(const Fit& fit) {
  require_maximum(fit);
  if (fit.eliminated() > 0) {
    refuse("scores of rows are not there where a factor with very many levels is eliminated");
  }
  if (!fit.coefficients_label().empty()) {
    refuse("scores of rows are not there of coefficients that were given");
  }
}

/// The kernel of the pass.
class ScoresOfRows {
 public:
  explicit ScoresOfRows(const Model& model) : model_(model) {
    const WorkingCoordinates coordinates(model);
    kept_ = coordinates.kept();
    gradient_map_ = coordinates.gradient_map();
  }

  std::vector<RowScore> operator()(DesignRows& rows) const {
    std::vector<RowScore> result(static_cast<std::size_t>(rows.data.cells.rows));
    for (std::size_t i = 0; i < result.size(); ++i) {
      result[i].row = rows.data.first + static_cast<Index>(i);
    }
    const Vector values = log_likelihoods(rows, model_);
    const RowTerms terms = row_terms(rows, model_);
    std::vector<DesignEntry> z;
    for (Index i = 0; i < rows.rows(); ++i) {
      const auto position =
          static_cast<std::size_t>(rows.data.position[static_cast<std::size_t>(i)]);
      const double copies = terms.copies[i];
      RowScore& row = result[position];
      read_row(rows.x, i, z);
      row.used = true;
      row.copies = copies;
      row.log_likelihood = values[i] / copies + constant_of(rows, i) / copies;
      row.leverage = terms.information[i] / copies * spread_of(z);
      row.score = score_of(z, terms.residual[i] / copies);
    }
    return result;
  }

 private:
  double constant_of(const DesignRows& rows, Index i) const {
    if (!model_.response.grouped()) return 0.0;
    return rows.data.case_weight[i] * log_binomial(rows.data.trials[i], rows.data.events[i]);
  }

  double spread_of(const std::vector<DesignEntry>& z) const {
    return quadratic_form(z, model_.information_inverse()) / model_.factor;
  }

  std::vector<double> score_of(const std::vector<DesignEntry>& z, double residual) const {
    Vector working = Vector::Zero(model_.plan.columns());
    for (const DesignEntry& entry : z) working[entry.column] += residual * entry.value;
    Vector score = Vector::Constant(working.size(), kNaN);
    score(kept_) = gradient_map_ * working(kept_);
    return to_std(score);
  }

  const Model& model_;
  std::vector<Index> kept_;
  Matrix gradient_map_;
};

}  // namespace

void row_scores(const Fit& fit, const Table& table, const Execution& execution,
                const std::function<void(std::span<const RowScore>)>& sink) {
  const HelpersOfCall helpers;
  execution.validate();
  require_scores(fit);
  const FittedRows rows(fit, table, execution);
  write_blocks_in_order(
      rows.reader(), execution, ScoresOfRows(fit.model()),
      [&](std::vector<RowScore>&& scores) { sink(scores); }, "scores");
}

}  // namespace odds
