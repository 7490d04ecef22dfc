#include "validate/outcome_score.hpp"

#include "likelihood/model_likelihood.hpp"

namespace odds {

std::vector<OutcomeScore> outcome_scores(const DesignRows& rows, const Model& model) {
  std::vector<OutcomeScore> scores;
  const Vector eta = linear_predictor(rows, model.coefficients);
  const Vector copies = rows.copies();
  const Vector& trials = rows.data.trials;
  for (Index i = 0; i < rows.rows(); ++i) {
    const Index row = rows.data.first + rows.data.position[static_cast<std::size_t>(i)];
    scores.push_back({.eta = eta[i] + 0.0,
                      .row = static_cast<double>(row),
                      .events = rows.weight[i] * rows.share[i],
                      .nonevents = rows.weight[i] * (1.0 - rows.share[i]),
                      .count = trials.size() > 0 ? copies[i] * trials[i] : copies[i]});
  }
  return scores;
}

}  // namespace odds
