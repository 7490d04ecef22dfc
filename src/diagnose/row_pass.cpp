#include "diagnose/row_pass.hpp"

#include "inference/heterogeneity.hpp"
#include "inference/robust_covariance.hpp"
#include "likelihood/model_likelihood.hpp"
#include "math/binomial.hpp"
#include "parallel/add_fields.hpp"
#include "parallel/block_reduce.hpp"

#include <cmath>
#include <optional>
#include <utility>
#include <vector>

namespace odds {
namespace {

void add_row(const DesignRows& rows, const BlockInfluence& block, Index i, RowSums& sums) {
  const double w = rows.weight[i];
  const double y = rows.share[i];
  const double p = block.value[i];
  const double q = block.complement[i];
  const double gap = y * q - (1.0 - y) * p;
  const double skew = q - p;
  sums.events += w * y;
  sums.nonevents += w * (1.0 - y);
  sums.expected += w * p;
  sums.variance += w * p * q;
  sums.pearson += w * pearson_term(y, p, q);
  sums.deviance += 2.0 * w * half_deviance(y, p, q);
  sums.brier += w * (y * q * q + (1.0 - y) * p * p);
  sums.calibration += w * gap * skew;
  sums.calibration_variance += w * p * q * skew * skew;
}

/// The kernel of the pass; refers to what it is made of.
template <class Score>
class RowPass {
 public:
  RowPass(const DesignReader& reader, const Model& model, const DiagnoseOptions& options,
          const PatternTotals* patterns)
      : model_(model),
        patterns_(patterns),
        kernel_(model, true),
        finder_(reader, kernel_, TopRows(options.influential, options.patterns)) {}

  RowPass(const RowPass&) = delete;  // what finds rows refers to the kernel
  RowPass& operator=(const RowPass&) = delete;

  std::pair<RowSums, std::vector<Score>> operator()(const DesignRows& rows) const {
    Vector eta = linear_predictor(rows, model_.coefficients);
    std::pair<RowSums, std::vector<Score>> result;
    auto& [sums, scores] = result;
    write_scores(rows, eta, scores);
    sums.cross = extra_cross_products(rows, extra_columns(rows, eta, model_.curve),
                                      row_terms(rows, model_).information, model_.plan.columns());
    const BlockInfluence block = add_influence(rows, std::move(eta), sums);
    for (Index i = 0; i < rows.rows(); ++i) {
      add_row(rows, block, i, sums);
      if (std::isnan(rest_of(block.leverage[i]))) sums.determined += 1.0;
    }
    sums.rows += rows.all_copies();
    sums.trials += observation_counts(rows).sum();
    return result;
  }

 private:
  /// The influential rows; returns what the rows have by themselves.
  BlockInfluence add_influence(const DesignRows& rows, Vector eta, RowSums& sums) const {
    const BlockObservations own = observations_of(rows);
    if (patterns_ == nullptr) {
      BlockInfluence block = kernel_(rows, std::move(eta), own);
      sums.top = finder_(rows, block, own, {});
      return block;
    }
    const std::vector<PatternKey> keys = pattern_keys(rows, eta);
    const BlockObservations observed = observations_of(keys, *patterns_);
    BlockInfluence block = kernel_(rows, std::move(eta), observed);
    sums.top = finder_(rows, block, observed, keys);
    return block;
  }

  const Model& model_;
  const PatternTotals* patterns_;
  InfluenceKernel kernel_;
  TopRowFinder finder_;
};

}  // namespace

RowSums& RowSums::operator+=(const RowSums& other) { return add_fields(*this, other); }

template <class Score>
RowSums pass_over_rows(const DesignReader& reader, const Model& model,
                       const DiagnoseOptions& options, const Execution& execution,
                       ScoreRuns<Score>& scores) {
  std::optional<PatternTotals> patterns;
  if (options.patterns) patterns = pattern_totals(reader, model, execution);
  const RowPass<Score> kernel(reader, model, options, patterns ? &*patterns : nullptr);
  const auto use = [&](std::vector<Score>&& block) { scores.add(block); };
  const auto call = [&](DesignRows& rows) { return kernel(rows); };
  RowSums none;
  none.cross = Matrix::Zero(model.plan.columns(), extra_column_count(model.curve));
  none.top = TopRows(options.influential, options.patterns);
  return sum_and_use_blocks(reader, execution, std::move(none),
                            KernelWithOutput<decltype(call), decltype(use)>{call, use},
                            "diagnosing");
}

template RowSums pass_over_rows(const DesignReader&, const Model&, const DiagnoseOptions&,
                                const Execution&, ScoreRuns<PlainRowScore>&);
template RowSums pass_over_rows(const DesignReader&, const Model&, const DiagnoseOptions&,
                                const Execution&, ScoreRuns<WeightedRowScore>&);

}  // namespace odds
