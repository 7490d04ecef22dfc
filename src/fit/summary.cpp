#include "fit/summary.hpp"

#include "fit/auc.hpp"
#include "likelihood/logistic.hpp"
#include "math/distributions.hpp"
#include "math/sigmoid.hpp"
#include "parallel/block_reduce.hpp"

#include <cmath>

namespace odds {
namespace {

/// Sums over rows; log-likelihoods without the binomial coefficients.
struct SummarySums {
  CompensatedSum log_likelihood, null_log_likelihood, deviance, null_deviance, binomials;
  CompensatedSum events, nonevents, event_probability, nonevent_probability, brier;
  CompensatedSum observations, trials;
  Index saturated = 0;
};

double entropy_term(double share) { return share > 0.0 ? share * std::log(share) : 0.0; }

/// Log-likelihood of one observation at saturation: its share of events as its probability.
double saturated_log_likelihood(double share) {
  return entropy_term(share) + entropy_term(1.0 - share);
}

/// log of the binomial coefficient of a row of grouped data.
double log_binomial(double trials, double events) {
  return std::lgamma(trials + 1.0) - std::lgamma(events + 1.0) - std::lgamma(trials - events + 1.0);
}

class SummaryPass {
 public:
  SummaryPass(bool grouped, bool frequencies) : grouped_(grouped), frequencies_(frequencies) {}

  void add(const DesignRows& rows, VectorRef eta, double null_intercept) {
    for (Index i = 0; i < rows.rows(); ++i) {
      const double share = rows.share[i];
      const double weight = rows.weight[i];
      add_probability(share, weight, eta[i]);
      add_likelihood(share, weight, eta[i], null_intercept + rows.offset[i]);
      sums_.observations += frequencies_ ? rows.data.case_weight[i] : 1.0;
      const double trials = grouped_ ? rows.data.trials[i] : 1.0;
      sums_.trials += frequencies_ ? weight : trials;
      if (grouped_) {
        sums_.binomials += rows.data.case_weight[i] * log_binomial(trials, rows.data.events[i]);
      }
      scores_.push_back({eta[i], weight * share, weight * (1.0 - share)});
    }
  }

  SummaryPass& operator+=(SummaryPass&& other);
  FitSummary finish(const Model& model, Index rank) &&;

 private:
  void add_probability(double share, double weight, double eta) {
    const Sigmoid p = sigmoid(eta);
    if (p.slope < kSaturatedSlope) ++sums_.saturated;
    const double events = weight * share;
    const double nonevents = weight * (1.0 - share);
    sums_.events += events;
    sums_.nonevents += nonevents;
    sums_.event_probability += events * p.value;
    sums_.nonevent_probability += nonevents * p.value;
    sums_.brier += events * p.miss * p.miss + nonevents * p.value * p.value;
  }

  void add_likelihood(double share, double weight, double eta, double null_eta) {
    const double fitted = logit_terms(share, eta).log_likelihood;
    const double null = logit_terms(share, null_eta).log_likelihood;
    const double best = saturated_log_likelihood(share);
    sums_.log_likelihood += weight * fitted;
    sums_.null_log_likelihood += weight * null;
    sums_.deviance += 2.0 * weight * (best - fitted);
    sums_.null_deviance += 2.0 * weight * (best - null);
  }

  bool grouped_;
  bool frequencies_;
  SummarySums sums_;
  std::vector<Score> scores_;
};

SummaryPass& SummaryPass::operator+=(SummaryPass&& other) {
  for (const auto sum : {&SummarySums::log_likelihood, &SummarySums::null_log_likelihood,
                         &SummarySums::deviance, &SummarySums::null_deviance,
                         &SummarySums::binomials, &SummarySums::events, &SummarySums::nonevents,
                         &SummarySums::event_probability, &SummarySums::nonevent_probability,
                         &SummarySums::brier, &SummarySums::observations, &SummarySums::trials}) {
    sums_.*sum += other.sums_.*sum;
  }
  sums_.saturated += other.sums_.saturated;
  scores_.insert(scores_.end(), other.scores_.begin(), other.scores_.end());
  return *this;
}

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
  goodness.mcfadden = 1.0 - fitted / null;
  goodness.cox_snell = -std::expm1(-goodness.lr / trials);
  goodness.nagelkerke = goodness.cox_snell / -std::expm1(2.0 * null / trials);
}

FitSummary SummaryPass::finish(const Model& model, Index rank) && {
  FitSummary summary;
  summary.events = sums_.events.value();
  summary.nonevents = sums_.nonevents.value();
  Goodness& goodness = summary.goodness;
  goodness.observations = sums_.observations.value();
  goodness.log_likelihood = sums_.log_likelihood.value() + sums_.binomials.value();
  goodness.null_log_likelihood = sums_.null_log_likelihood.value() + sums_.binomials.value();
  goodness.deviance = sums_.deviance.value();
  goodness.null_deviance = sums_.null_deviance.value();
  add_derived(goodness, sums_, rank, model.roles.formula.intercept);
  goodness.tjur = sums_.event_probability.value() / summary.events -
                  sums_.nonevent_probability.value() / summary.nonevents;
  goodness.brier = sums_.brier.value() / (summary.events + summary.nonevents);

  sort_scores(scores_);
  goodness.auc = auc(scores_);
  const auto at = [&](double p) {
    return quantile(scores_, p, [](double eta) { return sigmoid(eta).value; });
  };
  summary.probabilities = {.min = at(0.0),
                           .q1 = at(0.25),
                           .median = at(0.5),
                           .q3 = at(0.75),
                           .max = at(1.0),
                           .saturated = sums_.saturated};
  return summary;
}

}  // namespace

FitSummary summarise(const DesignReader& reader, const Model& model, double null_intercept,
                     Index rank, const Execution& execution) {
  const bool grouped = model.response.grouped();
  const bool frequencies = !model.roles.frequency_weights.empty();
  SummaryPass total(grouped, frequencies);
  write_blocks_in_order(
      reader, execution,
      [&](DesignRows& rows) {
        SummaryPass part(grouped, frequencies);
        part.add(rows, linear_predictor(rows, model.coefficients), null_intercept);
        return part;
      },
      [&](SummaryPass&& part) { total += std::move(part); }, "summarising");
  return std::move(total).finish(model, rank);
}

}  // namespace odds
