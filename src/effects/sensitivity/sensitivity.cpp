#include "curve/sigmoid.hpp"
#include "effects/margins/effect_rows.hpp"
#include "effects/margins/margin_call.hpp"
#include "effects/margins/set_values.hpp"
#include "effects/sensitivity/input_plan.hpp"
#include "effects/sensitivity/moved_probability.hpp"
#include "effects/sensitivity/operating_point.hpp"
#include "effects/sensitivity/steepest.hpp"
#include "parallel/block_reduce.hpp"
#include "parallel/helpers.hpp"

#include <odds/error.hpp>
#include <odds/notes.hpp>
#include <odds/sensitivity.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <tuple>

namespace odds {
namespace {

/// Averages of quantities, what each input does to P, and the weight of the rows in the flat tails
/// of the curve.
struct RankingSums {
  AverageSums averages;
  SquaredChanges moved;
  double flat = 0.0;

  RankingSums& operator+=(const RankingSums& other) {
    averages += other.averages;
    moved += other.moved;
    flat += other.flat;
    return *this;
  }
  auto fields() { return std::tie(averages, moved, flat); }
};

double flat_weight(const AverageTask& task, const TableRows& rows) {
  const Model& model = task.design.model();
  const LinearForm eta = rows.predictor(0);
  const CurveValues curve = model.curve.values(eta.values(model.coefficients));
  const double least = kSaturatedSlope * model.curve.asymptotes.height();
  return (curve.d1.array() < least).select(rows.weight().array(), 0.0).sum();
}

/// What the engine of margins is to look at: the effects of the inputs, and at what is set.
MarginsOptions margins_options(const SensitivityOptions& options) {
  MarginsOptions result;
  result.variables = options.variables;
  result.point = options.point;
  result.at = options.at;
  if (options.profile && !options.profile->values.empty()) result.at.push_back(*options.profile);
  return result;
}

/// A design for `plan`, ready for all its quantities.
CounterfactualDesign design_for(const Model& model, const MarginPlan& plan) {
  CounterfactualDesign design(model, plan.settings);
  for (const Quantity& quantity : plan.quantities) prepare(quantity, design);
  return design;
}

AverageTask task_for(const CounterfactualDesign& design, const MarginPlan& plan) {
  return {.design = design, .quantities = plan.quantities, .function = {}, .groups = 1};
}

/// One call of `sensitivity`: each step fills in more of the result.
class Sensing {
 public:
  Sensing(const Fit& fit, const Table& table, const SensitivityOptions& options,
          const Execution& execution)
      : options_(options),
        settings_(margins_options(options)),
        rows_(fit, table, settings_, execution, result_.notes),
        model_(rows_.model()) {
    if (options.profile) profiled_ = require_number(model_, options.profile->variable);
    require_point();
    note_uses(model_, rows_.roles(), settings_, result_.notes);
  }

  Sensitivity run() && {
    look_at_rows();
    effects_ = asked_effects(model_, settings_, rows_.variables(), summary_.all, result_.notes);
    rank();
    if (has_point()) {
      look_at_point();
      find_steepest();
      follow_profile();
    }
    if (!result_.ranking.empty()) rows_.add_reading_notes(result_.notes);
    return std::move(result_);
  }

 private:
  bool has_point() const { return model_.plan.eliminated == 0; }

  /// With very many levels no row stands for all: there is a ranking only.
  void require_point() {
    if (has_point()) return;
    MarginsOptions asked = settings_;
    if (options_.at.empty() && !options_.profile) asked.point = MarginPoint::observed;
    require_possible(model_, rows_.roles(), asked);
    result_.notes.push_back(make_note(
        NoteCode::no_operating_point,
        fmt::format("No row stands for the levels of {}: there is no operating point, and no "
                    "steepest points.",
                    model_.plan.eliminated_variable()->name)));
  }

  void look_at_rows() {
    SummaryNeeds needs = rows_.needs();
    needs.moments = true;
    summary_ = summarise_rows(rows_.reader(), needs, rows_.execution());
    result_.counts = rows_.counts(summary_.dropped);
    result_.observations = summary_.all.weight;
    result_.data = rows_.compare(result_.counts, true, result_.notes);
  }

  void rank() {
    InputPlan inputs(model_, effects_, {});
    const CounterfactualDesign design = design_for(model_, inputs.plan());
    const AverageTask task = task_for(design, inputs.plan());
    const MovedProbability moved(model_, effects_, summary_.all);
    const RankingSums sums = sum_over_blocks(
        rows_.reader(), rows_.execution(), RankingSums{task.zero(), moved.zero(), 0.0},
        [&](DesignRows& rows) {
          const TableRows set_rows(design, rows, {});
          RankingSums block{sum_block(task, set_rows), moved.sum_block(rows),
                            flat_weight(task, set_rows)};
          block.averages.dropped = rows.data.dropped;
          return block;
        },
        "sensitivities");
    result_.flat_share = sums.flat / summary_.all.weight;
    result_.ranking = read(inputs, averages(task, sums.averages));
    const std::vector<double> std_devs = moved.std_devs(sums.moved, summary_.all.weight);
    for (std::size_t i = 0; i < std_devs.size(); ++i) {
      if (!result_.ranking[i].aliased) result_.ranking[i].moved = std_devs[i];
    }
    sort_by_size();
  }

  std::vector<InputSensitivity> read(InputPlan& inputs, const Averages& averages) const {
    inputs.choose_levels(averages);
    const Combined combined = combine(inputs.plan(), averages);
    return inputs.inputs(combined, delta_covariance(model_, combined, false), summary_.all.std_devs,
                         options_.level);
  }

  /// The effects, too, so that inputs stand in one order everywhere.
  void sort_by_size() {
    const auto size = [](const InputSensitivity& input) {
      return std::isnan(input.moved) ? -1.0 : input.moved;
    };
    std::ranges::stable_sort(result_.ranking, std::ranges::greater(), size);
    const auto place = [&](const Effect& effect) {
      return std::ranges::find(result_.ranking, effect.variable, &InputSensitivity::variable);
    };
    std::ranges::sort(effects_, {}, place);
  }

  PointRows point_rows(const CounterfactualDesign& design) const {
    return {design, point_cells(summary_, options_.point)};
  }

  void look_at_point() {
    setting_ = operating_setting(model_, options_.at, summary_.all);
    result_.point = describe_point(model_, setting_, options_.point, summary_);
    if (auto note = point_note(model_, setting_)) result_.notes.push_back(std::move(*note));
    InputPlan inputs(model_, effects_, setting_);
    const CounterfactualDesign design = design_for(model_, inputs.plan());
    const AverageTask task = task_for(design, inputs.plan());
    const Averages there = averages(task, sum_block(task, point_rows(design)));
    const Combined alone = combine(inputs.plan(), there);
    result_.probability =
        inputs.probability(alone, delta_covariance(model_, alone, false), options_.level);
    result_.operating = read(inputs, there);
  }

  /// Where the profile looks, or else the rows of the fit lie.
  InputRange range_of(Index variable) const {
    const Moments& moments = model_.plan.variables[static_cast<std::size_t>(variable)].moments;
    if (profiled_ != variable || profile_values_.empty()) return {moments.min, moments.max};
    return {profile_values_.front(), profile_values_.back()};
  }

  void find_steepest() {
    if (profiled_) {
      profile_values_ = values_along(model_, *profiled_, options_.profile->values, summary_.all);
    }
    const PointCells cells =
        with_setting(model_.plan, point_cells(summary_, options_.point).front(), setting_);
    std::string without;
    std::string flat;
    const auto name_in = [](std::string& list, const std::string& name) {
      list += (list.empty() ? "" : ", ") + name;
    };
    for (std::size_t i = 0; i < effects_.size(); ++i) {
      if (!effects_[i].is_derivative() || result_.ranking[i].aliased) continue;
      const std::optional<DoseScale> scale = single_scale(model_, effects_[i].variable);
      if (!scale) {
        name_in(without, effects_[i].variable);
        continue;
      }
      const auto point =
          steepest_point(model_, *scale, cells, range_of(scale->variable), options_.level);
      if (point) {
        result_.steepest.push_back(*point);
      } else {
        name_in(flat, effects_[i].variable);
      }
    }
    note_no_steepest(without,
                     "eta does not depend on it through one monotone expression. A profile along "
                     "it shows where P answers");
    note_no_steepest(flat, "at the operating point eta does not depend on it");
  }

  void note_no_steepest(const std::string& names, const std::string& why) {
    if (names.empty()) return;
    result_.notes.push_back(
        make_note(NoteCode::no_steepest_point,
                  fmt::format("No single steepest point is shown of {}: {}.", names, why)));
  }

  void follow_profile() {
    if (!profiled_) return;
    result_.profiled = options_.profile->variable;
    // The covariances between points, which nobody asks for, cost the square of their number.
    constexpr std::size_t kTogether = 64;
    for (std::span<const double> left = profile_values_; !left.empty();) {
      const auto run = left.first(std::min(kTogether, left.size()));
      left = left.subspan(run.size());
      for (const ProfilePoint& point : points_at(run)) result_.profile.push_back(point);
    }
  }

  std::vector<ProfilePoint> points_at(std::span<const double> values) const {
    std::vector<Setting> settings;
    for (const double value : values) {
      settings.push_back(
          setting_.with({number_cell(model_.plan, *profiled_, value, fmt::format("{:g}", value))}));
    }
    const ProfilePlan profile(model_, settings, *profiled_);
    const MarginPlan& plan = profile.plan();
    const CounterfactualDesign design = design_for(model_, plan);
    const AverageTask task = task_for(design, plan);
    const Combined combined = combine(plan, averages(task, sum_block(task, point_rows(design))));
    std::vector<ProfilePoint> points =
        profile.points(combined, delta_covariance(model_, combined, false), options_.level);
    const Moments& range = model_.plan.variables[static_cast<std::size_t>(*profiled_)].moments;
    for (ProfilePoint& point : points) {
      point.outside = point.value < range.min || point.value > range.max;
    }
    return points;
  }

  const SensitivityOptions& options_;
  MarginsOptions settings_;
  Sensitivity result_;
  EffectRows rows_;
  const Model& model_;
  RowSummary summary_;
  std::vector<Effect> effects_;  // in the order of the ranking once there is one
  Setting setting_;              // of the operating point
  std::optional<Index> profiled_;
  std::vector<double> profile_values_;  // ascending
};

}  // namespace

void SensitivityOptions::validate() const {
  check_option("level", level, "> 0 and < 1", level > 0.0 && level < 1.0);
  if (point != MarginPoint::observed) return;
  throw Error(ErrorKind::usage, {.what = "an operating point is one row",
                                 .where = {},
                                 .hint = "choose means or typical",
                                 .excerpt = {}});
}

Sensitivity sensitivity(const Fit& fit, const Table& table, const SensitivityOptions& options,
                        const Execution& execution) {
  const HelpersOfCall helpers;
  options.validate();
  execution.validate();
  require_maximum(fit);
  require_probabilities(fit);
  return Sensing(fit, table, options, execution).run();
}

}  // namespace odds
