#include "effects/margins/margin_plan.hpp"

#include "base/failure.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace odds {
namespace {

const char* measure_name(Measure measure) {
  switch (measure) {
    case Measure::risk_difference:
      break;
    case Measure::risk_ratio:
      return "RR";
    case Measure::odds_ratio:
      return "OR";
    case Measure::conditional_odds_ratio:
      return "COR";
    case Measure::nnt:
      return "NNT";
  }
  return "RD";
}

const char* flag_of(Dimension dimension) {
  switch (dimension) {
    case Dimension::over:
      return "--over";
    case Dimension::at:
      return "--at";
    case Dimension::of:
      break;
  }
  return "--of";
}

/// The place of `wanted` in `list`, at its end if it was not there.
template <class T>
Index index_of(std::vector<T>& list, const T& wanted) {
  const auto found = std::ranges::find(list, wanted);
  if (found != list.end()) return found - list.begin();
  list.push_back(wanted);
  return static_cast<Index>(list.size()) - 1;
}

/// A contrast of an effect, by a measure if there is one.
struct MeasuredContrast {
  const Effect& effect;
  Index effect_index;
  const Contrast& contrast;
  std::optional<Measure> measure;

  /// `black - White`, `RR black / White`.
  std::string name() const {
    if (!measure) return contrast.name;
    return fmt::format("{} {} {} {}", measure_name(*measure), contrast.change->high,
                       is_ratio(*measure) ? "/" : "-", contrast.change->low);
  }
};

/// Lays out the combinations of one margins call.
class Layout {
 public:
  Layout(const Model& model, const MarginsOptions& options, const RowSummary& summary,
         MarginPlan& plan)
      : scale_(model.curve.interval_scale()),
        options_(options),
        dimensions_(model, options, summary),
        plan_(plan) {
    plan_.contrasts = options.contrast != MarginContrast::none;
    if (dimensions_.compared()) reference_ = dimensions_.reference(model);
    plan_.joint = plan_.contrasts && !dimensions_.compares_along_numbers();
    for (const auto& label : dimensions_.labels({0, 0, 0})) plan_.labels.push_back(label.first);
  }

  void lay_out() {
    for (std::size_t e = 0; e < plan_.effects.size(); ++e) {
      const Effect& effect = plan_.effects[e];
      for (const Contrast& contrast : effect.contrasts) {
        for (const std::optional<Measure> measure : measures_of(effect, contrast)) {
          lay_out({effect, static_cast<Index>(e), contrast, measure});
        }
      }
    }
  }

 private:
  /// Those that were asked for, or the difference as it is.
  std::vector<std::optional<Measure>> measures_of(const Effect& effect,
                                                  const Contrast& contrast) const {
    if (options_.measures.empty()) return {std::nullopt};
    if (!contrast.change) {
      refuse(fmt::format("{} is differentiated: a measure compares two probabilities",
                         effect.is_prediction() ? "nothing" : effect.variable),
             "name factors and 0/1 columns with --dydx, or give numbers a --step");
    }
    return {options_.measures.begin(), options_.measures.end()};
  }

  void lay_out(const MeasuredContrast& contrast) {
    if (dimensions_.compared()) refuse_compared_ratio(contrast);
    for (const CasePosition& position : dimensions_.positions()) {
      if (dimensions_.compared()) {
        compare(contrast, position);
      } else {
        Combination row = row_of(contrast, position);
        add_terms(contrast, position, 1.0, row);
        add(std::move(row));
      }
    }
  }

  void refuse_compared_ratio(const MeasuredContrast& contrast) const {
    if (!contrast.measure || !is_ratio(*contrast.measure)) return;
    refuse(fmt::format("ratios are not compared across {}", flag_of(*dimensions_.compared())),
           "leave out --contrast");
  }

  /// The differences along the dimension that is compared, from its first case on.
  void compare(const MeasuredContrast& contrast, const CasePosition& first) {
    const Dimension compared = *dimensions_.compared();
    const auto cases = static_cast<Index>(dimensions_.cases(compared).size());
    for (const Difference& difference : differences(options_.contrast, cases, reference_)) {
      Combination row = row_of(contrast, first);
      const std::string name = dimensions_.difference_name(difference);
      row.contrast =
          contrast.effect.is_prediction() ? name : fmt::format("{}: {}", row.contrast, name);
      row.is_probability = false;
      for (const auto& [number, weight] : difference.weights) {
        add_terms(contrast, first.with(compared, number), weight, row);
      }
      add(std::move(row));
    }
  }

  /// A combination that has no terms yet.
  Combination row_of(const MeasuredContrast& contrast, const CasePosition& position) const {
    return {.variable = contrast.effect.variable,
            .contrast = contrast.name(),
            .terms = {},
            .measure = contrast.measure,
            .is_probability = contrast.effect.is_prediction() && !options_.function,
            .scale = scale_,
            .effect = contrast.effect_index,
            .groups = {},
            .settings = {},
            .at = dimensions_.labels(position)};
  }

  /// Adds `weight` times the contrast at a position.
  void add_terms(const MeasuredContrast& contrast, const CasePosition& position, double weight,
                 Combination& row) {
    const Setting set = dimensions_.setting(position);
    row.groups.insert(position[Dimension::over]);
    for (const ContrastPart& part : contrast.contrast.parts) {
      const Setting setting = set.with(part.cells);
      Quantity quantity = part.quantity;
      if (contrast.measure == Measure::conditional_odds_ratio) {
        quantity.form = Quantity::Form::predictor;
      }
      quantity.setting = index_of(plan_.settings, setting);
      row.terms.push_back({.quantity = index_of(plan_.quantities, quantity),
                           .group = position[Dimension::over],
                           .weight = part.weight * weight});
      row.settings.push_back(quantity.setting);
      row.has_slopes = row.has_slopes || quantity.is_derivative();
      row.sets_levels = row.sets_levels || setting.has_levels();
    }
  }

  void add(Combination row) {
    plan_.combinations.push_back(std::move(row));
    if (plan_.combinations.size() <= kMostMargins) return;
    refuse(fmt::format("more than {} margins are asked for", kMostMargins),
           "set fewer variables, or fewer values of them");
  }

  Link scale_;
  const MarginsOptions& options_;
  MarginDimensions dimensions_;
  Index reference_ = 0;  // among the cases that are compared
  MarginPlan& plan_;
};

}  // namespace

MarginPlan plan_margins(const Model& model, const MarginsOptions& options,
                        std::vector<Effect> effects, const RowSummary& summary) {
  MarginPlan plan;
  plan.effects = std::move(effects);
  Layout(model, options, summary, plan).lay_out();
  return plan;
}

}  // namespace odds
