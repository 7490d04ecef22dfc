#include "fit/separation_report.hpp"

#include "fit/coordinates.hpp"
#include "parallel/block_reduce.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <optional>
#include <tuple>

namespace odds {
namespace {

struct Range {
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();

  void add(double value) {
    min = std::min(min, value);
    max = std::max(max, value);
  }
  void add(const Range& other) {
    min = std::min(min, other.min);
    max = std::max(max, other.max);
  }
  auto fields() { return std::tie(min, max); }
};

/// How the outcomes of some rows fall on one variable.
struct Outcomes {
  struct Cell {
    Index events = 0;     ///< rows that hold events
    Index nonevents = 0;  ///< rows that hold non-events
    auto fields() { return std::tie(events, nonevents); }
  };
  std::vector<Cell> levels;  ///< of a factor; of a 0/1 column
  Range at_events;           ///< of a number
  Range at_nonevents;        ///< of a number

  void add_level(Index level, double share) {
    Cell& cell = levels[static_cast<std::size_t>(level)];
    if (share > 0.0) ++cell.events;
    if (share < 1.0) ++cell.nonevents;
  }
  void add_number(double value, double share) {
    if (share > 0.0) at_events.add(value);
    if (share < 1.0) at_nonevents.add(value);
  }
  Outcomes& operator+=(const Outcomes& other) {
    levels.resize(std::max(levels.size(), other.levels.size()));
    for (std::size_t l = 0; l < other.levels.size(); ++l) {
      levels[l].events += other.levels[l].events;
      levels[l].nonevents += other.levels[l].nonevents;
    }
    at_events.add(other.at_events);
    at_nonevents.add(other.at_nonevents);
    return *this;
  }
  auto fields() { return std::tie(levels, at_events, at_nonevents); }
};

struct OutcomeTable {
  std::vector<Outcomes> variables;
  OutcomeTable& operator+=(const OutcomeTable& other) {
    variables.resize(std::max(variables.size(), other.variables.size()));
    for (std::size_t v = 0; v < other.variables.size(); ++v) variables[v] += other.variables[v];
    return *this;
  }
  auto fields() { return std::tie(variables); }
};

Outcomes count_outcomes(const DesignVariable& variable, const std::vector<std::int32_t>& levels,
                        const Binding& binding, const Vector& share) {
  Outcomes outcomes;
  outcomes.levels.resize(variable.binary ? 2 : variable.levels.size());
  for (Index i = 0; i < share.size(); ++i) {
    const auto r = static_cast<std::size_t>(i);
    if (!levels.empty()) {
      outcomes.add_level(levels[r], share[i]);
    } else if (variable.binary) {
      outcomes.add_level(static_cast<Index>(binding.numbers[r]), share[i]);
    } else {
      outcomes.add_number(binding.numbers[r], share[i]);
    }
  }
  return outcomes;
}

/// What the rows of one level have in common: events in all of them, or in none.
std::string outcome_of_rows(bool events, Index rows, const ResponsePlan& response) {
  const std::string all = rows == 1 ? "its only row" : fmt::format("all {} rows", rows);
  const bool one = rows == 1;
  if (response.grouped()) {
    return fmt::format("{} {} {} only", all, one ? "holds" : "hold",
                       events ? "events" : "non-events");
  }
  if (events) return fmt::format("{} {} {}", all, one ? "has" : "have", response.label);
  return fmt::format("{} {} without {}", all, one ? "is" : "are", response.label);
}

void describe_levels(const DesignVariable& variable, const Outcomes& outcomes,
                     const ResponsePlan& response, std::vector<std::string>& sentences) {
  for (std::size_t l = 0; l < outcomes.levels.size(); ++l) {
    const Outcomes::Cell& cell = outcomes.levels[l];
    if (cell.events > 0 && cell.nonevents > 0) continue;
    const Index rows = cell.events + cell.nonevents;
    if (rows == 0) continue;
    const std::string level = variable.binary ? std::to_string(l) : variable.levels[l];
    sentences.push_back(fmt::format("{} = {}: {}", variable.name, level,
                                    outcome_of_rows(cell.events > 0, rows, response)));
  }
}

void describe_ranges(const DesignVariable& variable, const Outcomes& outcomes,
                     const ResponsePlan& response, std::vector<std::string>& sentences) {
  const Range& events = outcomes.at_events;
  const Range& others = outcomes.at_nonevents;
  const bool events_above = events.min >= others.max;
  if (!events_above && others.min < events.max) return;
  const std::string events_word = response.grouped() ? "events" : response.label;
  const std::string others_word = response.grouped() ? "non-events" : "the other outcome";
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

std::vector<std::string> separating_cells(const DesignReader& reader, const Model& model,
                                          const Execution& execution) {
  const std::vector<DesignVariable>& variables = model.plan.variables;
  const OutcomeTable table =
      sum_over_blocks(reader, execution, OutcomeTable{}, [&](DesignRows& rows) {
        OutcomeTable part;
        for (std::size_t v = 0; v < variables.size(); ++v) {
          part.variables.push_back(
              count_outcomes(variables[v], rows.levels[v],
                             rows.data.bindings.find(variables[v].name)->second, rows.share));
        }
        return part;
      });
  std::vector<std::string> sentences;
  for (std::size_t v = 0; v < variables.size(); ++v) {
    describe_levels(variables[v], table.variables[v], model.response, sentences);
    if (table.variables[v].levels.empty()) {
      describe_ranges(variables[v], table.variables[v], model.response, sentences);
    }
  }
  return sentences;
}

}  // namespace odds
