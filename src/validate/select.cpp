#include "base/failure.hpp"
#include "base/special_values.hpp"
#include "design/term_columns.hpp"
#include "inference/fitted_rows.hpp"
#include "inference/resampling.hpp"
#include "model/coordinates.hpp"
#include "parallel/block_reduce.hpp"
#include "solve/maximize.hpp"
#include "solve/restricted_objective.hpp"
#include "validate/subset_search.hpp"

#include <odds/error.hpp>
#include <odds/formula.hpp>
#include <odds/inference.hpp>
#include <odds/notes.hpp>
#include <odds/select.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace odds {
namespace {

void require_likelihood(const Fit& fit) {
  const Model& model = fit.model();
  require_maximum(fit);
  const bool own = fit.method() == Method::maximum_likelihood && model.coefficients_label.empty() &&
                   model.covariance_label.empty();
  if (!own || fit.pseudo_likelihood() || fit.variance() != Variance::model ||
      !model.curve.is_log_concave() || fit.eliminated() > 0 || model.factor != 1.0) {
    refuse("selection compares likelihoods of all rows, which this fit does not have",
           "leave robust variances, sampling weights, penalties and asymptotes away");
  }
}

TermSet bit_of(std::size_t term) { return TermSet{1} << term; }

/// The combinations of the kept columns that are 0 without the term.
Matrix rows_of(const TermColumns& term, const Model& model, const SparseMatrix& map,
               const std::vector<Index>& kept) {
  std::vector<Index> columns;
  for (Index j = term.first_column; j < term.first_column + term.columns; ++j) {
    if (!is_aliased_column(model, j)) columns.push_back(j);
  }
  Matrix rows(std::ssize(columns), std::ssize(kept));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    Vector unit = Vector::Zero(map.rows());
    unit[columns[i]] = 1.0;
    const Vector weights = map.transpose() * unit;
    rows.row(static_cast<Index>(i)) = weights(kept).transpose();
  }
  return rows;
}

/// The terms but those whose columns are all aliased: what they tell is in the others.
std::vector<TermColumns> estimated_terms(const Model& model) {
  std::vector<TermColumns> terms = term_columns(model.roles.formula, model.plan);
  std::erase_if(terms, [&](const TermColumns& term) {
    for (Index j = term.first_column; j < term.first_column + term.columns; ++j) {
      if (!is_aliased_column(model, j)) return false;
    }
    return true;
  });
  return terms;
}

std::string joined(const std::vector<TermColumns>& terms) {
  std::string text;
  for (const TermColumns& term : terms) text += (text.empty() ? "" : ", ") + term.name;
  return text;
}

RemovableTerms removable_terms(const std::vector<TermColumns>& terms, const Model& model,
                               const std::vector<Index>& kept, const SelectionOptions& options) {
  constexpr std::size_t kMost = 60;
  if (terms.size() > kMost) {
    refuse(fmt::format("selection takes at most {} terms: there are {}", kMost, terms.size()));
  }
  const SparseMatrix map = estimate_map(model.plan, model.dependencies);
  RemovableTerms result;
  for (std::size_t t = 0; t < terms.size(); ++t) {
    result.rows.push_back(rows_of(terms[t], model, map, kept));
    result.all |= bit_of(t);
    TermSet within = 0;
    for (std::size_t other = 0; other < terms.size(); ++other) {
      if (contains(terms[t].term, terms[other].term)) within |= bit_of(other);
    }
    result.within.push_back(within);
  }
  for (const std::string& name : options.keep) {
    const auto found = std::ranges::find(terms, name, &TermColumns::name);
    if (found == terms.end()) {
      refuse(fmt::format("\"{}\" is no term of the formula", name), "its terms: " + joined(terms));
    }
    const auto place = static_cast<std::size_t>(found - terms.begin());
    result.always |= bit_of(place) | result.within[place];
  }
  return result;
}

/// `low ~ lwt + smoke`
std::string formula_of(const Model& model, const std::vector<TermColumns>& terms, TermSet chosen) {
  const Formula& formula = model.roles.formula;
  std::string right = formula.intercept ? "" : "0";
  const auto add = [&](const std::string& part) { right += (right.empty() ? "" : " + ") + part; };
  for (std::size_t t = 0; t < terms.size(); ++t) {
    if ((chosen & bit_of(t)) != 0) add(terms[t].name);
  }
  for (const Expression& offset : formula.offsets) add("offset(" + spelling(offset) + ")");
  if (right.empty()) right = "1";
  return formula.response.spelling + " ~ " + right;
}

/// What a fit's terms make up, and the search for the best of them.
class Selector {
 public:
  Selector(const Fit& fit, const FittedRows& rows, const SelectionOptions& options,
           const Execution& execution)
      : fit_(fit),
        model_(fit.model()),
        rows_(rows),
        options_(options),
        execution_(execution),
        columns_(estimated_terms(model_)),
        terms_(removable_terms(columns_, model_, rows.kept(), options)) {}

  Selection select() const {
    Selection result{.options = options_};
    for (const TermColumns& term : columns_) result.terms.push_back(term.name);
    SubsetSearch search(rows_.likelihood(), rows_.maximum(), terms_, options_,
                        fit_.goodness().observations);
    const std::vector<MaximizedSubset> models = search.run();
    for (std::size_t i = 0; i < models.size(); ++i) {
      result.models.push_back(candidate(models[i], i == 0 ? nullptr : &models[i - 1]));
    }
    result.fitted = search.fitted();
    if (options_.resamples > 0) count_resamples(result);
    return result;
  }

 private:
  /// Log-likelihoods of the search lack the binomial coefficients of groups, which all models have.
  CandidateModel candidate(const MaximizedSubset& model, const MaximizedSubset* before) const {
    const double n = fit_.goodness().observations;
    const double constant = fit_.goodness().log_likelihood - fit_.maximum().value;
    CandidateModel result{.formula = formula_of(model_, columns_, model.terms),
                          .has_term = {},
                          .rank = model.rank,
                          .log_likelihood = model.log_likelihood + constant};
    for (std::size_t t = 0; t < columns_.size(); ++t) {
      result.has_term.push_back((model.terms & bit_of(t)) != 0);
    }
    const double deviance = -2.0 * result.log_likelihood;
    result.aic = deviance + penalty_of(SelectionCriterion::aic, model.rank, n);
    result.aicc = deviance + penalty_of(SelectionCriterion::aicc, model.rank, n);
    result.bic = deviance + penalty_of(SelectionCriterion::bic, model.rank, n);
    result.statistic = result.p_value = kNaN;
    if (before == nullptr || options_.search == SelectionSearch::all) return result;
    const TermSet changed = before->terms ^ model.terms;
    for (std::size_t t = 0; t < columns_.size(); ++t) {
      if (changed == bit_of(t)) result.term = columns_[t].name;
    }
    result.came = (model.terms & changed) != 0;
    result.statistic = 2.0 * std::abs(model.log_likelihood - before->log_likelihood);
    result.df = std::abs(model.rank - before->rank);
    result.p_value = subset_p_value(*before, model);
    return result;
  }

  /// The choice in a resample; none where the full model has no estimates.
  std::optional<TermSet> chosen_in(const ModelLikelihood& all, const ResamplingUnits& units,
                                   Index resample) const {
    const std::vector<double> counts = bootstrap_counts(units, options_.seed, resample);
    const RowMultiplicity multiplicity{units.of_row, counts};
    const ModelLikelihood resampled = all.resampled(multiplicity);
    const RestrictedObjective objective(resampled, rows_.kept());
    const Maximum maximum = maximize(objective, rows_.maximum());
    if (!maximum.converged()) return std::nullopt;
    SelectionOptions best = options_;
    best.models = 1;
    SubsetSearch search(objective, maximum.point, terms_, best, fit_.goodness().observations);
    return SubsetSearch::chosen(search.run(), options_.search);
  }

  void count_resamples(Selection& result) const {
    const Execution inner{.threads = 1, .memory = 0, .progress = {}, .processes = nullptr};
    const ModelLikelihood alone(rows_.reader(), inner, model_.curve);
    const ModelLikelihood shared(rows_.reader(), execution_, model_.curve);
    const ResamplingUnits units = resampling_units(rows_.reader(), {}, execution_);
    std::vector<double> counts(columns_.size(), 0.0);
    double used = 0.0;
    const auto count = [&](const std::optional<TermSet>& chosen) {
      if (!chosen) {
        ++result.left_out;
        return;
      }
      used += 1.0;
      for (std::size_t t = 0; t < counts.size(); ++t) {
        if ((*chosen & bit_of(t)) != 0) counts[t] += 1.0;
      }
    };
    if (execution_.communicator().size() > 1) {
      for (Index r = 0; r < options_.resamples; ++r) count(chosen_in(shared, units, r));
    } else {
      write_blocks_in_order(
          Resamples(options_.resamples), execution_,
          [&](Index r) { return chosen_in(alone, units, r); },
          [&](std::optional<TermSet>&& chosen) { count(chosen); }, "resamples");
    }
    for (double& c : counts) c = used > 0.0 ? c / used : kNaN;
    result.frequency = std::move(counts);
  }

  const Fit& fit_;
  const Model& model_;
  const FittedRows& rows_;
  const SelectionOptions& options_;
  const Execution& execution_;
  std::vector<TermColumns> columns_;
  RemovableTerms terms_;
};

void add_notes(Selection& result) {
  result.notes.push_back(make_note(
      NoteCode::selected_on_same_rows,
      "A model chosen on these rows looks better than it is: the standard errors, intervals and "
      "p-values of its fit take it for given, and are too small."));
  if (result.left_out == 0) return;
  result.notes.push_back(
      make_note(NoteCode::selections_left_out,
                fmt::format("In {} of {} resamples the full model has no estimates: they are left "
                            "out of the frequencies.",
                            result.left_out, result.options.resamples)));
}

}  // namespace

void SelectionOptions::validate() const {
  if (!(alpha > 0.0 && alpha < 1.0)) {
    refuse(fmt::format("alpha = {}: it must lie between 0 and 1", alpha));
  }
  if (models < 1) refuse(fmt::format("models = {}: it must be a whole number from 1 on", models));
  if (resamples < 0 || resamples == 1) {
    refuse(fmt::format("resamples = {}: it must be 0 or a whole number from 2 on", resamples));
  }
  if (criterion == SelectionCriterion::lr && search == SelectionSearch::all) {
    refuse("likelihood ratios compare one model with the next: they need a search by steps",
           "search forward or backward, or by aic, aicc or bic");
  }
}

Selection select_terms(const Fit& fit, const Table& table, const SelectionOptions& options,
                       const Execution& execution) {
  options.validate();
  require_likelihood(fit);
  const FittedRows rows(fit, table, execution);
  Selection result = Selector(fit, rows, options, execution).select();
  add_notes(result);
  return result;
}

}  // namespace odds
