#include "diagnose/binned_residuals.hpp"

#include "base/failure.hpp"
#include "diagnose/row_score.hpp"
#include "inference/gather_scores.hpp"
#include "inference/score_runs.hpp"
#include "likelihood/model_likelihood.hpp"
#include "math/poisson_binomial.hpp"
#include "parallel/block_reduce.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace odds {

/// For `pack`: what rank 0 tells the other processes.
inline auto fields_of(ResidualBin& bin) {
  return std::tie(bin.level, bin.low, bin.high, bin.count, bin.events, bin.expected, bin.low_events,
                  bin.high_events, bin.exact);
}

namespace {

/// What is kept of a row: `eta` is what it is sorted by.
struct BinScore {
  double eta = 0.0;
  double predictor = 0.0;
  double events = 0.0;
  double count = 0.0;
  auto fields() { return std::tie(eta, predictor, events, count); }
};

constexpr Index kNoSum = 0;  // a pass adds up nothing beside what it hands on

using Values = std::vector<double>;

/// What the rows of a block are sorted by.
Values values_of(const DesignRows& rows, const Vector& predictors, std::optional<Index> variable,
                 const DesignPlan& plan) {
  if (!variable) return to_std(predictors);
  const auto v = static_cast<std::size_t>(*variable);
  const std::vector<std::int32_t>& levels = rows.levels[v];
  if (!levels.empty()) return Values(levels.begin(), levels.end());
  const auto& numbers = rows.data.bindings.find(plan.variables[v].name)->second.numbers;
  return Values(numbers.begin(), numbers.end());
}

std::vector<BinScore> bin_scores(const DesignRows& rows, const ModelRows& all,
                                 std::optional<Index> variable) {
  const Vector predictors = linear_predictor(rows, all.model.coefficients);
  const Vector counts = observation_counts(rows);
  const Values values = values_of(rows, predictors, variable, all.model.plan);
  std::vector<BinScore> scores;
  for (Index i = 0; i < rows.rows(); ++i) {
    scores.push_back({.eta = values[static_cast<std::size_t>(i)] + 0.0,
                      .predictor = predictors[i],
                      .events = counts[i] * rows.share[i],
                      .count = counts[i]});
  }
  return scores;
}

/// Where the bins of numbers end.
struct BinRule {
  double count = 0.0;  ///< of all observations
  double bins = 10.0;
  bool is_each = false;  ///< every value is a bin

  /// Whether a bin ends between values, the observations up to which are `done`; the bins before
  /// it are `bins_done`.
  bool ends(double done, double bins_done) const {
    return is_each || done * bins >= count * (bins_done + 1.0);
  }

  /// The number of shares k / bins that are reached.
  double reached(double done) const { return std::floor(done * bins / count); }
};

/// Makes bins of scores that come in ascending order.
class BinMaker {
 public:
  BinMaker(const BinRule& rule, const ResponseCurve& curve, double level)
      : rule_(rule), curve_(curve), tail_((1.0 - level) / 2.0) {}

  void add(const BinScore& score) {
    if (bin_.count > 0.0 && score.eta != last_ && rule_.ends(done_, reached_)) finish_bin();
    if (bin_.count == 0.0) bin_.low = score.eta;
    bin_.high = last_ = score.eta;
    const CurvePoint p = curve_.at(score.predictor);
    sum_.add(p.value, p.complement, score.count);
    bin_.count += score.count;
    bin_.events += score.events;
    done_ += score.count;
  }

  std::vector<ResidualBin> bins() && {
    if (bin_.count > 0.0) finish_bin();
    return std::move(bins_);
  }

 private:
  void finish_bin() {
    const PoissonBinomial::Limits limits = sum_.central(tail_);
    bin_.expected = sum_.mean();
    bin_.low_events = limits.low;
    bin_.high_events = limits.high;
    bin_.exact = sum_.is_exact();
    bins_.push_back(std::exchange(bin_, {}));
    sum_ = {};
    reached_ = rule_.reached(done_);
  }

  BinRule rule_;
  ResponseCurve curve_;
  double tail_;
  double last_ = 0.0;
  double done_ = 0.0;
  double reached_ = 0.0;
  ResidualBin bin_;
  PoissonBinomial sum_;
  std::vector<ResidualBin> bins_;
};

/// The number of different values, at most `most`, and of observations.
std::pair<double, double> count_values(const ScoreRuns<BinScore>& scores, double most) {
  double values = 0.0;
  double count = 0.0;
  double last = std::numeric_limits<double>::quiet_NaN();
  for (ScoreRuns<BinScore>::Walk walk(scores); !walk.ended(); walk.next()) {
    const BinScore& score = walk.front();
    if (score.eta != last && values < most) ++values;
    last = score.eta;
    count += score.count;
  }
  return {values, count};
}

std::vector<ResidualBin> make_bins(ScoreRuns<BinScore>& scores, const ModelRows& rows,
                                   const BinChoice& choice, bool is_factor) {
  scores.sort();
  const auto bins = static_cast<double>(choice.bins);
  const auto [values, count] = count_values(scores, bins + 1.0);
  const BinRule rule{.count = count, .bins = bins, .is_each = is_factor || values <= bins};
  BinMaker maker(rule, rows.model.curve, choice.level);
  for (ScoreRuns<BinScore>::Walk walk(scores); !walk.ended(); walk.next()) {
    maker.add(walk.front());
  }
  return std::move(maker).bins();
}

/// The variable that is named; none of P.
std::optional<Index> variable_of(const DesignPlan& plan, const std::string& name) {
  if (name == kFittedName && !plan.find_variable(name)) return std::nullopt;
  if (const auto found = plan.find_variable(name)) return found;
  std::vector<std::string> names{kFittedName};
  for (const DesignVariable& variable : plan.variables) names.push_back(variable.name);
  refuse(fmt::format("the model has no variable \"{}\" to bin residuals by", name),
         fmt::format("{} are there", fmt::join(names, ", ")));
}

/// The values of bins in the words of their variable.
void translate(const ModelRows& rows, std::optional<Index> variable, BinnedResiduals& result) {
  for (ResidualBin& bin : result.bins) {
    if (!variable) {
      bin.low = rows.model.curve.at(bin.low).value;
      bin.high = rows.model.curve.at(bin.high).value;
    } else if (const auto& levels = rows.model.plan.variable(*variable).levels; !levels.empty()) {
      bin.level = levels[static_cast<std::size_t>(bin.low)];
    }
  }
}

}  // namespace

BinnedResiduals binned_residuals(const ModelRows& rows, const BinChoice& choice) {
  constexpr Index kShareOfScores = 8;
  const DesignPlan& plan = rows.model.plan;
  const std::optional<Index> variable = variable_of(plan, choice.by);
  const bool is_factor = variable && !plan.variable(*variable).levels.empty();
  ScoreRuns<BinScore> scores(rows.execution.memory_bytes() / kShareOfScores);
  const auto kernel = [&](DesignRows& block) {
    return std::pair(kNoSum, bin_scores(block, rows, variable));
  };
  const auto use = [&](std::vector<BinScore>&& block) { scores.add(block); };
  sum_and_use_blocks(rows.reader, rows.execution, kNoSum,
                     KernelWithOutput<decltype(kernel), decltype(use)>{kernel, use}, "residuals");
  gather_scores(scores, rows.execution.communicator());
  BinnedResiduals result{.by = choice.by, .level = choice.level, .bins = {}};
  result.bins = on_first_rank(
      rows.execution, [&] { return make_bins(scores, rows, choice, is_factor); }, "residuals");
  translate(rows, variable, result);
  return result;
}

}  // namespace odds
