#include "model/wider_model.hpp"

#include "base/failure.hpp"
#include "design/learn.hpp"
#include "design/sample.hpp"
#include "formula/expression.hpp"
#include "formula/quote.hpp"
#include "model/new_data.hpp"
#include "model/roles.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace odds {
namespace {

/// `--where` that keeps the rows with values in these columns beside the filter that there is.
std::string filter_text(const std::optional<Expression>& where,
                        const std::vector<std::string>& columns) {
  std::string text = where ? "(" + spelling(*where) + ")" : std::string();
  for (const std::string& column : columns) {
    text += fmt::format("{}!missing({})", text.empty() ? "" : " & ", quote_name(column));
  }
  return text;
}

/// Puts the factors of a term in the order in which the formula has them, as R would.
void order_factors(const Formula& formula, Term& term) {
  std::vector<std::string> known;
  for (const Term& own : formula.terms) {
    for (const Factor& factor : own.factors) known.push_back(factor.spelling);
  }
  std::ranges::stable_sort(term.factors, {}, [&](const Factor& factor) {
    return std::ranges::find(known, factor.spelling) - known.begin();
  });
}

/// The rows of the wider model are all rows of the fit, or it is no model of the same data.
void require_same_rows(const Fit& fit, const RowCounts& now) {
  const Index lost = fit.rows().used - now.used;
  if (lost == 0) return;
  const std::vector<std::string> known = fit.model().roles.complete();
  std::vector<std::string> columns;
  for (const DroppedRows& dropped : now.dropped) {
    const bool is_further = std::ranges::find(known, dropped.column) == known.end();
    if (dropped.cause == DropCause::missing && is_further) columns.push_back(dropped.column);
  }
  if (columns.empty()) {
    throw Error(ErrorKind::data, {.what = "these are not the data that the model was fitted to",
                                  .where = {},
                                  .hint = "give the data and a formula, to fit anew",
                                  .excerpt = {}});
  }
  throw Error(ErrorKind::model,
              {.what = fmt::format("{} of the {} rows of the fit have no {}: a test of what it "
                                   "adds would be of other rows than the model's",
                                   lost, fit.rows().used, fmt::join(columns, " or no ")),
               .where = {},
               .hint = fmt::format("fit the model to the rows that have it: --where '{}'",
                                   filter_text(fit.model().roles.where, columns)),
               .excerpt = {}});
}

/// The numbers that the terms behind those of `own` are made of.
std::vector<Expression> further_expressions(const DesignPlan& plan, const DesignPlan& own) {
  std::vector<Expression> further;
  for (std::size_t t = own.terms.size(); t < plan.terms.size(); ++t) {
    for (const NumericPart& part : plan.terms[t].numeric) {
      further.push_back(plan.expressions[static_cast<std::size_t>(part.expression)]);
    }
  }
  return further;
}

}  // namespace

WiderModel::WiderModel(const Fit& fit, const Addition& addition, const Execution& execution)
    : model_(fit.model()),
      own_columns_(model_.plan.columns()),
      reader_(lay_out(fit, addition, execution), model_.plan, model_.response) {}

WiderModel::Terms WiderModel::further_terms(const Model& model, const Addition& addition) {
  const Formula& own = model.roles.formula;
  const Formula asked = parse_formula(own.response.spelling + " ~ " + addition.terms);
  if (!asked.offsets.empty() || !asked.intercept) {
    refuse(fmt::format("\"{}\" has more than terms to add: an offset, or no intercept",
                       addition.terms),
           "fit a model with it");
  }
  Formula settled = assign_roles(asked, FitOptions(), addition.table).formula;
  Terms result{.further = std::move(settled.terms), .readings = std::move(settled.notes)};
  std::erase_if(result.further, [&](const Term& term) {
    return std::ranges::any_of(own.terms,
                               [&](const Term& known) { return same_factors(known, term); });
  });
  for (Term& term : result.further) order_factors(own, term);
  if (!result.further.empty()) return result;
  const std::string readings = fmt::format("{}", fmt::join(result.readings, "; "));
  refuse(fmt::format("the model has all terms of \"{}\"", addition.terms),
         readings.empty() ? "terms that it has are tested without being added" : readings);
}

RowReader WiderModel::lay_out(const Fit& fit, const Addition& addition,
                              const Execution& execution) {
  const Model& own = fit.model();
  Terms terms = further_terms(own, addition);
  readings_ = std::move(terms.readings);
  std::ranges::move(terms.further, std::back_inserter(model_.roles.formula.terms));
  model_.roles.add_clusters(addition.clusters);
  const auto source = scan_for(own, model_.roles, addition.table, execution);
  const RowReader unbound(source, model_.roles);
  const Sample sample = learn_sample(unbound, execution);
  require_same_rows(fit, row_counts(model_.roles, source->rows(), sample.dropped));
  bind_calls(model_.roles, learn_calls(unbound, execution));
  RowReader rows(source, model_.roles);
  PlanLimits limits;
  limits.dense_levels = limits.columns;
  limits.drops_constant_factors = !model_.roles.left_out.empty();
  model_.plan = plan_design(model_.roles.formula, sample.variables, limits);
  model_.plan.limit_sign = own.plan.limit_sign;
  if (own.roles.infinite_rows == InfiniteRows::kept) {
    DataRoles strict = model_.roles;  // a term that is infinite in some row has no score there
    strict.infinite_rows = InfiniteRows::refused;
    learn_moments(RowReader(source, strict), further_expressions(model_.plan, own.plan), execution);
  }
  learn_centring(model_.plan, rows, execution);
  keep_centring(own);
  for (TermColumns& term : term_columns(model_.roles.formula, model_.plan)) {
    if (term.first_column >= own_columns_) added_.push_back(std::move(term));
  }
  return rows;
}

/// The fit's own columns stay what its coefficients are of.
void WiderModel::keep_centring(const Model& own) {
  const Centring& known = own.plan.centring;
  Centring& centring = model_.plan.centring;
  centring.centres.head(known.centres.size()) = known.centres;
  centring.shift.head(own_columns_) = known.shift;
  centring.scale.head(own_columns_) = known.scale;
  centring.residuals = known.residuals;
  const Index columns = model_.plan.columns();
  model_.coefficients = Vector::Zero(columns);
  model_.coefficients.head(own_columns_) = own.coefficients;
  for (Dependency& dependency : model_.dependencies) {
    dependency.weights.conservativeResizeLike(Vector::Zero(columns));
  }
  model_.covariance = {};
  model_.bread.reset();
  model_.contrast_degrees.reset();
}

}  // namespace odds
