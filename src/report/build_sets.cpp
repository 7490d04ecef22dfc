#include "report/build.hpp"

#include <fmt/format.h>

namespace odds {

Line sets_line(const MatchedSetSummary& sets) {
  Line line{"Sets",
            {Count{static_cast<double>(sets.sets)},
             fmt::format(" of {} with both outcomes, in which are ", sets.column)}};
  append(line.parts, counted(sets.pairs, "pair"));
  append(line.parts, {" of an event and a non-event"});
  return line;
}

Facts sets_facts(const MatchedSetSummary& sets) {
  return {.id = "matched.sets",
          .facts = {{"column", Cell(sets.column)},
                    {"sets", Cell(Count{static_cast<double>(sets.sets)})},
                    {"left.out", Cell(Count{static_cast<double>(sets.left_out)})},
                    {"pairs", Cell(Count{sets.pairs})}}};
}

std::string variance_of_sets(Variance variance) {
  if (variance == Variance::hc0) return "robust HC0 (sandwich of the sets' scores)";
  return "robust (sandwich of the sets' scores, times sets/(sets-1) as in Stata)";
}

}  // namespace odds
