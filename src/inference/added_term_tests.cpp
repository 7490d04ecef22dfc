#include "inference/added_term_tests.hpp"

#include "base/failure.hpp"
#include "base/special_values.hpp"
#include "inference/fitted_rows.hpp"
#include "inference/hypothesis_tester.hpp"
#include "inference/joint_wald.hpp"
#include "inference/set_variance.hpp"
#include "likelihood/model_likelihood.hpp"
#include "math/rank.hpp"
#include "math/scaled_cholesky.hpp"
#include "model/coordinates.hpp"
#include "model/fit_parts.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace odds {
namespace {

constexpr const char* kFitThem = "fit a model that has the terms";

/// The fit itself, if scores at its estimates test anything, and these are its data.
const Fit& with_scores(const Fit& fit, const Table& table, const Execution& execution) {
  const std::string none = "there is no score test of terms that are not in the model ";
  if (reduces_bias(fit.method())) {
    refuse(none +
               "at estimates of Firth's penalised likelihood: they are no maximum of the "
               "likelihood itself",
           kFitThem);
  }
  if (!fit.coefficients_label().empty() || !fit.covariance_label().empty()) {
    refuse(none + "with a given covariance or given coefficients", kFitThem);
  }
  if (fit.eliminated() > 0) {
    refuse(none + "where a factor with very many levels is eliminated", kFitThem);
  }
  if (fit.model().recession) {
    refuse(none + "at the limit of separated data, where estimates are infinite", kFitThem);
  }
  if (is_resampled(fit.variance())) {
    refuse(none + "with the variance " + fit.variance_choice().text(),
           "--vcov hc3 or --vcov cluster:ID have one");
  }
  const FittedRows checked(fit, table, execution, fit.variance_choice().clusters);
  return fit;
}

}  // namespace

AddedTermTests::AddedTermTests(const Fit& fit, const Table& table, const std::string& terms,
                               const Execution& execution)
    : fit_(with_scores(fit, table, execution)),
      execution_(execution),
      wider_(fit, {.table = table, .terms = terms, .clusters = fit.variance_choice().clusters},
             execution),
      own_(kept_columns(fit.model())) {
  const Model& model = wider_.model();
  const Index q = model.curve.own_parameters();
  for (Index k = 0; k < q; ++k) own_.push_back(model.plan.columns() + k);
  const ModelLikelihood likelihood(wider_.reader(), execution, model.curve);
  Vector point(likelihood.dimension());
  point << model.coefficients, model.curve.own_values();
  score_ = likelihood.evaluate(point, Vector(), Order::gradient).gradient;
  information_ = likelihood.expected_information(point).core;
}

std::vector<HypothesisRow> AddedTermTests::rows() const {
  using Kind = HypothesisRow::Kind;
  std::vector<HypothesisRow> result;
  std::vector<Index> all;
  for (const TermColumns& term : wider_.added()) {
    std::vector<Index> columns(static_cast<std::size_t>(term.columns));
    std::iota(columns.begin(), columns.end(), term.first_column);
    result.push_back(row_of(Kind::added, term.name, columns));
    all.insert(all.end(), columns.begin(), columns.end());
  }
  if (result.size() > 1) result.push_back(row_of(Kind::joint, "all of them", all));
  return result;
}

/// Those of the columns that are no combinations of the fit's and of each other.
std::vector<Index> AddedTermTests::gained_by(const std::vector<Index>& columns) const {
  std::vector<Index> candidates = kept_columns(fit_.model());
  candidates.insert(candidates.end(), columns.begin(), columns.end());
  std::vector<Index> gained;
  for (const Index k : find_aliasing(Matrix(information_(candidates, candidates))).kept) {
    const Index column = candidates[static_cast<std::size_t>(k)];
    if (column >= wider_.own_columns()) gained.push_back(column);
  }
  return gained;
}

/// The fit's model with these columns more, and the covariance that it would have.
Model AddedTermTests::model_with(const std::vector<Index>& gained) const {
  std::vector<Index> kept = own_;
  kept.insert(kept.end(), gained.begin(), gained.end());
  std::ranges::sort(kept);
  const ScaledCholesky factor(Matrix(information_(kept, kept)));
  if (!factor.ok()) {
    throw Error(ErrorKind::model,
                {.what = "the information of the model with these terms is singular to rounding",
                 .where = {},
                 .hint = "centre or scale the variables of the terms",
                 .excerpt = {}});
  }
  Model model = wider_.model();
  model.covariance = factor.inverse().embedded(kept, information_.cols());
  model.covariance.scale(model.factor);
  for (Index j = wider_.own_columns(); j < model.plan.columns(); ++j) {
    if (std::ranges::find(gained, j) != gained.end()) continue;
    model.dependencies.push_back({.column = j, .weights = Vector::Zero(model.plan.columns())});
  }
  if (fit_.variance() != Variance::model) {
    FitParts parts = fit_.parts();
    set_variance(wider_.reader(), fit_.variance_choice(), execution_, parts, model);
  }
  return model;
}

HypothesisRow AddedTermTests::row_of(HypothesisRow::Kind kind, const std::string& name,
                                     const std::vector<Index>& columns) const {
  const std::vector<Index> gained = gained_by(columns);
  if (gained.empty()) return joint_hypothesis(kind, TestMethod::score, name, {});
  const Model model = model_with(gained);
  const Vector step = model.information_inverse().core * score_ / model.factor;
  const JointWald test = joint_wald(step(gained), model.covariance.core(gained, gained));
  return joint_hypothesis(kind, TestMethod::score, name, refer(test, model.reference_of(gained)));
}

}  // namespace odds
