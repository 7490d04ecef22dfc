#include "effects/margins/margin_dimensions.hpp"

#include "base/failure.hpp"
#include "effects/margins/contrasts.hpp"
#include "effects/margins/set_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace odds {
namespace {

/// Each case of the list with each of the cells, which vary fastest.
std::vector<MarginCase> crossed(const DesignPlan& plan, const std::vector<MarginCase>& cases,
                                const std::vector<SetCell>& cells) {
  std::vector<MarginCase> result;
  for (const MarginCase& one : cases) {
    for (const SetCell& cell : cells) {
      MarginCase next = one;
      next.labels.emplace_back(plan.variable(cell.variable).name, cell.text);
      next.cells.push_back(cell);
      result.push_back(std::move(next));
    }
  }
  if (result.size() > kMostMargins) {
    refuse(fmt::format("more than {} settings are asked for", kMostMargins),
           "set fewer variables, or fewer values of them");
  }
  return result;
}

/// Each value of each list with each of the others, the last list varying fastest.
std::vector<MarginCase> products(const DesignPlan& plan,
                                 const std::vector<std::vector<SetCell>>& lists) {
  std::vector<MarginCase> cases(1);
  for (const std::vector<SetCell>& list : lists) cases = crossed(plan, cases, list);
  return cases;
}

/// The base level of a factor of the model; nothing for what is none.
std::optional<std::string> base_text(const Model& model, const std::string& name) {
  const auto variable = std::ranges::find(model.plan.variables, name, &DesignVariable::name);
  if (variable == model.plan.variables.end() || variable->levels.empty()) return std::nullopt;
  const Index base = base_level(model, variable - model.plan.variables.begin());
  return variable->levels[static_cast<std::size_t>(base)];
}

std::vector<MarginCase> settings_of(const Model& model, const MarginsOptions& options,
                                    const RowSummary& summary) {
  std::vector<std::vector<SetCell>> lists;
  for (const AtValues& at : options.at) lists.push_back(set_cells(model.plan, at, summary.all));
  return products(model.plan, lists);
}

std::vector<MarginCase> values_of_variables(const Model& model, const MarginsOptions& options) {
  std::vector<std::vector<SetCell>> lists;
  for (const std::string& name : options.of) {
    lists.push_back(values_of(model, require_variable(model.plan, name)));
  }
  return products(model.plan, lists);
}

std::vector<MarginCase> groups_of(const MarginsOptions& options, const RowSummary& summary) {
  std::vector<MarginCase> cases;
  for (const GroupSummary& group : summary.groups) {
    MarginCase one;
    for (std::size_t k = 0; k < group.names.size(); ++k) {
      one.labels.emplace_back(options.over[k], group.names[k]);
    }
    cases.push_back(std::move(one));
  }
  return cases;
}

/// A variable that is set twice, or set and grouped by, would have two values at once.
void refuse_repeated_names(const MarginsOptions& options) {
  std::vector<std::string> names = options.of;
  for (const AtValues& at : options.at) names.push_back(at.variable);
  names.insert(names.end(), options.over.begin(), options.over.end());
  std::ranges::sort(names);
  const auto repeated = std::ranges::adjacent_find(names);
  if (repeated == names.end()) return;
  refuse(fmt::format("{} is named twice in --of, --at and --over", *repeated), "name it once");
}

}  // namespace

std::string MarginCase::name() const {
  std::string text;
  for (const auto& [variable, value] : labels) {
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", variable, value);
  }
  return labels.size() == 1 ? text : fmt::format("({})", text);
}

MarginDimensions::MarginDimensions(const Model& model, const MarginsOptions& options,
                                   const RowSummary& summary)
    : over_(groups_of(options, summary)),
      at_(settings_of(model, options, summary)),
      of_(values_of_variables(model, options)) {
  refuse_repeated_names(options);
  choose_compared(options);
}

void MarginDimensions::choose_compared(const MarginsOptions& options) {
  if (options.contrast == MarginContrast::none) return;
  if (!options.of.empty()) {
    compared_ = Dimension::of;
  } else if (!options.over.empty()) {
    compared_ = Dimension::over;
  } else if (!options.at.empty()) {
    compared_ = Dimension::at;
  }
  if (!compared_ || cases(*compared_).size() > 1) return;
  refuse("there is only one setting: nothing to compare", "set a variable to several values");
}

const std::vector<MarginCase>& MarginDimensions::cases(Dimension dimension) const {
  switch (dimension) {
    case Dimension::over:
      return over_;
    case Dimension::at:
      return at_;
    case Dimension::of:
      break;
  }
  return of_;
}

bool MarginDimensions::compares_along_numbers() const {
  if (compared_ != Dimension::at || at_.size() == 2) return false;
  return std::ranges::any_of(at_.front().cells, [](const SetCell& cell) { return !cell.level; });
}

Index MarginDimensions::reference(const Model& model) const {
  const std::vector<MarginCase>& all = cases(*compared_);
  const auto at_base = [&](const MarginCase& one) {
    return std::ranges::all_of(one.labels, [&](const auto& label) {
      const std::optional<std::string> base = base_text(model, label.first);
      return !base || *base == label.second;
    });
  };
  const auto found = std::ranges::find_if(all, at_base);
  return found == all.end() ? 0 : found - all.begin();
}

std::string MarginDimensions::difference_name(const Difference& difference) const {
  const std::vector<MarginCase>& all = cases(*compared_);
  const MarginCase& high = all[static_cast<std::size_t>(difference.high)];
  if (!difference.low) return high.name() + " - mean";
  const MarginCase& low = all[static_cast<std::size_t>(*difference.low)];
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

std::vector<CasePosition> MarginDimensions::positions() const {
  const auto count = [&](Dimension dimension) {
    return compared_ == dimension ? Index{1} : static_cast<Index>(cases(dimension).size());
  };
  std::vector<CasePosition> result;
  for (Index over = 0; over < count(Dimension::over); ++over) {
    for (Index at = 0; at < count(Dimension::at); ++at) {
      for (Index of = 0; of < count(Dimension::of); ++of) result.emplace_back(over, at, of);
    }
  }
  return result;
}

Setting MarginDimensions::setting(const CasePosition& position) const {
  const auto& at = at_[static_cast<std::size_t>(position[Dimension::at])].cells;
  const auto& of = of_[static_cast<std::size_t>(position[Dimension::of])].cells;
  return Setting().with(at).with(of);
}

CaseLabels MarginDimensions::labels(const CasePosition& position) const {
  CaseLabels result;
  for (const Dimension dimension : kDimensions) {
    if (dimension == compared_) continue;
    const MarginCase& one = cases(dimension)[static_cast<std::size_t>(position[dimension])];
    result.insert(result.end(), one.labels.begin(), one.labels.end());
  }
  return result;
}

}  // namespace odds
