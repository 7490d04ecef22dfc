#include "fit/summary.hpp"

#include "fit/auc.hpp"
#include "likelihood/logistic.hpp"
#include "math/distributions.hpp"
#include "math/sigmoid.hpp"
#include "math/span_of.hpp"
#include "parallel/block_reduce.hpp"

#include <cmath>
#include <tuple>

namespace odds {
namespace {

/// Sums over rows; log-likelihoods without the binomial coefficients.
struct SummarySums {
  CompensatedSum log_likelihood, null_log_likelihood, deviance, null_deviance, binomials;
  CompensatedSum events, nonevents, event_probability, nonevent_probability, brier;
  CompensatedSum observations, trials;
  Index saturated = 0;

  SummarySums& operator+=(const SummarySums& other) {
    for (const auto sum : {&SummarySums::log_likelihood, &SummarySums::null_log_likelihood,
                           &SummarySums::deviance, &SummarySums::null_deviance,
                           &SummarySums::binomials, &SummarySums::events, &SummarySums::nonevents,
                           &SummarySums::event_probability, &SummarySums::nonevent_probability,
                           &SummarySums::brier, &SummarySums::observations, &SummarySums::trials}) {
      this->*sum += other.*sum;
    }
    saturated += other.saturated;
    return *this;
  }
  auto fields() {
    return std::tie(log_likelihood, null_log_likelihood, deviance, null_deviance, binomials, events,
                    nonevents, event_probability, nonevent_probability, brier, observations, trials,
                    saturated);
  }
};

double entropy_term(double share) { return share > 0.0 ? share * std::log(share) : 0.0; }

/// Log-likelihood of one observation at saturation: its share of events as its probability.
double saturated_log_likelihood(double share) {
  return entropy_term(share) + entropy_term(1.0 - share);
}

/// A share that is 0 but for rounding.
double tidy_share(double share) { return std::abs(share) < 1e-15 ? 0.0 : share; }

/// log of the binomial coefficient of a row of grouped data.
double log_binomial(double trials, double events) {
  return std::lgamma(trials + 1.0) - std::lgamma(events + 1.0) - std::lgamma(trials - events + 1.0);
}

/// The log-likelihood of a block at linear predictor `eta`; what it leaves is weight times
/// residual.
LogitSums log_likelihood(const DesignRows& rows, const Vector& eta, Vector& residual) {
  Vector curvature(eta.size());
  residual.resize(eta.size());
  return logit_block(span_of(eta), span_of(rows.share), span_of(rows.weight), span_of(residual),
                     span_of(curvature));
}

/// Everything but what only grouped data have. With residuals r = y - p: p = y - r, and the Brier
/// score of a share y of events is y (1 - p)^2 + (1 - y) p^2 = r^2 + y (1 - y).
void add_outcomes(const DesignRows& rows, const Vector& residual, bool frequencies,
                  SummarySums& sums) {
  const auto y = rows.share.array();
  const auto w = rows.weight.array();
  const auto p = w * y - residual.array();  // times the weight
  sums.events += (w * y).sum();
  sums.nonevents += (w * (1.0 - y)).sum();
  sums.event_probability += (p * y).sum();
  sums.nonevent_probability += (p * (1.0 - y)).sum();
  sums.brier += (residual.array().square() / w + w * y * (1.0 - y)).sum();
  const bool grouped = rows.data.trials.size() > 0;
  const auto n = static_cast<double>(rows.rows());
  sums.observations += frequencies ? rows.data.case_weight.sum() : n;
  sums.trials += frequencies ? w.sum() : grouped ? rows.data.trials.sum() : n;
}

/// The deviance of shares of events is a sum of differences: formed row by row they keep their
/// digits where the model fits closely.
void add_deviance_of_groups(const DesignRows& rows, const Vector& eta, double null_intercept,
                            SummarySums& sums) {
  for (Index i = 0; i < rows.rows(); ++i) {
    const double share = rows.share[i];
    const double best = saturated_log_likelihood(share);
    const double fitted = logit_terms(share, eta[i]).log_likelihood;
    const double null = logit_terms(share, null_intercept + rows.offset[i]).log_likelihood;
    sums.deviance += 2.0 * rows.weight[i] * (best - fitted);
    sums.null_deviance += 2.0 * rows.weight[i] * (best - null);
    sums.binomials +=
        rows.data.case_weight[i] * log_binomial(rows.data.trials[i], rows.data.events[i]);
  }
}

void add_score(const DesignRows& rows, double eta, Index i, OutcomeScores<WeightedScore>& scores) {
  const double events = rows.weight[i] * rows.share[i];
  const double nonevents = rows.weight[i] * (1.0 - rows.share[i]);
  if (events > 0.0) scores.events.push_back({eta, events});
  if (nonevents > 0.0) scores.nonevents.push_back({eta, nonevents});
}

void add_score(const DesignRows& rows, double eta, Index i, OutcomeScores<PlainScore>& scores) {
  (rows.share[i] > 0.0 ? scores.events : scores.nonevents).push_back({eta});
}

/// What the rows of some blocks add up to. `Score` is PlainScore if every row is one observation.
template <class Score>
class SummaryPass {
 public:
  SummaryPass() = default;  // to be unpacked into
  SummaryPass(const Model& model, double null_intercept)
      : model_(&model), null_intercept_(null_intercept) {}

  void add(const DesignRows& rows) {
    const bool frequencies = !model_->roles.frequency_weights.empty();
    const Vector eta = linear_predictor(rows, model_->coefficients);
    Vector residual;
    const LogitSums fitted = log_likelihood(rows, eta, residual);
    sums_.log_likelihood += fitted.log_likelihood;
    sums_.saturated += fitted.saturated;
    add_outcomes(rows, residual, frequencies, sums_);
    const Vector null_eta = rows.offset.array() + null_intercept_;
    sums_.null_log_likelihood += log_likelihood(rows, null_eta, residual).log_likelihood;
    if (model_->response.grouped()) {
      add_deviance_of_groups(rows, eta, null_intercept_, sums_);
      for (const double value : eta) rows_.events.push_back({value});
    }
    for (Index i = 0; i < rows.rows(); ++i) add_score(rows, eta[i], i, scores_);
  }

  SummaryPass& operator+=(const SummaryPass& other) {
    sums_ += other.sums_;
    scores_.append(other.scores_);
    rows_.append(other.rows_);
    return *this;
  }
  auto fields() { return std::tie(sums_, scores_, rows_); }

  FitSummary finish(Index rank) &&;

 private:
  FittedProbabilities probabilities() const;

  const Model* model_ = nullptr;
  double null_intercept_ = 0.0;
  SummarySums sums_;
  OutcomeScores<Score> scores_;
  OutcomeScores<PlainScore> rows_;  ///< of grouped data, whose rows may stand in both lists above
};

/// Pseudo-R2 and criteria that follow from log-likelihoods, those of expanded 0/1 rows.
void add_derived(Goodness& goodness, const SummarySums& sums, Index rank, bool intercept) {
  const double fitted = sums.log_likelihood.value();
  const double null = sums.null_log_likelihood.value();
  const double trials = sums.trials.value();
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
  goodness.cox_snell = -std::expm1(-goodness.lr / trials);
  goodness.nagelkerke = goodness.cox_snell / -std::expm1(2.0 * null / trials);
}

template <class Score>
FittedProbabilities SummaryPass<Score>::probabilities() const {
  const auto probability = [](double eta) { return sigmoid(eta).value; };
  const auto at = [&](double p) {
    return model_->response.grouped() ? quantile(rows_, p, probability)
                                      : quantile(scores_, p, probability);
  };
  return {.min = at(0.0),
          .q1 = at(0.25),
          .median = at(0.5),
          .q3 = at(0.75),
          .max = at(1.0),
          .saturated = sums_.saturated};
}

template <class Score>
FitSummary SummaryPass<Score>::finish(Index rank) && {
  FitSummary summary;
  summary.events = sums_.events.value();
  summary.nonevents = sums_.nonevents.value();
  Goodness& goodness = summary.goodness;
  goodness.observations = sums_.observations.value();
  goodness.log_likelihood = sums_.log_likelihood.value() + sums_.binomials.value();
  goodness.null_log_likelihood = sums_.null_log_likelihood.value() + sums_.binomials.value();
  const bool grouped = model_->response.grouped();  // if not, saturation has a log-likelihood of 0
  goodness.deviance = grouped ? sums_.deviance.value() : -2.0 * goodness.log_likelihood;
  goodness.null_deviance =
      grouped ? sums_.null_deviance.value() : -2.0 * goodness.null_log_likelihood;
  add_derived(goodness, sums_, rank, model_->roles.formula.intercept);
  goodness.tjur = tidy_share(sums_.event_probability.value() / summary.events -
                             sums_.nonevent_probability.value() / summary.nonevents);
  goodness.brier = sums_.brier.value() / (summary.events + summary.nonevents);
  scores_.sort();
  rows_.sort();
  goodness.auc = auc(scores_);
  summary.probabilities = probabilities();
  return summary;
}

template <class Score>
FitSummary summarise_with(const DesignReader& reader, const Model& model, double null_intercept,
                          Index rank, const Execution& execution) {
  SummaryPass<Score> total(model, null_intercept);
  write_blocks_in_order(
      reader, execution,
      [&](DesignRows& rows) {
        SummaryPass<Score> part(model, null_intercept);
        part.add(rows);
        return part;
      },
      [&](const SummaryPass<Score>& part) { total += part; }, "summarising");
  return on_first_rank(
      execution, [&] { return std::move(total).finish(rank); }, "ranking");
}

}  // namespace

FitSummary summarise(const DesignReader& reader, const Model& model, double null_intercept,
                     Index rank, const Execution& execution) {
  const bool plain = !model.response.grouped() && model.roles.frequency_weights.empty() &&
                     model.roles.importance_weights.empty();
  return plain ? summarise_with<PlainScore>(reader, model, null_intercept, rank, execution)
               : summarise_with<WeightedScore>(reader, model, null_intercept, rank, execution);
}

}  // namespace odds
