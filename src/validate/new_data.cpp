#include "base/failure.hpp"
#include "comparison/aligned_rows.hpp"
#include "diagnose/packing.hpp"
#include "inference/gather_scores.hpp"
#include "inference/packing.hpp"
#include "parallel/block_reduce.hpp"
#include "performance/packing.hpp"
#include "validate/model_performance.hpp"
#include "validate/new_rows.hpp"
#include "validate/paired_performance.hpp"

#include <odds/error.hpp>
#include <odds/new_data.hpp>
#include <odds/notes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

namespace odds {

/// For `pack`: what rank 0 tells the other processes.
inline auto fields_of(EstimateRow& row) { return estimate_fields(row); }
inline auto fields_of(FitTest& test) { return fit_test_fields(test); }
inline auto fields_of(Calibration& calibration) { return calibration_fields(calibration); }
inline auto fields_of(Classification& table) { return classification_fields(table); }

inline auto fields_of(ModelPerformance& model) {
  return std::tie(model.rows, model.observations, model.events, model.nonevents, model.auc,
                  model.brier, model.scaled, model.spiegelhalter, model.log_loss, model.calibration,
                  model.at_cut);
}

inline auto fields_of(PerformanceDifference& difference) {
  return std::tie(difference.model, difference.auc, difference.brier, difference.log_loss);
}

inline auto fields_of(ValidatedRows& rows) {
  return std::tie(rows.group, rows.models, rows.differences);
}

namespace {

/// The rows of a block that all models can use.
struct CommonRows {
  std::vector<std::vector<OutcomeScore>> by_model;
  std::vector<std::int32_t> groups;  ///< of each; empty: there are none
};

/// Rows that are left out of each model, and how many are used by all.
struct RowTotals {
  std::vector<DroppedCounts> dropped;
  Index common = 0;

  RowTotals& operator+=(const RowTotals& other) {
    dropped.resize(std::max(dropped.size(), other.dropped.size()));
    for (std::size_t m = 0; m < other.dropped.size(); ++m) dropped[m] += other.dropped[m];
    common += other.common;
    return *this;
  }
  auto fields() { return std::tie(dropped, common); }
};

std::vector<OutcomeScore> scores_of(const std::vector<DesignRows>& parts, const Model& model) {
  std::vector<OutcomeScore> scores;
  for (const DesignRows& rows : parts) {
    const std::vector<OutcomeScore> more = outcome_scores(rows, model);
    scores.insert(scores.end(), more.begin(), more.end());
  }
  return scores;
}

/// Keeps the scores whose row is among those of `other`, too; both ascend by row.
void keep_common(std::vector<OutcomeScore>& scores, const std::vector<OutcomeScore>& other) {
  auto at = other.begin();
  std::erase_if(scores, [&](const OutcomeScore& score) {
    while (at != other.end() && at->row < score.row) ++at;
    return at == other.end() || at->row != score.row;
  });
}

bool is_same_outcome(const OutcomeScore& a, const OutcomeScore& b) {
  return a.events == b.events && a.nonevents == b.nonevents;
}

/// The kernel of the pass over the rows of all models.
class RowScorer {
 public:
  RowScorer(std::span<const NamedFit> models, const std::vector<CellValue>& groups,
            const std::string& over)
      : models_(models), groups_(groups), over_(over) {}

  std::pair<RowTotals, CommonRows> operator()(AlignedRows::Block& block) const {
    std::pair<RowTotals, CommonRows> result;
    auto& [totals, common] = result;
    totals.dropped.resize(models_.size());
    for (std::size_t m = 0; m < models_.size(); ++m) {
      for (const DesignRows& part : block[m]) totals.dropped[m] += part.data.dropped;
      common.by_model.push_back(scores_of(block[m], models_[m].fit.model()));
    }
    for (std::size_t m = 1; m < models_.size(); ++m) {
      keep_common(common.by_model[0], common.by_model[m]);
    }
    for (std::size_t m = 1; m < models_.size(); ++m) {
      keep_common(common.by_model[m], common.by_model[0]);
      if (!std::ranges::equal(common.by_model[0], common.by_model[m], is_same_outcome)) {
        refuse_other_outcomes(m);
      }
    }
    totals.common = std::ssize(common.by_model[0]);
    if (!over_.empty()) common.groups = groups_of(block[0], common.by_model[0]);
    return result;
  }

 private:
  [[noreturn]] void refuse_other_outcomes(std::size_t m) const {
    refuse(fmt::format("{} and {} have different outcomes or weights: {} and {}", models_[0].name,
                       models_[m].name, models_[0].fit.response().event,
                       models_[m].fit.response().event),
           "models are compared on the same outcomes; validate each by itself");
  }

  /// The places of the groups of the rows in `groups_`.
  std::vector<std::int32_t> groups_of(const std::vector<DesignRows>& parts,
                                      const std::vector<OutcomeScore>& common) const {
    std::vector<std::int32_t> result;
    for (const DesignRows& rows : parts) {
      const Binding& binding = rows.data.bindings.find(over_)->second;
      for (Index i = 0; i < rows.rows() && result.size() < common.size(); ++i) {
        const Index row = rows.data.first + rows.data.position[static_cast<std::size_t>(i)];
        if (static_cast<double>(row) != common[result.size()].row) continue;
        const auto place = std::ranges::lower_bound(groups_, cell_value(binding, i));
        result.push_back(static_cast<std::int32_t>(place - groups_.begin()));
      }
    }
    return result;
  }

  std::span<const NamedFit> models_;
  const std::vector<CellValue>& groups_;
  std::string over_;
};

/// The lists of all rows, then of those of each group, each with one list a model.
class ScoreLists {
 public:
  ScoreLists(std::size_t models, std::size_t groups, Index memory)
      : memory_(memory / static_cast<Index>(models * (groups > 0 ? 2 + groups : 1))) {
    lists_.resize(1 + groups);
    for (auto& of_group : lists_) {
      for (std::size_t m = 0; m < models; ++m) of_group.emplace_back(memory_);
    }
  }

  void add(const CommonRows& rows) {
    for (std::size_t m = 0; m < rows.by_model.size(); ++m) {
      lists_[0][m].add(rows.by_model[m]);
      if (rows.groups.empty()) continue;
      std::vector<std::vector<OutcomeScore>> by_group(lists_.size() - 1);
      for (std::size_t i = 0; i < rows.groups.size(); ++i) {
        by_group[static_cast<std::size_t>(rows.groups[i])].push_back(rows.by_model[m][i]);
      }
      for (std::size_t g = 0; g < by_group.size(); ++g) lists_[g + 1][m].add(by_group[g]);
    }
  }

  void gather(Communicator& processes) {
    for (auto& of_group : lists_) {
      for (OutcomeList& list : of_group) gather_scores(list, processes);
    }
  }

  std::vector<std::vector<OutcomeList>>& lists() { return lists_; }
  Index memory() const { return memory_; }

 private:
  Index memory_;
  std::vector<std::vector<OutcomeList>> lists_;
};

/// What one group makes of the models. Frees the lists.
ValidatedRows validated_rows(std::vector<OutcomeList>& lists, std::span<const NamedFit> models,
                             const PerformancePlan& plan, Index memory) {
  ValidatedRows result;
  std::vector<LossList> losses;
  for (std::size_t m = 0; m < models.size(); ++m) {
    lists[m].sort();
    result.models.push_back(model_performance(lists[m], models[m].fit.model().curve, plan));
    if (models.size() > 1) losses.push_back(losses_by_row(lists[m], memory));
    lists[m] = OutcomeList(memory);
  }
  const auto of = [&](std::size_t m) {
    return ModelLosses{losses[m], models[m].fit.model().curve};
  };
  for (std::size_t m = 1; m < models.size(); ++m) {
    result.differences.push_back(performance_difference(of(0), of(m), plan));
    result.differences.back().model = static_cast<Index>(m);
  }
  return result;
}

bool has_counts_of(const NewRows& rows) {
  const DataRoles& roles = rows.reader().rows().roles();
  return roles.importance_weights.empty() && roles.probability_weights.empty();
}

void require_valid(const NamedFit& model) {
  require_maximum(model.fit);
  require_probabilities(model.fit);
}

class NewDataCall {
 public:
  NewDataCall(std::span<const NamedFit> models, const Table& table, const ValidateOptions& options,
              const Execution& execution)
      : models_(models), options_(options), execution_(execution) {
    for (const NamedFit& model : models) {
      rows_.push_back(
          std::make_unique<NewRows>(model, table, options.where, options.over, execution));
    }
    result_.file = table.name();
    result_.sha256 = rows_[0]->sha256();
    result_.event = rows_[0]->outcome();
    const auto& where = rows_[0]->reader().rows().roles().where;
    if (where) result_.where = spelling(*where);
    result_.over = options.over;
    result_.cut = options.cut;
    result_.level = options.level;
    result_.has_outcomes = !models[0].fit.response().fractional;
    result_.has_counts = result_.has_outcomes && has_counts_of(*rows_[0]);
  }

  NewDataValidation run() {
    const std::vector<CellValue>& groups = rows_[0]->groups();
    ScoreLists lists(models_.size(), groups.size(), execution_.memory_bytes() / 8);
    count_rows(pass(lists));
    lists.gather(execution_.communicator());
    const PerformancePlan plan{.cut = result_.cut,
                               .level = result_.level,
                               .has_outcomes = result_.has_outcomes,
                               .has_counts = result_.has_counts};
    auto found = on_first_rank(
        execution_,
        [&] {
          std::vector<ValidatedRows> all;
          for (auto& of_group : lists.lists()) {
            all.push_back(validated_rows(of_group, models_, plan, lists.memory()));
          }
          return all;
        },
        "validating");
    for (std::size_t g = 0; g < groups.size(); ++g) {
      found[g + 1].group = groups[g].spelling();
      if (found[g + 1].models[0].rows > 0.0) result_.groups.push_back(std::move(found[g + 1]));
    }
    result_.all = std::move(found[0]);
    add_notes();
    return std::move(result_);
  }

 private:
  RowTotals pass(ScoreLists& lists) const {
    std::vector<const DesignReader*> readers;
    for (const auto& rows : rows_) readers.push_back(&rows->reader());
    const RowScorer scorer(models_, rows_[0]->groups(), options_.over);
    const auto kernel = [&](AlignedRows::Block& block) { return scorer(block); };
    const auto use = [&](CommonRows&& rows) { lists.add(rows); };
    return sum_and_use_blocks(AlignedRows(std::move(readers)), execution_, RowTotals(),
                              KernelWithOutput<decltype(kernel), decltype(use)>{kernel, use},
                              "predicting");
  }

  void count_rows(const RowTotals& totals) {
    result_.common = totals.common;
    for (std::size_t m = 0; m < models_.size(); ++m) {
      const NamedFit& model = models_[m];
      ModelRowCounts counts{.name = model.name,
                            .formula = model.fit.formula(),
                            .link = model.fit.link(),
                            .counts = rows_[m]->counts(totals.dropped[m])};
      counts.match = match_data(model.fit, result_.sha256, counts.counts, options_.where.empty());
      counts.seen = rows_[m]->seen(execution_);
      result_.models.push_back(std::move(counts));
    }
    if (totals.common > 0) return;
    throw Error(ErrorKind::model,
                {.what = "there are no rows to validate on: every row is left out",
                 .where = {.file = result_.file, .line = 0, .column = {}},
                 .hint = options_.where.empty() && !result_.where.empty()
                             ? fmt::format("the filter of the fit is in force, {}: --where takes "
                                           "its place",
                                           result_.where)
                             : "",
                 .excerpt = {}});
  }

  void add_notes() {
    for (std::size_t m = 0; m < models_.size(); ++m) {
      const ModelRowCounts& counts = result_.models[m];
      for (const Note& note : rows_[m]->notes()) add_note(note);
      if (counts.seen > 0) add_note(own_rows_note(counts, models_[m].fit));
    }
    if (std::ranges::any_of(result_.models, [&](const ModelRowCounts& counts) {
          return counts.counts.used > result_.common;
        })) {
      add_note(make_note(NoteCode::rows_not_common,
                         fmt::format("{} rows can be predicted by every model: these are the ones "
                                     "that count.",
                                     result_.common)));
    }
    add_scale_note();
    add_outcome_notes();
  }

  /// Not twice.
  void add_note(Note note) {
    if (std::ranges::find(result_.notes, note.text, &Note::text) != result_.notes.end()) return;
    result_.notes.push_back(std::move(note));
  }

  Note own_rows_note(const ModelRowCounts& counts, const Fit& fit) const {
    const std::string name = models_.size() > 1 ? counts.name : "the model";
    const char* used = fit.sha256() == result_.sha256 ? "fitted to" : "updated on";
    if (counts.seen >= counts.counts.used) {
      return make_note(NoteCode::validated_on_own_rows,
                       fmt::format("These are the data that {} was {}: this is its apparent "
                                   "performance, which flatters it. odds fit --cv 10 or --optimism "
                                   "200 say what is left of it on other rows.",
                                   name, used));
    }
    return make_note(NoteCode::validated_on_own_rows,
                     fmt::format("{} of these {} rows are among those that {} was {}, which "
                                 "flatter it: --where can leave them out.",
                                 counts.seen, counts.counts.used, name, used));
  }

  void add_scale_note() {
    if (std::ranges::all_of(
            models_, [](const NamedFit& model) { return model.fit.model().curve.is_sigmoid(); })) {
      return;
    }
    add_note(make_note(NoteCode::calibration_on_log_odds,
                       "Slope and intercept of calibration are on the log odds of P, whatever the "
                       "link."));
  }

  void add_outcome_notes() {
    if (!result_.has_counts) {
      add_note(make_note(NoteCode::validated_without_counts,
                         result_.has_outcomes
                             ? "The weights are no counts of observations: there are no standard "
                               "errors and no tests."
                             : "Fractions are no outcomes: there are no AUC, no classification, no "
                               "standard errors and no tests."));
    }
    if (!result_.has_outcomes) return;
    std::string where;
    const auto look_at = [&](const ValidatedRows& rows, const std::string& name) {
      if (rows.models[0].events > 0.0 && rows.models[0].nonevents > 0.0) return;
      where += (where.empty() ? "" : ", ") + name;
    };
    look_at(result_.all, "all rows");
    for (const ValidatedRows& group : result_.groups) {
      look_at(group, fmt::format("{} {}", result_.over, group.group));
    }
    if (where.empty()) return;
    add_note(make_note(NoteCode::single_outcome,
                       fmt::format("There are no events, or no non-events, in {}: no AUC, slope "
                                   "and intercept.",
                                   where)));
  }

  std::span<const NamedFit> models_;
  const ValidateOptions& options_;
  const Execution& execution_;
  std::vector<std::unique_ptr<NewRows>> rows_;
  NewDataValidation result_;
};

}  // namespace

void ValidateOptions::validate() const {
  check_option("cut", cut, "0 to 1", cut >= 0.0 && cut <= 1.0);
  check_option("level", level, "> 0 and < 1", level > 0.0 && level < 1.0);
}

NewDataValidation validate(std::span<const NamedFit> models, const Table& table,
                           const ValidateOptions& options, const Execution& execution) {
  options.validate();
  execution.validate();
  if (models.empty()) refuse("there is no model to validate");
  for (const NamedFit& model : models) require_valid(model);
  return NewDataCall(models, table, options, execution).run();
}

}  // namespace odds
