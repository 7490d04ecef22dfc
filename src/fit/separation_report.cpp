#include "fit/separation_report.hpp"

#include "fit/separated_levels.hpp"
#include "inference/outcomes_by_level.hpp"
#include "model/coordinates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

/// A factor with more levels that separate is described by their numbers.
constexpr std::size_t kMostLevelsNamed = 6;
constexpr std::size_t kExamples = 3;

/// What the rows of one level have in common: events in all of them, or in none.
std::string outcome_of_rows(bool events, Index rows, const ResponsePlan& response) {
  const std::string all = rows == 1 ? "its only row" : fmt::format("all {} rows", rows);
  const bool one = rows == 1;
  if (response.grouped()) {
    return fmt::format("{} {} {} only", all, one ? "holds" : "hold",
                       events ? "events" : "non-events");
  }
  if (response.fractional()) {
    return fmt::format("{} {} {} = {}", all, one ? "has" : "have", response.label, events ? 1 : 0);
  }
  if (events) return fmt::format("{} {} {}", all, one ? "has" : "have", response.label);
  return fmt::format("{} {} without {}", all, one ? "is" : "are", response.label);
}

std::string level_name(const DesignVariable& variable, const SeparatedLevel& separated) {
  return variable.binary ? std::to_string(separated.level)
                         : variable.levels[static_cast<std::size_t>(separated.level)];
}

/// `310 have only events (a, b, c, ...)`; empty if there are none.
std::string count_levels_with(bool events, const DesignVariable& variable,
                              const std::vector<SeparatedLevel>& separated) {
  std::size_t count = 0;
  std::string examples;
  for (const SeparatedLevel& level : separated) {
    if (level.events != events) continue;
    if (++count > kExamples) continue;
    examples += (examples.empty() ? "" : ", ") + level_name(variable, level);
  }
  if (count == 0) return {};
  return fmt::format("{} {} only {} ({}{})", count, count == 1 ? "has" : "have",
                     events ? "events" : "non-events", examples, count > kExamples ? ", ..." : "");
}

/// `id: of 20000 levels, 1234 have only non-events (a, b, c, ...), 310 have only events (d, ...):
/// 5120 rows`
std::string summarise_levels(const DesignVariable& variable,
                             const std::vector<SeparatedLevel>& separated) {
  Index rows = 0;
  for (const SeparatedLevel& level : separated) rows += level.rows;
  const std::string nonevents = count_levels_with(false, variable, separated);
  const std::string events = count_levels_with(true, variable, separated);
  return fmt::format("{}: of {} levels, {}{}{}: {} rows", variable.name, variable.levels.size(),
                     nonevents, nonevents.empty() || events.empty() ? "" : ", ", events, rows);
}

void describe_levels(const DesignVariable& variable, const Outcomes& outcomes,
                     const ResponsePlan& response, std::vector<std::string>& sentences) {
  const std::vector<SeparatedLevel> separated = separated_levels(outcomes);
  if (separated.size() > kMostLevelsNamed) {
    sentences.push_back(summarise_levels(variable, separated));
    return;
  }
  for (const SeparatedLevel& level : separated) {
    sentences.push_back(fmt::format("{} = {}: {}", variable.name, level_name(variable, level),
                                    outcome_of_rows(level.events, level.rows, response)));
  }
}

/// What a row has to hold to count among the events, or among the others.
std::string outcome_word(bool events, const ResponsePlan& response) {
  if (response.grouped()) return events ? "events" : "non-events";
  if (response.fractional()) return response.label + (events ? " > 0" : " < 1");
  return events ? response.label : "the other outcome";
}

void describe_ranges(const DesignVariable& variable, const Outcomes& outcomes,
                     const ResponsePlan& response, std::vector<std::string>& sentences) {
  const ValueRange& events = outcomes.at_events;
  const ValueRange& others = outcomes.at_nonevents;
  const bool events_above = events.min >= others.max;
  if (!events_above && others.min < events.max) return;
  const std::string events_word = outcome_word(true, response);
  const std::string others_word = outcome_word(false, response);
  sentences.push_back(
      fmt::format("{} alone divides the rows: {} only where it is >= {}, {} only where it is <= {}",
                  variable.name, events_above ? events_word : others_word,
                  events_above ? events.min : others.min, events_above ? others_word : events_word,
                  events_above ? others.max : events.max));
}

}  // namespace

std::vector<DirectionWeight> separation_direction(const Model& model, VectorRef working) {
  const Vector original = estimate_map(model.plan, model.dependencies) * working;
  const Vector size = original.cwiseProduct(model.plan.centring.scale).cwiseAbs();
  const double largest = size.maxCoeff();
  std::vector<DirectionWeight> direction;
  for (Index j = 0; j < original.size(); ++j) {
    if (size[j] < 1e-8 * largest) continue;
    direction.push_back({model.plan.names[static_cast<std::size_t>(j)], original[j]});
  }
  double heaviest = 0.0;
  for (const DirectionWeight& part : direction) {
    heaviest = std::max(heaviest, std::abs(part.weight));
  }
  for (DirectionWeight& part : direction) part.weight /= heaviest;
  return direction;
}

SeparatingCells separating_cells(const DesignReader& reader, const Model& model,
                                 const Execution& execution) {
  const std::vector<DesignVariable>& variables = model.plan.variables;
  const std::vector<std::string> factors = main_effect_factors(model.roles.formula, variables);
  const OutcomeTable table = count_outcomes(reader, execution);
  SeparatingCells cells;
  for (std::size_t v = 0; v < variables.size(); ++v) {
    const Outcomes& outcomes = table.variables[v];
    describe_levels(variables[v], outcomes, model.response, cells.sentences);
    if (outcomes.levels.keys.empty()) {
      describe_ranges(variables[v], outcomes, model.response, cells.sentences);
    }
    if (std::ranges::find(factors, variables[v].name) == factors.end()) continue;
    cells.levels += static_cast<Index>(separated_levels(outcomes).size());
  }
  return cells;
}

}  // namespace odds
