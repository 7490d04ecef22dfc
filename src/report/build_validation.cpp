#include "report/build.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <vector>

namespace odds {
namespace {

using Method = Validation::Method;

bool is_by_fold(const Validation& validation) {
  return validation.method == Method::cross_validation;
}

/// `rows`, `clusters of id`
std::string units_text(const Validation& validation) {
  return validation.clusters.empty() ? "rows" : "clusters of " + validation.clusters;
}

/// `Cross-validation: 10 folds of rows, 5 repeats, seed 1`
std::string validation_title(const Validation& validation) {
  if (is_by_fold(validation)) {
    const std::string repeats =
        validation.repeats > 1 ? fmt::format(", {} repeats", validation.repeats) : "";
    return fmt::format("Cross-validation: {} folds of {}{}, seed {}", validation.folds,
                       units_text(validation), repeats, validation.seed);
  }
  return fmt::format("Optimism: bootstrap of {} resamples of {}, seed {}", validation.resamples,
                     units_text(validation), validation.seed);
}

Grid indices_grid(const Validation& validation, Audience audience) {
  Grid grid{.id = "indices",
            .title = validation_title(validation),
            .columns = {{"index", {}},
                        {"apparent", {}},
                        {"optimism", {}},
                        {"corrected", is_by_fold(validation) ? "cross-validated" : "corrected"},
                        {"std.error", {}}},
            .rows = {},
            .audience = audience};
  for (const ValidatedIndex& index : validation.indices) {
    grid.rows.push_back({std::string(index.name), Estimate{index.apparent},
                         Estimate{index.optimism}, Estimate{index.corrected},
                         std::isnan(index.std_error) ? Cell() : Cell(Estimate{index.std_error})});
  }
  return grid;
}

/// The indices of each fold or resample.
Grid performances_grid(const std::string& id, const std::vector<Performance>& all) {
  Grid grid{.id = id, .title = {}, .columns = {}, .rows = {}, .audience = Audience::programs};
  for (const char* const name : kPerformanceNames) grid.columns.push_back({name, {}});
  for (const Performance& one : all) {
    std::vector<Cell>& cells = grid.rows.emplace_back();
    for (const double value : one.values()) {
      cells.push_back(std::isnan(value) ? Cell() : Cell(Estimate{value}));
    }
  }
  return grid;
}

Cell count_or_null(Index count) {
  return count > 0 ? Cell(Count{static_cast<double>(count)}) : Cell();
}

Facts validation_facts(const Validation& validation) {
  Facts facts{.id = is_by_fold(validation) ? "cross.validation" : "bootstrap.validation",
              .facts = {{"folds", count_or_null(validation.folds)},
                        {"repeats", count_or_null(validation.repeats)},
                        {"resamples", count_or_null(validation.resamples)},
                        {"clusters", text_or_null(validation.clusters)},
                        {"seed", Cell(Count{static_cast<double>(validation.seed)})},
                        {"left.out", Cell(Count{static_cast<double>(validation.left_out)})},
                        {"indices", indices_grid(validation, Audience::programs)},
                        {"tested", performances_grid("tested", validation.tested)}}};
  if (!is_by_fold(validation)) {
    facts.facts.push_back({"trained", performances_grid("trained", validation.trained)});
  }
  return facts;
}

}  // namespace

void add_validations(const std::vector<Validation>& validations, Report& report) {
  for (const Validation& validation : validations) {
    report.sections.push_back(indices_grid(validation, Audience::people));
    report.sections.push_back(validation_facts(validation));
  }
}

}  // namespace odds
