#include "diagnose/block_influence.hpp"
#include "diagnose/diagnosable.hpp"
#include "diagnose/packing.hpp"
#include "inference/fitted_rows.hpp"
#include "likelihood/model_likelihood.hpp"
#include "math/binomial.hpp"
#include "math/distributions.hpp"
#include "math/random_bits.hpp"
#include "parallel/block_reduce.hpp"

#include <odds/influence.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace odds {

/// For `pack`: what processes hand to that which writes.
inline auto fields_of(RowInfluence& row) { return influence_fields(row); }

namespace {

/// Phi^-1(u), from u and 1 - u.
double normal_score(double below, double above) {
  const double tail = std::max(std::min(below, above), std::numeric_limits<double>::min());
  const double score = normal_quantile(std::min(tail, 0.5));
  return below <= above ? score : -score;
}

double quantile_residual(double y, double trials, const CurvePoint& p, double draw) {
  const BinomialTails tails = binomial_tails(std::round(y * trials), trials, p.value, p.complement);
  return normal_score(tails.below + draw * tails.at, tails.above + (1.0 - draw) * tails.at);
}

/// The rows of one block after another; the kernel of a pass.
class InfluenceRows {
 public:
  InfluenceRows(const Fit& fit, const DesignReader& reader, const InfluenceOptions& options,
                const PatternTotals* patterns)
      : model_(fit.model()),
        reader_(reader),
        options_(options),
        patterns_(patterns),
        draws_(options.seed, 0),
        has_counts_(has_counts(fit)),
        kernel_(fit.model(), options.dfbetas) {}

  std::vector<RowInfluence> operator()(DesignRows& rows) const {
    std::vector<RowInfluence> result = blank_rows(rows);
    Vector eta = linear_predictor(rows, model_.coefficients);
    const BlockObservations own = observations_of(rows);
    const BlockObservations observed =
        patterns_ ? observations_of(pattern_keys(rows, eta), *patterns_) : own;
    const BlockInfluence block = kernel_(rows, std::move(eta), observed);
    for (Index i = 0; i < rows.rows(); ++i) {
      RowInfluence& row =
          result[static_cast<std::size_t>(rows.data.position[static_cast<std::size_t>(i)])];
      row = kernel_.row(rows, block, observed, i, options_.dfbetas);
      if (!has_counts_) continue;
      row.quantile = quantile_residual(own.y[i], own.trials[i], model_.curve.at(block.eta[i]),
                                       draws_.uniform(static_cast<std::uint64_t>(row.row)));
    }
    return result;
  }

 private:
  /// All rows of the block, each for one that is not used.
  std::vector<RowInfluence> blank_rows(const DesignRows& rows) const {
    const RowReader& reader = reader_.rows();
    const std::size_t complete = reader.roles().complete().size();
    std::vector<RowInfluence> result(static_cast<std::size_t>(rows.data.cells.rows));
    for (std::size_t i = 0; i < result.size(); ++i) {
      result[i].row = rows.data.first + static_cast<Index>(i);
      for (std::size_t c = 0; c < complete && result[i].column.empty(); ++c) {
        if (!rows.data.cells.cells[c].is_missing(static_cast<Index>(i))) continue;
        result[i].column = reader.source().columns()[c].name;
      }
    }
    return result;
  }

  const Model& model_;
  const DesignReader& reader_;
  InfluenceOptions options_;
  const PatternTotals* patterns_;
  RandomStream draws_;
  bool has_counts_;
  InfluenceKernel kernel_;
};

}  // namespace

void influence(const Fit& fit, const Table& table, const InfluenceOptions& options,
               const Execution& execution,
               const std::function<void(std::span<const RowInfluence>)>& sink) {
  execution.validate();
  const FittedRows rows(diagnosable(fit), table, execution);
  std::optional<PatternTotals> patterns;
  if (options.patterns) patterns = pattern_totals(rows.reader(), fit.model(), execution);
  write_blocks_in_order(
      rows.reader(), execution,
      InfluenceRows(fit, rows.reader(), options, patterns ? &*patterns : nullptr),
      [&](std::vector<RowInfluence>&& run) { sink(run); }, "influence");
}

std::vector<RowInfluence> influence(const Fit& fit, const Table& table,
                                    const InfluenceOptions& options, const Execution& execution) {
  std::vector<RowInfluence> all;
  influence(fit, table, options, execution, [&](std::span<const RowInfluence> run) {
    all.insert(all.end(), run.begin(), run.end());
  });
  return all;
}

}  // namespace odds
