#include "base/special_values.hpp"
#include "comparison/aligned_rows.hpp"
#include "comparison/comparable.hpp"
#include "comparison/model_rows.hpp"
#include "comparison/nesting.hpp"
#include "comparison/terms.hpp"
#include "comparison/vuong.hpp"
#include "math/distributions.hpp"
#include "model/model.hpp"
#include "parallel/block_reduce.hpp"
#include "parallel/helpers.hpp"

#include <odds/compare.hpp>
#include <odds/error.hpp>
#include <odds/notes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

namespace odds {
namespace {

double criterion_of(const ComparedModel& model, Criterion criterion) {
  return std::array{model.aic, model.aicc, model.bic}[static_cast<std::size_t>(criterion)];
}

ComparedModel compared(const NamedFit& model) {
  const Goodness& goodness = model.fit.goodness();
  const auto k = static_cast<double>(goodness.rank);
  const double n = goodness.observations;
  ComparedModel row{.name = model.name,
                    .formula = model.fit.formula(),
                    .link = model.fit.link(),
                    .observations = n,
                    .parameters = goodness.rank,
                    .log_likelihood = goodness.log_likelihood,
                    .aic = kNaN,
                    .aicc = kNaN,
                    .bic = kNaN,
                    .difference = kNaN,
                    .weight = kNaN};
  if (!without_likelihood(model.fit).empty()) return row;
  row.aic = goodness.aic;
  row.bic = goodness.bic;
  const bool has_count = !std::isnan(goodness.bic);  // of conditional fits there is none
  if (has_count && n > k + 1.0) row.aicc = row.aic + 2.0 * k * (k + 1.0) / (n - k - 1.0);
  return row;
}

/// Differences from the best model and weights, of the models that have the criterion.
void weigh(Criterion criterion, std::vector<ComparedModel>& models) {
  const auto has_criterion = [&](const ComparedModel& model) {
    return !std::isnan(criterion_of(model, criterion));
  };
  double best = kInfinity;
  for (const ComparedModel& model : models) {
    if (has_criterion(model)) best = std::min(best, criterion_of(model, criterion));
  }
  double sum = 0.0;
  for (ComparedModel& model : models) {
    model.difference = criterion_of(model, criterion) - best;
    model.weight = std::exp(-0.5 * model.difference);
    if (!std::isnan(model.weight)) sum += model.weight;
  }
  for (ComparedModel& model : models) model.weight /= sum;
  if (std::ranges::count_if(models, has_criterion) > 1) return;
  for (ComparedModel& model : models) model.difference = model.weight = kNaN;  // of nothing
}

/// Why two models have no likelihood ratio even if one contains the other; empty: they have.
std::string without_ratio(const NamedFit& a, const NamedFit& b) {
  for (const NamedFit* model : {&a, &b}) {
    const std::string reason = without_likelihood(model->fit);
    if (!reason.empty()) return model->name + ": " + reason;
  }
  if (a.fit.link() != b.fit.link()) return "a link is no special case of another one";
  if (!on_same_curve(a.fit, b.fit)) {
    return "one curve is no special case of the other, or lies at the bound of it";
  }
  if (!a.fit.model().curve.is_log_concave()) {
    return "on a curve with asymptotes a maximum may be a local one";
  }
  const bool one_has_factor = a.fit.heterogeneity().applied != b.fit.heterogeneity().applied;
  return one_has_factor ? "one of them has a heterogeneity factor" : "";
}

NestedTest ratio_test(const Fit& small, const Fit& large) {
  NestedTest test;
  test.df = large.goodness().rank - small.goodness().rank;
  const auto df = static_cast<double>(test.df);
  const double ratio = std::max(0.0, 2.0 * (large.maximum().value - small.maximum().value));
  if (large.heterogeneity().applied) {
    test.denominator = large.test_degrees();
    test.statistic = ratio / df / large.heterogeneity().factor;
    test.p_value = f_p_value(test.statistic, df, test.denominator);
  } else {
    test.statistic = ratio;
    test.p_value = chi_square_p_value(ratio, df);
  }
  return test;
}

/// Texts that have a reason in common, side by side, in the order of the first of each.
class TextsByReason {
 public:
  void add(const std::string& reason, const std::string& text) {
    for (auto& [known, texts] : texts_) {
      if (known != reason) continue;
      texts += ", " + text;
      return;
    }
    texts_.emplace_back(reason, text);
  }

  /// Reasons with their texts.
  const std::vector<std::pair<std::string, std::string>>& all() const { return texts_; }

 private:
  std::vector<std::pair<std::string, std::string>> texts_;
};

/// One comparison: each step fills in more of the result.
class Comparing {
 public:
  Comparing(std::span<const NamedFit> models, const CompareOptions& options)
      : models_(models), nesting_(models) {
    result_.criterion = options.criterion;
    for (const NamedFit& model : models) result_.models.push_back(compared(model));
    weigh(options.criterion, result_.models);
    result_.terms = compared_terms(models);
  }

  /// Without data.
  ModelComparison from_models() && {
    if (auto note = rows_note(models_)) result_.notes.push_back(std::move(*note));
    finish();
    return std::move(result_);
  }

  ModelComparison on(const AlignedRows& rows, const Execution& execution) && {
    result_.on_data = true;
    nesting_.look_at(rows, models_, execution);
    result_.vuong = vuong_tests(rows, models_, apart(), execution);
    for (const VuongTest& test : result_.vuong) {
      if (test.omega == 0.0) indistinct_.emplace_back(test.first, test.second);
    }
    std::erase_if(result_.vuong, [](const VuongTest& test) { return test.omega == 0.0; });
    finish();
    return std::move(result_);
  }

 private:
  const NamedFit& model(Index m) const { return models_[static_cast<std::size_t>(m)]; }
  Index count() const { return static_cast<Index>(models_.size()); }
  Index rank(Index m) const { return model(m).fit.goodness().rank; }

  bool is_nested(Index small, Index large) const {
    return nesting_.contains(large, small) && rank(small) < rank(large) &&
           is_curve_within(model(small).fit, model(large).fit);
  }

  /// Two ways to write one model.
  bool are_same(Index a, Index b) const {
    return rank(a) == rank(b) && (nesting_.contains(a, b) || nesting_.contains(b, a)) &&
           on_same_curve(model(a).fit, model(b).fit);
  }

  /// Pairs of which neither contains the other.
  std::vector<std::pair<Index, Index>> apart() const {
    std::vector<std::pair<Index, Index>> pairs;
    for (Index a = 0; a < count(); ++a) {
      for (Index b = a + 1; b < count(); ++b) {
        const bool related = is_nested(a, b) || is_nested(b, a) || are_same(a, b);
        const bool have_likelihoods =
            without_likelihood(model(a).fit).empty() && without_likelihood(model(b).fit).empty();
        if (!related && have_likelihoods) pairs.emplace_back(a, b);
      }
    }
    return pairs;
  }

  void finish() {
    add_tests();
    add_pair_notes();
    add_criteria_notes();
  }

  /// The smallest model that contains it and has a ratio with it, of equals the first given.
  std::optional<Index> container(Index small) const {
    std::optional<Index> best;
    for (Index large = 0; large < count(); ++large) {
      if (!is_nested(small, large) || !without_ratio(model(small), model(large)).empty()) continue;
      if (!best || rank(large) < rank(*best)) best = large;
    }
    return best;
  }

  void add_tests() {
    std::vector<Index> order(models_.size());
    std::iota(order.begin(), order.end(), Index{0});
    std::ranges::stable_sort(order, {}, [&](Index m) { return rank(m); });
    for (const Index small : order) {
      const std::optional<Index> large = container(small);
      if (!large) continue;
      result_.tests.push_back(ratio_test(model(small).fit, model(*large).fit));
      result_.tests.back().small = small;
      result_.tests.back().large = *large;
    }
  }

  bool has_vuong(Index a, Index b) const {
    return std::ranges::any_of(
        result_.vuong, [&](const VuongTest& test) { return test.first == a && test.second == b; });
  }

  /// Why a pair has no likelihood ratio; empty: it has one, stands in a chain of such, or has
  /// Vuong's test.
  std::string reason(Index a, Index b) const {
    if (has_vuong(a, b) || !without_likelihood(model(a).fit).empty() ||
        !without_likelihood(model(b).fit).empty()) {
      return {};
    }
    if (std::ranges::find(indistinct_, std::pair(a, b)) != indistinct_.end()) {
      return "they give each row the same likelihood";
    }
    if (are_same(a, b)) return "they are one model, written in two ways";
    const std::string not_there = without_ratio(model(a), model(b));
    if (!not_there.empty()) return not_there;
    if (is_nested(a, b) || is_nested(b, a)) return {};
    return "the terms of neither are all among those of the other";
  }

  void add_pair_notes() {
    TextsByReason pairs;
    for (Index a = 0; a < count(); ++a) {
      for (Index b = a + 1; b < count(); ++b) {
        const std::string why = reason(a, b);
        if (!why.empty()) pairs.add(why, fmt::format("{} and {}", model(a).name, model(b).name));
      }
    }
    for (const auto& [why, texts] : pairs.all()) {
      result_.notes.push_back(
          make_note(NoteCode::no_likelihood_ratio, fmt::format("No test of {}: {}.", texts, why)));
    }
    if (result_.on_data || apart().empty()) return;
    result_.notes.push_back(make_note(
        NoteCode::data_would_tell,
        "With the data of the fits behind the models, it is seen whether columns of one design are "
        "combinations of those of another, and models of which neither contains the other have "
        "Vuong's test."));
  }

  /// Models by what they lack, in the order of the first of each.
  void add_criteria_notes() {
    TextsByReason names;
    for (const NamedFit& model : models_) {
      const std::string why = without_criteria(model.fit);
      if (why.empty()) continue;
      const bool tested = without_likelihood(model.fit).empty();
      names.add(fmt::format("no information criteria{}: {}", tested ? "" : " and no test", why),
                model.name);
    }
    for (const auto& [why, models] : names.all()) {
      result_.notes.push_back(
          make_note(NoteCode::no_criteria, fmt::format("Of {} there are {}.", models, why)));
    }
  }

  std::span<const NamedFit> models_;
  Nesting nesting_;
  std::vector<std::pair<Index, Index>> indistinct_;  // pairs that Vuong's test cannot tell apart
  ModelComparison result_;
};

/// Of each model but the first, how many rows it does not share with that.
struct OtherRows {
  std::vector<Index> counts;

  OtherRows& operator+=(const OtherRows& other) {
    for (std::size_t m = 0; m < counts.size(); ++m) counts[m] += other.counts[m];
    return *this;
  }
  auto fields() { return std::tie(counts); }
};

Index not_shared(const std::vector<Index>& a, const std::vector<Index>& b) {
  std::vector<Index> difference;
  std::ranges::set_symmetric_difference(a, b, std::back_inserter(difference));
  return std::ssize(difference);
}

/// The rows of models in a table, read again.
class RowsOfModels {
 public:
  RowsOfModels(std::span<const NamedFit> models, const Table& table, const Execution& execution) {
    std::vector<const DesignReader*> readers;
    for (const NamedFit& model : models) {
      require_rows(model);
      rows_.push_back(rows_of_model(model, table, execution));
      readers.push_back(&rows_.back()->reader());
    }
    aligned_.emplace(std::move(readers));
    require_same(models, execution);
  }

  const AlignedRows& aligned() const { return *aligned_; }

 private:
  static void require_rows(const NamedFit& model) {
    if (!model.fit.matched_sets().any()) return;
    throw Error(
        ErrorKind::usage,
        {.what = fmt::format("{} is a conditional fit of matched sets: it has no likelihood "
                             "of single rows",
                             model.name),
         .where = {},
         .hint = "leave the data out: models whose terms are nested have their test",
         .excerpt = {}});
  }

  void require_same(std::span<const NamedFit> models, const Execution& execution) const {
    const OtherRows others = sum_over_blocks(
        *aligned_, execution, OtherRows{.counts = std::vector<Index>(models.size())},
        [](AlignedRows::Block& block) {
          OtherRows part;
          const std::vector<Index> first = row_numbers(block.front());
          for (const auto& parts : block) {
            part.counts.push_back(not_shared(first, row_numbers(parts)));
          }
          return part;
        },
        "comparing");
    for (std::size_t m = 1; m < models.size(); ++m) {
      if (others.counts[m] == 0) continue;
      refuse_pair(models.front(), models[m],
                  fmt::format("{} rows are used by one of them only", others.counts[m]),
                  "fit both with --where, so that the same rows are complete");
    }
  }

  std::vector<std::unique_ptr<FittedRows>> rows_;
  std::optional<AlignedRows> aligned_;
};

}  // namespace

ModelComparison compare_models(std::span<const NamedFit> models, const CompareOptions& options) {
  require_comparable(models, false);
  return Comparing(models, options).from_models();
}

ModelComparison compare_models(std::span<const NamedFit> models, const Table& table,
                               const CompareOptions& options, const Execution& execution) {
  const HelpersOfCall helpers;
  execution.validate();
  require_comparable(models, true);
  const RowsOfModels rows(models, table, execution);
  return Comparing(models, options).on(rows.aligned(), execution);
}

VuongTest vuong_test(const NamedFit& first, const NamedFit& second, const Table& table,
                     const Execution& execution) {
  const std::array models = {first, second};
  const ModelComparison comparison = compare_models(models, table, {}, execution);
  if (!comparison.vuong.empty()) return comparison.vuong.front();
  const std::string why = !comparison.notes.empty() ? comparison.notes.front().text : std::string();
  throw Error(ErrorKind::model,
              {.what = fmt::format("{} and {} have no test of Vuong: {}", first.name, second.name,
                                   why.empty() ? "one contains the other, and where the smaller "
                                                 "one holds the variance of the differences is 0"
                                               : why),
               .where = {},
               .hint = why.empty() ? "nested models have a likelihood ratio test" : "",
               .excerpt = {}});
}

}  // namespace odds
