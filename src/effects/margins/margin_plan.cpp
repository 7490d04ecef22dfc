#include "effects/margins/margin_plan.hpp"

#include "base/failure.hpp"
#include "effects/margins/set_values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace odds {
namespace {

/// All of them have covariances with each other: those of 5000 take 200 MB.
constexpr std::size_t kMostRows = 5000;

using Labels = std::vector<std::pair<std::string, std::string>>;

/// One of the things that a dimension tells apart: what it sets, and how it is called.
struct Place {
  std::vector<SetCell> cells;
  Labels labels;

  /// `race = black`; of several variables `(age = 20, race = black)`.
  std::string name() const {
    std::string text;
    for (const auto& label : labels) {
      text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", label.first, label.second);
    }
    return labels.size() == 1 ? text : fmt::format("({})", text);
  }
};

/// `race = black - White`; with what both have in common, `race = black - White, age = 20`; of
/// places that differ in several variables, or from the mean of all, their names.
std::string difference_name(const std::vector<Place>& places, const Difference& difference) {
  const Place& high = places[static_cast<std::size_t>(difference.high)];
  if (difference.low < 0) return high.name() + " - mean";
  const Place& low = places[static_cast<std::size_t>(difference.low)];
  std::string changed;
  std::string shared;
  std::size_t changes = 0;
  for (std::size_t k = 0; k < high.labels.size(); ++k) {
    const auto& [variable, value] = high.labels[k];
    if (value == low.labels[k].second) {
      shared += fmt::format(", {} = {}", variable, value);
    } else {
      changed = fmt::format("{} = {} - {}", variable, value, low.labels[k].second);
      ++changes;
    }
  }
  return changes == 1 ? changed + shared : fmt::format("{} - {}", high.name(), low.name());
}

/// Each value of each list with each of the others, the last list varying fastest.
std::vector<Place> products(const DesignPlan& plan,
                            const std::vector<std::vector<SetCell>>& lists) {
  std::vector<Place> places(1);
  for (const std::vector<SetCell>& list : lists) {
    std::vector<Place> longer;
    for (const Place& place : places) {
      for (const SetCell& cell : list) {
        Place next = place;
        next.labels.emplace_back(plan.variables[static_cast<std::size_t>(cell.variable)].name,
                                 cell.text);
        next.cells.push_back(cell);
        longer.push_back(std::move(next));
      }
    }
    if (longer.size() > kMostRows) {
      refuse(fmt::format("more than {} settings are asked for", kMostRows),
             "set fewer variables, or fewer values of them");
    }
    places = std::move(longer);
  }
  return places;
}

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

/// Lays out the combinations of one margins call.
class Layout {
 public:
  Layout(const Model& model, const MarginsOptions& options, const RowSummary& summary,
         MarginPlan& plan)
      : scale_(model.curve.interval_scale()), options_(options), plan_(plan) {
    std::vector<std::vector<SetCell>> at;
    for (const AtValues& values : options.at) {
      at.push_back(set_cells(model.plan, values, summary.all));
    }
    std::vector<std::vector<SetCell>> of;
    for (const std::string& name : options.of) {
      of.push_back(values_of(model, require_variable(model.plan, name)));
    }
    dimensions_[kAt] = products(model.plan, at);
    dimensions_[kOf] = products(model.plan, of);
    for (const GroupSummary& group : summary.groups) {
      Place place;
      for (std::size_t k = 0; k < group.names.size(); ++k) {
        place.labels.emplace_back(options.over[k], group.names[k]);
      }
      dimensions_[kOver].push_back(std::move(place));
    }
    refuse_twice();
    choose_compared();
    name_labels();
  }

  void lay_out() {
    for (std::size_t e = 0; e < plan_.effects.size(); ++e) {
      for (const Arm& arm : plan_.effects[e].arms) lay_out(static_cast<Index>(e), arm);
    }
    // Quantities are numbered group by group once their number is known.
    const auto quantities = static_cast<Index>(plan_.quantities.size());
    for (Combination& combination : plan_.combinations) {
      for (auto& term : combination.terms) {
        term.first = group_of_[static_cast<std::size_t>(term.first)] * quantities +
                     quantity_of_[static_cast<std::size_t>(term.first)];
      }
    }
  }

 private:
  static constexpr std::size_t kOver = 0;
  static constexpr std::size_t kAt = 1;
  static constexpr std::size_t kOf = 2;
  static constexpr std::size_t kNone = 3;

  void choose_compared() {
    if (options_.contrast == MarginContrast::none) return;
    plan_.contrasts = true;
    compared_ = !options_.of.empty()     ? kOf
                : !options_.over.empty() ? kOver
                : !options_.at.empty()   ? kAt
                                         : kNone;
    plan_.joint = compared_ != kAt || dimensions_[kAt].size() == 2 || !sets_numbers(kAt);
    if (compared_ == kNone || dimensions_[compared_].size() > 1) return;
    refuse("there is only one setting: nothing to compare", "set a variable to several values");
  }

  bool sets_numbers(std::size_t d) const {
    return std::ranges::any_of(dimensions_[d].front().cells,
                               [](const SetCell& cell) { return !cell.level; });
  }

  /// A variable that is set twice, or set and grouped by, would have two values at once.
  void refuse_twice() const {
    std::vector<std::string> names = options_.of;
    for (const AtValues& at : options_.at) names.push_back(at.variable);
    names.insert(names.end(), options_.over.begin(), options_.over.end());
    std::ranges::sort(names);
    const auto twice = std::ranges::adjacent_find(names);
    if (twice == names.end()) return;
    refuse(fmt::format("{} is named twice in --of, --at and --over", *twice), "name it once");
  }

  void name_labels() {
    for (std::size_t d = 0; d < kNone; ++d) {
      if (d == compared_ || dimensions_[d].empty()) continue;
      for (const auto& label : dimensions_[d].front().labels) plan_.labels.push_back(label.first);
    }
  }

  void lay_out(Index effect, const Arm& arm) {
    std::vector<Measure> measures = options_.measures;
    if (!measures.empty() && !arm.is_change) {
      const std::string& name = plan_.effects[static_cast<std::size_t>(effect)].variable;
      refuse(fmt::format("{} is differentiated: a measure compares two probabilities",
                         name.empty() ? "nothing" : name),
             "name factors and 0/1 columns with --dydx, or give numbers a --step");
    }
    if (measures.empty()) return lay_out(effect, arm, std::nullopt);
    for (const Measure measure : measures) lay_out(effect, arm, measure);
  }

  void lay_out(Index effect, const Arm& arm, std::optional<Measure> measure) {
    for (std::size_t g = 0; g < size(kOver); ++g) {
      for (std::size_t a = 0; a < size(kAt); ++a) {
        for (std::size_t o = 0; o < size(kOf); ++o) {
          const std::size_t place[] = {g, a, o};
          if (compared_ == kNone) {
            add(combine(effect, arm, measure, place));
          } else if (place[compared_] == 0) {
            compare(effect, arm, measure, place);
          }
        }
      }
    }
  }

  std::size_t size(std::size_t d) const { return dimensions_[d].size(); }

  /// The differences along the dimension that is compared, from place 0 of it on.
  void compare(Index effect, const Arm& arm, std::optional<Measure> measure,
               const std::size_t (&first)[3]) {
    if (measure && is_ratio(*measure)) {
      refuse(fmt::format("ratios are not compared across {}", compared_ == kOf     ? "--of"
                                                              : compared_ == kOver ? "--over"
                                                                                   : "--at"),
             "leave out --contrast");
    }
    const std::vector<Place>& places = dimensions_[compared_];
    const bool plain = plan_.effects[static_cast<std::size_t>(effect)].variable.empty();
    for (const Difference& difference :
         differences(options_.contrast, static_cast<Index>(places.size()), 0)) {
      Combination sum;
      for (const auto& [which, weight] : difference.weights) {
        std::size_t place[] = {first[0], first[1], first[2]};
        place[compared_] = static_cast<std::size_t>(which);
        Combination one = combine(effect, arm, measure, place);
        for (auto& term : one.terms) term.second *= weight;
        one.terms.insert(one.terms.begin(), sum.terms.begin(), sum.terms.end());
        one.groups.insert(sum.groups.begin(), sum.groups.end());
        one.settings.insert(one.settings.begin(), sum.settings.begin(), sum.settings.end());
        sum = std::move(one);
      }
      sum.is_probability = false;
      const std::string name = difference_name(places, difference);
      sum.contrast = plain ? name : fmt::format("{}: {}", sum.contrast, name);
      add(std::move(sum));
    }
  }

  Combination combine(Index effect, const Arm& arm, std::optional<Measure> measure,
                      const std::size_t (&place)[3]) {
    const Effect& whole = plan_.effects[static_cast<std::size_t>(effect)];
    Combination result{.variable = whole.variable,
                       .contrast = arm.contrast,
                       .terms = {},
                       .measure = measure,
                       .effect = effect,
                       .groups = {static_cast<Index>(place[kOver])},
                       .settings = {},
                       .at = {}};
    if (measure) {
      result.contrast = fmt::format("{} {} {} {}", measure_name(*measure), arm.high,
                                    is_ratio(*measure) ? "/" : "-", arm.low);
    }
    result.is_probability = whole.variable.empty() && !options_.function;
    result.scale = scale_;
    std::vector<SetCell> cells = dimensions_[kAt][place[kAt]].cells;
    const auto& of = dimensions_[kOf][place[kOf]].cells;
    cells.insert(cells.end(), of.begin(), of.end());
    const Setting set = Setting().with(cells);
    for (const ArmPart& part : arm.parts) {
      const Setting setting = set.with(part.cells);
      Quantity quantity = part.quantity;
      if (measure == Measure::conditional_odds_ratio) quantity.form = Quantity::Form::predictor;
      quantity.setting = index_of(plan_.settings, setting);
      result.terms.emplace_back(term_of(index_of(plan_.quantities, quantity), place[kOver]),
                                part.weight);
      result.settings.push_back(quantity.setting);
      result.has_slopes = result.has_slopes || quantity.is_derivative();
      result.sets_levels =
          result.sets_levels || std::ranges::any_of(setting.cells, [](const SetCell& cell) {
            return cell.level.has_value();
          });
    }
    for (std::size_t d = 0; d < kNone; ++d) {
      if (d == compared_) continue;
      const Labels& labels = dimensions_[d][place[d]].labels;
      result.at.insert(result.at.end(), labels.begin(), labels.end());
    }
    return result;
  }

  /// The place of `wanted` in `list`, at its end if it was not there.
  template <class T>
  static Index index_of(std::vector<T>& list, const T& wanted) {
    const auto found = std::ranges::find(list, wanted);
    if (found != list.end()) return found - list.begin();
    list.push_back(wanted);
    return static_cast<Index>(list.size()) - 1;
  }

  /// A number for a quantity of a group, until quantities have all been met.
  Index term_of(Index quantity, std::size_t group) {
    quantity_of_.push_back(quantity);
    group_of_.push_back(static_cast<Index>(group));
    return static_cast<Index>(quantity_of_.size()) - 1;
  }

  void add(Combination combination) {
    plan_.combinations.push_back(std::move(combination));
    if (plan_.combinations.size() <= kMostRows) return;
    refuse(fmt::format("more than {} margins are asked for", kMostRows),
           "set fewer variables, or fewer values of them");
  }

  Link scale_;
  const MarginsOptions& options_;
  MarginPlan& plan_;
  std::vector<Place> dimensions_[kNone];
  std::size_t compared_ = kNone;
  std::vector<Index> quantity_of_;
  std::vector<Index> group_of_;
};

}  // namespace

SummaryNeeds summary_needs(const Model& model, const MarginsOptions& options,
                           const std::vector<Index>& variables) {
  SummaryNeeds needs;
  needs.over = options.over;
  needs.moments = options.point != MarginPoint::observed;
  for (const AtValues& at : options.at) {
    const Index variable = require_variable(model.plan, at.variable);
    if (need_quantiles(at.values)) needs.quantiles.insert(variable);
    needs.moments = needs.moments || need_moments(at.values);
  }
  const bool by_quantiles =
      options.step.kind == Step::Kind::iqr || options.step.kind == Step::Kind::minmax;
  needs.moments = needs.moments || options.step.kind == Step::Kind::sd;
  for (std::size_t v = 0; v < model.plan.variables.size(); ++v) {
    const auto variable = static_cast<Index>(v);
    const bool asked = by_quantiles && std::ranges::find(variables, variable) != variables.end();
    const bool typical = options.point == MarginPoint::typical;
    const bool is_number = model.plan.variables[v].type == ColumnType::number;
    if (is_number && (asked || typical)) needs.quantiles.insert(variable);
  }
  return needs;
}

MarginPlan plan_margins(const Model& model, const MarginsOptions& options,
                        std::vector<Effect> effects, const RowSummary& summary) {
  MarginPlan plan;
  plan.effects = std::move(effects);
  Layout(model, options, summary, plan).lay_out();
  return plan;
}

}  // namespace odds
