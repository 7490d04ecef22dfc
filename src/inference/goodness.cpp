#include "inference/goodness.hpp"

#include "base/special_values.hpp"
#include "inference/auc.hpp"
#include "inference/gather_scores.hpp"
#include "inference/heterogeneity.hpp"
#include "inference/row_values.hpp"
#include "likelihood/model_likelihood.hpp"
#include "likelihood/separation_sums.hpp"
#include "math/distributions.hpp"
#include "parallel/add_fields.hpp"
#include "parallel/block_reduce.hpp"

#include <cmath>
#include <tuple>
#include <utility>

namespace odds {
namespace {

/// Sums over rows; log-likelihoods without the binomial coefficients.
struct SummarySums {
  CompensatedSum log_likelihood, null_log_likelihood, deviance, null_deviance, pearson, binomials;
  CompensatedSum events, nonevents, event_probability, nonevent_probability, brier;
  CompensatedSum observations, weight, case_weight;
  double saturated = 0.0;

  SummarySums& operator+=(const SummarySums& other) { return add_fields(*this, other); }
  auto fields() {
    return std::tie(log_likelihood, null_log_likelihood, deviance, null_deviance, pearson,
                    binomials, events, nonevents, event_probability, nonevent_probability, brier,
                    observations, weight, case_weight, saturated);
  }
};

double entropy_term(double share) { return share > 0.0 ? share * std::log(share) : 0.0; }

/// Log-likelihood of one observation at saturation: its share of events as its probability.
double saturated_log_likelihood(double share) {
  return entropy_term(share) + entropy_term(1.0 - share);
}

/// A share that is 0 but for rounding.
double tidy_share(double share) { return std::abs(share) < 1e-15 ? 0.0 : share; }

/// The log-likelihood of a block, and the rows in flat parts of the curve, each as often as its
/// frequency weight says; what `residual` holds is y - P times the weight, not the score.
struct FittedSums {
  CompensatedSum log_likelihood;
  double saturated = 0.0;
};

FittedSums log_likelihood(const ResponseCurve& curve, const DesignRows& rows, const Vector& eta,
                          Vector& residual) {
  BlockTerms terms;
  curve.add_up(outcomes_of(rows, eta), Information::expected, terms);
  if (curve.is_sigmoid()) {
    residual = std::move(terms.residual);
  } else {
    residual.resize(eta.size());
    for (Index i = 0; i < eta.size(); ++i) {
      const CurvePoint p = curve.at(eta[i]);
      const double share = rows.share[i];
      residual[i] = rows.weight[i] * (share * p.complement - (1.0 - share) * p.value);
    }
  }
  return {.log_likelihood = terms.log_likelihood, .saturated = terms.saturated};
}

/// That of the null model in a block.
CompensatedSum null_log_likelihood(const ResponseCurve& curve, const DesignRows& rows,
                                   const Model& model, double intercept) {
  if (curve.link == Link::logit || !model.roles.offsets.empty()) {
    Vector residual;
    const Vector eta = rows.offset.array() + intercept;
    return log_likelihood(curve, rows, eta, residual).log_likelihood;
  }
  // One predictor for all rows, and two logarithms.
  CompensatedSum sum;
  const double events = rows.weight.dot(rows.share);
  const double nonevents = rows.weight.sum() - events;
  if (events > 0.0) sum += events * curve.log_likelihood(1.0, intercept);
  if (nonevents > 0.0) sum += nonevents * curve.log_likelihood(0.0, intercept);
  return sum;
}

/// Everything but what only grouped data have. With residuals r = y - p: p = y - r, and the Brier
/// score of a share y of events is y (1 - p)^2 + (1 - y) p^2 = r^2 + y (1 - y).
void add_outcomes(const DesignRows& rows, const Vector& residual, SummarySums& sums) {
  const auto y = rows.share.array();
  const auto w = rows.weight.array();
  const auto p = w * y - residual.array();  // times the weight
  sums.events += (w * y).sum();
  sums.nonevents += (w * (1.0 - y)).sum();
  sums.event_probability += (p * y).sum();
  sums.nonevent_probability += (p * (1.0 - y)).sum();
  sums.brier += (residual.array().square() / w + w * y * (1.0 - y)).sum();
  sums.observations += rows.all_copies();
  sums.weight += w.sum();
  sums.case_weight += rows.data.case_weight.sum();
}

/// Deviance and Pearson's statistic. The deviance of shares of events is a sum of differences:
/// formed row by row they keep their digits where the model fits closely.
void add_deviance_of_shares(const ResponseCurve& curve, const DesignRows& rows, const Vector& eta,
                            double null_intercept, SummarySums& sums) {
  for (Index i = 0; i < rows.rows(); ++i) {
    const double share = rows.share[i];
    const double best = saturated_log_likelihood(share);
    const double fitted = curve.log_likelihood(share, eta[i]);
    const double null = curve.log_likelihood(share, null_intercept + rows.offset[i]);
    sums.deviance += 2.0 * rows.weight[i] * (best - fitted);
    sums.null_deviance += 2.0 * rows.weight[i] * (best - null);
    const CurvePoint p = curve.at(eta[i]);
    if (rows.weight[i] > 0.0) {
      sums.pearson += rows.weight[i] * pearson_term(share, p.value, p.complement);
    }
  }
}

void add_binomials(const DesignRows& rows, SummarySums& sums) {
  for (Index i = 0; i < rows.rows(); ++i) {
    sums.binomials +=
        rows.data.case_weight[i] * log_binomial(rows.data.trials[i], rows.data.events[i]);
  }
}

/// The scores of one block of rows. `Score` is PlainScore if every row is one observation.
template <class Score>
struct BlockScores {
  std::vector<Score> events;
  std::vector<Score> nonevents;
  std::vector<Score> rows;  ///< with the rows' frequencies, where those are not the weights above
};

void add_scores(const DesignRows& rows, const Vector& eta, BlockScores<WeightedScore>& block) {
  for (Index i = 0; i < rows.rows(); ++i) {
    const double events = rows.weight[i] * rows.share[i];
    const double nonevents = rows.weight[i] * (1.0 - rows.share[i]);
    if (events > 0.0) block.events.push_back({eta[i], events});
    if (nonevents > 0.0) block.nonevents.push_back({eta[i], nonevents});
  }
}

/// Writes each score to both lists, of which one goes on: where outcomes follow no pattern, a
/// branch on them would be mispredicted in every third row.
void add_scores(const DesignRows& rows, const Vector& eta, BlockScores<PlainScore>& block) {
  block.events.resize(static_cast<std::size_t>(rows.rows()) + 1);
  block.nonevents.resize(static_cast<std::size_t>(rows.rows()) + 1);
  std::size_t events = 0;
  std::size_t nonevents = 0;
  for (Index i = 0; i < rows.rows(); ++i) {
    const bool is_event = rows.share[i] > 0.0;
    block.events[events] = block.nonevents[nonevents] = {eta[i]};
    events += is_event ? 1 : 0;
    nonevents += is_event ? 0 : 1;
  }
  block.events.resize(events);
  block.nonevents.resize(nonevents);
}

/// Whether the weights of the scores by outcome do not say how many rows they stand for.
bool counts_rows_apart(const Model& model) {
  const bool other_weights = model.roles.weights().size() > 1;
  return model.response.mixed() || (!model.roles.frequency_weights.empty() && other_weights);
}

void add_row_scores(const DesignRows& rows, const Vector& eta, BlockScores<WeightedScore>& block) {
  const Vector copies = rows.copies();
  for (Index i = 0; i < rows.rows(); ++i) block.rows.push_back({eta[i], copies[i]});
}

void add_row_scores(const DesignRows&, const Vector&, BlockScores<PlainScore>&) {}

SummarySums sums_of_block(const DesignRows& rows, const Vector& eta, const Model& model,
                          double null_intercept) {
  SummarySums sums;
  Vector residual;
  const ResponseCurve curve = model.curve.known();
  const FittedSums fitted = log_likelihood(curve, rows, eta, residual);
  sums.log_likelihood += fitted.log_likelihood;
  sums.saturated += fitted.saturated;
  add_outcomes(rows, residual, sums);
  sums.null_log_likelihood += null_log_likelihood(curve, rows, model, null_intercept);
  if (model.response.grouped()) add_binomials(rows, sums);
  if (model.response.mixed()) add_deviance_of_shares(curve, rows, eta, null_intercept, sums);
  return sums;
}

template <class Score>
BlockScores<Score> scores_of_block(const DesignRows& rows, const Vector& eta, const Model& model) {
  BlockScores<Score> scores;
  if (counts_rows_apart(model)) add_row_scores(rows, eta, scores);
  if (!model.response.fractional()) add_scores(rows, eta, scores);  // fractions have no events
  return scores;
}

/// Pseudo-R2 and criteria that follow from log-likelihoods, those of expanded 0/1 rows.
void add_derived(Goodness& goodness, const SummarySums& sums, Index rank, bool intercept) {
  const double fitted = sums.log_likelihood.value();
  const double null = sums.null_log_likelihood.value();
  const double weight = sums.weight.value();
  goodness.rank = rank;
  goodness.df_residual = goodness.observations - static_cast<double>(rank);
  goodness.df_null = goodness.observations - (intercept ? 1.0 : 0.0);
  goodness.aic = -2.0 * goodness.log_likelihood + 2.0 * static_cast<double>(rank);
  goodness.bic =
      -2.0 * goodness.log_likelihood + static_cast<double>(rank) * std::log(goodness.observations);
  goodness.lr = 2.0 * (fitted - null);
  goodness.lr_df = rank - (intercept ? 1 : 0);
  if (goodness.lr_df > 0) {
    goodness.lr_p = chi_square_p_value(goodness.lr, static_cast<double>(goodness.lr_df));
  }
  goodness.mcfadden = tidy_share(1.0 - fitted / null);
  goodness.cox_snell = -std::expm1(-goodness.lr / weight);
  goodness.nagelkerke = goodness.cox_snell / -std::expm1(2.0 * null / weight);
}

/// What makes no sense for a pseudo-likelihood, or for a response without events.
void forget_what_is_not_there(Goodness& goodness, const Model& model) {
  if (!model.pseudo_likelihood()) return;
  for (const auto member : {&Goodness::aic, &Goodness::bic, &Goodness::lr, &Goodness::lr_p,
                            &Goodness::cox_snell, &Goodness::nagelkerke}) {
    goodness.*member = kNaN;
  }
  if (!model.response.fractional()) return;
  for (const auto member : {&Goodness::tjur, &Goodness::auc, &Goodness::brier}) {
    goodness.*member = kNaN;
  }
}

Goodness goodness_of(const SummarySums& sums, const Model& model, Index rank) {
  Goodness goodness;
  goodness.observations = sums.observations.value();
  goodness.log_likelihood = sums.log_likelihood.value() + sums.binomials.value();
  goodness.null_log_likelihood = sums.null_log_likelihood.value() + sums.binomials.value();
  const bool mixed = model.response.mixed();  // if not, saturation has a log-likelihood of 0
  goodness.deviance = mixed ? sums.deviance.value() : -2.0 * goodness.log_likelihood;
  goodness.null_deviance = mixed ? sums.null_deviance.value() : -2.0 * goodness.null_log_likelihood;
  if (!model.roles.probability_weights.empty()) {
    const double mean_weight = sums.case_weight.value() / goodness.observations;
    for (const auto member : {&Goodness::log_likelihood, &Goodness::null_log_likelihood,
                              &Goodness::deviance, &Goodness::null_deviance}) {
      goodness.*member /= mean_weight;
    }
  }
  add_derived(goodness, sums, rank, model.roles.formula.intercept);
  const double events = sums.events.value();
  const double nonevents = sums.nonevents.value();
  goodness.tjur = tidy_share(sums.event_probability.value() / events -
                             sums.nonevent_probability.value() / nonevents);
  goodness.brier = sums.brier.value() / (events + nonevents);
  return goodness;
}

/// The scores of all rows, once every block has been added, in the order of the blocks. With
/// several processes each adds its own; rank 0 has all of them once they are gathered.
template <class Score>
class AllScores {
 public:
  explicit AllScores(Index memory) : scores_(memory / 2), rows_(memory / 2) {}

  void add(const BlockScores<Score>& block) {
    scores_.events.add(block.events);
    scores_.nonevents.add(block.nonevents);
    rows_.events.add(block.rows);
  }

  /// Collective.
  void gather(Communicator& processes) {
    gather_scores(scores_.events, processes);
    gather_scores(scores_.nonevents, processes);
    gather_scores(rows_.events, processes);
  }

  /// Sets the AUC and the fitted probabilities.
  void finish(const Model& model, const Execution& execution, FitSummary& summary) && {
    const bool apart = counts_rows_apart(model);
    const Places count =
        apart || !model.roles.frequency_weights.empty() ? Places::of_weights : Places::of_scores;
    scores_.sort(execution);
    rows_.sort(execution);
    const QuantilePlaces places(static_cast<Index>(summary.goodness.observations),
                                {0.0, 0.25, 0.5, 0.75, 1.0});
    Ranking ranking =
        rank_scores(scores_, apart ? std::span<const Index>() : places.places(), count);
    summary.goodness.auc = ranking.auc;
    if (apart) ranking = rank_scores(rows_, places.places(), count);
    for (double& eta : ranking.etas) eta = model.curve.at(eta).value;
    const std::vector<double> quantiles = places.quantiles(ranking.etas);
    summary.probabilities.min = quantiles[0];
    summary.probabilities.q1 = quantiles[1];
    summary.probabilities.median = quantiles[2];
    summary.probabilities.q3 = quantiles[3];
    summary.probabilities.max = quantiles[4];
  }

 private:
  OutcomeScores<Score> scores_;
  OutcomeScores<Score> rows_;  // as in BlockScores, all taken for events
};

/// Beyond these the logit has probabilities of 0 and 1, and a log-likelihood of 0 for the outcome
/// that is certain.
constexpr double kCertain = 800.0;

/// At the limit of separated data the outcomes of decided rows are certain.
Vector fitted_predictor(const DesignRows& rows, const Model& model) {
  Vector eta = linear_predictor(rows, model.coefficients);
  if (!model.recession) return eta;
  const Vector along = signed_products(rows, model.recession->direction);
  for (Index i = 0; i < eta.size(); ++i) {
    if (along[i] > 0.0) eta[i] = rows.share[i] > 0.0 ? kCertain : -kCertain;
  }
  return eta;
}

template <class Score>
FitSummary summarise_with(const DesignReader& reader, const Model& model, double null_intercept,
                          Index rank, const Execution& execution) {
  constexpr Index kShareOfScores = 8;
  AllScores<Score> scores(execution.memory_bytes() / kShareOfScores);
  const auto kernel = [&](DesignRows& rows) {
    const Vector eta = fitted_predictor(rows, model);
    return std::pair(sums_of_block(rows, eta, model, null_intercept),
                     scores_of_block<Score>(rows, eta, model));
  };
  const auto use = [&](BlockScores<Score>&& block) { scores.add(block); };
  const SummarySums sums = sum_and_use_blocks(
      reader, execution, SummarySums(),
      KernelWithOutput<decltype(kernel), decltype(use)>{kernel, use}, "summarising");
  scores.gather(execution.communicator());
  const auto finish = [&] {
    FitSummary summary{.goodness = goodness_of(sums, model, rank),
                       .probabilities = {},
                       .events = sums.events.value(),
                       .nonevents = sums.nonevents.value(),
                       .pearson = sums.pearson.value()};
    std::move(scores).finish(model, execution, summary);
    forget_what_is_not_there(summary.goodness, model);
    summary.probabilities.saturated = static_cast<Index>(sums.saturated);
    return summary;
  };
  return on_first_rank(execution, finish, "ranking");
}

}  // namespace

double ResponseSummary::mean() const { return events / (events + nonevents); }

FitSummary summarise(const DesignReader& reader, const Model& model, double null_intercept,
                     Index rank, const Execution& execution) {
  const bool plain = !model.response.mixed() && model.roles.weights().empty();
  return plain ? summarise_with<PlainScore>(reader, model, null_intercept, rank, execution)
               : summarise_with<WeightedScore>(reader, model, null_intercept, rank, execution);
}

}  // namespace odds
