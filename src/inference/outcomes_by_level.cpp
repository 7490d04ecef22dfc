#include "inference/outcomes_by_level.hpp"

#include "parallel/block_reduce.hpp"

#include <algorithm>
#include <cstdint>
#include <span>

namespace odds {
namespace {

LevelSums count_by_level(std::span<const std::int32_t> levels, VectorRef share) {
  ObservedLevels met = observed_levels(levels);
  LevelSums counts(std::move(met.levels), Outcomes::kCounts);
  for (Index i = 0; i < share.size(); ++i) {
    const std::int32_t place = met.place[static_cast<std::size_t>(i)];
    if (share[i] > 0.0) counts.values(Outcomes::kEvents, place) += 1.0;
    if (share[i] < 1.0) counts.values(Outcomes::kNonevents, place) += 1.0;
  }
  return counts;
}

Outcomes outcomes_by(const DesignVariable& variable, const std::vector<std::int32_t>& levels,
                     const Binding& binding, VectorRef share) {
  Outcomes outcomes;
  if (!levels.empty()) {
    outcomes.levels = count_by_level(levels, share);
  } else if (variable.binary) {
    const std::vector<std::int32_t> values(binding.numbers.begin(), binding.numbers.end());
    outcomes.levels = count_by_level(values, share);
  } else {
    for (Index i = 0; i < share.size(); ++i) {
      const double value = binding.numbers[static_cast<std::size_t>(i)];
      if (share[i] > 0.0) outcomes.at_events.add(value);
      if (share[i] < 1.0) outcomes.at_nonevents.add(value);
    }
  }
  return outcomes;
}

}  // namespace

void ValueRange::add(double value) {
  min = std::min(min, value);
  max = std::max(max, value);
}

void ValueRange::add(const ValueRange& other) {
  min = std::min(min, other.min);
  max = std::max(max, other.max);
}

Outcomes& Outcomes::operator+=(const Outcomes& other) {
  levels += other.levels;
  at_events.add(other.at_events);
  at_nonevents.add(other.at_nonevents);
  return *this;
}

OutcomeTable& OutcomeTable::operator+=(const OutcomeTable& other) {
  variables.resize(std::max(variables.size(), other.variables.size()));
  for (std::size_t v = 0; v < other.variables.size(); ++v) variables[v] += other.variables[v];
  return *this;
}

OutcomeTable count_outcomes(const std::vector<DesignVariable>& variables,
                            const LevelColumns& levels, const Bindings& bindings, VectorRef share) {
  OutcomeTable table;
  for (std::size_t v = 0; v < variables.size(); ++v) {
    table.variables.push_back(
        outcomes_by(variables[v], levels[v], bindings.find(variables[v].name)->second, share));
  }
  return table;
}

OutcomeTable count_outcomes(const DesignReader& reader, const Execution& execution) {
  return sum_over_blocks(reader, execution, OutcomeTable{}, [&](DesignRows& rows) {
    return count_outcomes(reader.plan().variables, rows.levels, rows.data.bindings, rows.share);
  });
}

std::vector<SeparatedLevel> separated_levels(const Outcomes& outcomes) {
  std::vector<SeparatedLevel> separated;
  for (std::size_t l = 0; l < outcomes.levels.keys.size(); ++l) {
    const auto column = outcomes.levels.values.col(static_cast<Index>(l));
    const double events = column[Outcomes::kEvents];
    const double nonevents = column[Outcomes::kNonevents];
    if (events > 0.0 && nonevents > 0.0) continue;
    separated.push_back({.level = outcomes.levels.keys[l],
                         .events = events > 0.0,
                         .rows = static_cast<Index>(events + nonevents)});
  }
  return separated;
}

}  // namespace odds
