#include "base/failure.hpp"
#include "base/special_values.hpp"
#include "data/columns/table_without.hpp"
#include "diagnose/answers.hpp"
#include "diagnose/diagnosable.hpp"
#include "inference/fitted_rows.hpp"
#include "likelihood/model_likelihood.hpp"
#include "math/distributions.hpp"
#include "math/scaled_cholesky.hpp"
#include "model/coordinates.hpp"
#include "model/fit_parts.hpp"
#include "parallel/block_reduce.hpp"
#include "solve/maximize.hpp"
#include "solve/restricted_objective.hpp"

#include <odds/answer_influence.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace odds {
namespace {

using Change = CarryingRows::Change;

const Fit& answerable(const Fit& fit) {
  diagnosable(fit);
  const Model& model = fit.model();
  if (fit.method() == Method::maximum_likelihood && !model.curve.estimates_guess &&
      model.coefficients_label.empty()) {
    return fit;
  }
  refuse(
      "the rows that an answer rests on are found by fits of maximum likelihood; the model was "
      "fitted otherwise: by a bias-reducing method, with an estimated guess rate, or its "
      "coefficients were given",
      "fit it again by odds fit without --firth, --flic, --bias-reduction and --guess estimate");
}

/// Why there is no search for significance; empty: there is.
std::string without_significance(const Fit& fit) {
  if (fit.heterogeneity().applied) return "the heterogeneity factor would change with the rows";
  if (!fit.covariance_label().empty()) return "the covariance is a given one";
  if (fit.variance() == Variance::model) return {};
  return fmt::format("the variance {} is not that of the model", fit.variance_choice().text());
}

/// Without the errors of a fit to fewer rows, which are those of the model.
EstimateRow estimate_alone(double estimate) {
  return {.estimate = estimate,
          .std_error = kNaN,
          .statistic = kNaN,
          .p_value = kNaN,
          .conf_low = kNaN,
          .conf_high = kNaN};
}

/// Fits to all rows but some, from the estimates of all.
class Refits {
 public:
  Refits(const FittedRows& rows, const Fit& fit, const Execution& execution)
      : fit_(fit),
        kept_(rows.kept()),
        file_rows_(rows.reader().row_count()),
        likelihood_(rows.reader(), execution, fit.model().curve.known()) {}

  /// Of all rows but these; nothing where they leave no estimates.
  std::optional<Fit> without(std::span<const Index> rows) const {
    std::vector<std::int32_t> unit(static_cast<std::size_t>(file_rows_), 0);
    for (const Index row : rows) unit[static_cast<std::size_t>(row)] = 1;
    const std::vector<double> counted = {1.0, 0.0};
    const ModelLikelihood others = likelihood_.resampled({unit, counted});
    Model model = fit_.model();
    const Maximum maximum = maximize(RestrictedObjective(others, kept_), model.coefficients(kept_));
    if (!maximum.converged()) return std::nullopt;
    model.coefficients(kept_) = maximum.point;
    const ScaledCholesky information(
        others.expected_information(model.coefficients).restricted(kept_));
    if (!information.ok()) return std::nullopt;
    model.covariance = information.inverse().embedded(kept_, model.plan.core_columns());
    model.bread.reset();
    FitParts parts = fit_.parts();
    set_estimates(parts, model);
    parts.model = std::make_shared<const Model>(std::move(model));
    return Fit(std::move(parts));
  }

 private:
  const Fit& fit_;
  const std::vector<Index>& kept_;
  Index file_rows_;
  ModelLikelihood likelihood_;
};

/// The rows in the order in which they are left out, and how many first order says are needed.
struct LeavingOrder {
  std::vector<Index> rows;  // those that pull the right way
  Index enough = 0;         // 0: not even all of them

  auto fields() { return std::tie(rows, enough); }
};

/// Rows in the order of `pull`, until they make up for `distance`.
LeavingOrder order_by(const std::vector<Index>& rows, const std::vector<double>& pull,
                      double distance) {
  std::vector<std::size_t> places(rows.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::erase_if(places, [&](std::size_t k) { return !(pull[k] > 0.0); });
  std::ranges::stable_sort(places, std::ranges::greater(), [&](std::size_t k) { return pull[k]; });
  LeavingOrder order;
  double sum = 0.0;
  for (const std::size_t k : places) {
    order.rows.push_back(rows[k]);
    sum += pull[k];
    if (order.enough == 0 && sum > distance) order.enough = std::ssize(order.rows);
  }
  return order;
}

/// What is to change, and what says that it has.
class Goal {
 public:
  Goal(Change change, const EstimateRow& estimate, double null, double level, double degrees)
      : change_(change),
        null_(null),
        distance_(estimate.estimate - null),
        error_(estimate.std_error),
        critical_(wald_critical_value(level, degrees)),
        is_significant_(estimate.p_value < 1.0 - level) {}

  bool is_met(const EstimateRow& row) const {
    if (change_ == Change::sign) return (row.estimate - null_) * side() < 0.0;
    const double z = side() * row.statistic;  // beyond 0 it is less than any critical value
    return is_significant_ ? z < critical_ : z > critical_;
  }

  LeavingOrder order(const RowPulls& pulls) const {
    std::vector<double> pull(pulls.pull.size());
    for (std::size_t k = 0; k < pull.size(); ++k) {
      pull[k] = change_ == Change::sign ? side() * pulls.pull[k] : pull_on_z(pulls, k);
    }
    return order_by(pulls.row, pull, change_ == Change::sign ? std::abs(distance_) : gap());
  }

 private:
  double side() const { return distance_ < 0.0 ? -1.0 : 1.0; }

  /// How far |z| is from its critical value.
  double gap() const { return std::abs(std::abs(distance_) / error_ - critical_); }

  /// How much nearer |z| comes to its critical value without the row.
  double pull_on_z(const RowPulls& pulls, std::size_t k) const {
    const double of_estimate = side() * pulls.pull[k] / error_;
    const double of_error = 0.5 * std::abs(distance_) * pulls.spread[k] / std::pow(error_, 3);
    return (is_significant_ ? 1.0 : -1.0) * (of_estimate + of_error);
  }

  Change change_;
  double null_;
  double distance_;
  double error_;
  double critical_;
  bool is_significant_;
};

/// Looks for the least number of rows with which a goal is met.
class Search {
 public:
  Search(const Goal& goal, const LeavingOrder& order, const Refits& refits, const Answer& answer,
         const Table& table)
      : goal_(goal),
        rows_(order.rows),
        refits_(refits),
        answer_(answer),
        table_(table),
        most_(std::ssize(rows_)) {
    const Index one_by_one = order.enough <= kMostTried ? std::min(kMostTried, most_) : 0;
    for (Index k = 1; k <= one_by_one; ++k) {
      if (tried(k) != Outcome::missed) break;
    }
    if (!met_ && beyond_ == 0) search_on(order.enough);
  }

  void report(CarryingRows& result) const {
    if (!met_) {
      result.reason = beyond_ > 0 ? "the rows that are left become separated before"
                                  : "leaving out all rows that pull that way is not enough";
      return;
    }
    result.rows.assign(rows_.begin(), rows_.begin() + *met_);
    result.without = without_;
  }

 private:
  enum class Outcome { missed, met, separated };

  Outcome tried(Index k) {
    const auto rows = std::span(rows_).first(static_cast<std::size_t>(k));
    const std::optional<Fit> others = refits_.without(rows);
    if (!others) {
      beyond_ = k;
      return Outcome::separated;
    }
    const EstimateRow row = answer_.at(*others, TableWithout(table_, rows)).row;
    if (!goal_.is_met(row)) {
      missed_ = k;
      return Outcome::missed;
    }
    met_ = k;
    without_ = row;
    return Outcome::met;
  }

  /// Beyond the numbers that are tried one by one, as if more rows changed more: upwards from what
  /// first order says, or in doubled steps where it says that no number is enough; then between the
  /// last number that was not enough and the first that was, or that left no estimates.
  void search_on(Index enough) {
    Index k = std::min(most_, std::max(enough, missed_ + 1));
    while (k > missed_ && tried(k) == Outcome::missed) {
      k = std::min(most_, enough > 0 ? k + k / 4 + 1 : 2 * k);
    }
    while (!met_ && beyond_ - missed_ > 1) tried(missed_ + (beyond_ - missed_) / 2);
    while (met_ && *met_ - missed_ > 1) tried(missed_ + (*met_ - missed_) / 2);
  }

  static constexpr Index kMostTried = 50;  // one by one, where first order says no more

  const Goal& goal_;
  const std::vector<Index>& rows_;
  const Refits& refits_;
  const Answer& answer_;
  const Table& table_;
  Index most_;
  Index missed_ = 0;  // so many are not enough
  std::optional<Index> met_;
  EstimateRow without_;
  Index beyond_ = 0;  // so many leave no estimates; 0: none did
};

}  // namespace

void AnswerOptions::validate() const {
  check_option("level", level, "> 0 and < 1", level > 0.0 && level < 1.0);
  if (shown < 0 || shown > 1000) {
    refuse(fmt::format("shown = {} is out of range: it must be from 0 to 1000", shown));
  }
}

AnswerInfluence answer_influence(const Fit& fit, const Table& table, const AnswerOptions& options,
                                 const Execution& execution) {
  options.validate();
  execution.validate();
  const FittedRows rows(answerable(fit), table, execution);
  const std::unique_ptr<const Answer> answer = answer_of(table, options, execution);
  const Answered answered = answer->at(fit, table);
  const RowPulls pulls = answer->pulls(fit, rows);
  AnswerInfluence result;
  result.answer = answered.text;
  result.null = answered.null;
  result.estimate = answered.row;
  result.level = options.level;
  result.rows = largest_changes(pulls, options.shown, rows.reader(), fit.model(), execution);
  const Refits refits(rows, fit, execution);
  const std::string no_errors = without_significance(fit);
  for (const Change change : {Change::sign, Change::significance}) {
    CarryingRows carrying{.change = change};
    if (change == Change::significance) carrying.reason = no_errors;
    if (carrying.reason.empty()) {
      const Goal goal(change, result.estimate, result.null, options.level, fit.test_degrees());
      const LeavingOrder order = on_first_rank(execution, [&] { return goal.order(pulls); });
      Search(goal, order, refits, *answer, table).report(carrying);
      if (!no_errors.empty()) carrying.without = estimate_alone(carrying.without.estimate);
      carrying.share =
          static_cast<double>(carrying.rows.size()) / static_cast<double>(fit.rows().used);
    }
    result.carrying.push_back(std::move(carrying));
  }
  return result;
}

}  // namespace odds
