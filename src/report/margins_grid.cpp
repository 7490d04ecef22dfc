#include "report/build.hpp"
#include "report/margins_words.hpp"
#include "report/number_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace odds {
namespace {

constexpr const char* kPrediction = "P";

const char* status_text(MarginStatus status) {
  switch (status) {
    case MarginStatus::ok:
      break;
    case MarginStatus::aliased:
      return "aliased";
    case MarginStatus::inestimable:
      return "not estimable";
    case MarginStatus::outside:
      return "outside";
  }
  return "ok";
}

/// What rows differ in.
struct MarginsShape {
  bool variables;
  bool contrasts;  ///< else every row is of P
  bool weights;
  bool statuses;
  bool tests;
};

MarginsShape shape_of(const Margins& margins) {
  MarginsShape shape{.variables = margins.rows.empty(),
                     .contrasts = margins.rows.empty(),
                     .weights = false,
                     .statuses = false,
                     .tests = margins.rows.empty()};
  for (const MarginRow& row : margins.rows) {
    shape.tests = shape.tests || row.aliased || is_tested(row);
    shape.variables = shape.variables || !row.variable.empty();
    shape.contrasts = shape.contrasts || row.contrast != kPrediction;
    shape.weights = shape.weights || row.weight != margins.observations;
    shape.statuses = shape.statuses || row.status == MarginStatus::outside ||
                     row.status == MarginStatus::inestimable;
  }
  return shape;
}

/// Builds the table for people or for programs.
class MarginsTable {
 public:
  MarginsTable(const Margins& margins, Audience audience)
      : margins_(margins), shape_(shape_of(margins)), audience_(audience) {}

  Grid grid(const std::string& id, const std::string& heading) const {
    Grid grid{.id = id, .title = heading, .columns = columns(), .rows = {}, .audience = audience_};
    for (const MarginRow& row : margins_.rows) grid.rows.push_back(cells(row));
    const bool has_statistic =
        std::ranges::find(grid.columns, "statistic", &GridColumn::id) != grid.columns.end();
    if (margins_.own_degrees && has_statistic) insert_degrees(degrees_of_rows(), grid);
    return grid;
  }

 private:
  double degrees() const {
    const bool is_t = margins_.own_degrees || margins_.test_degrees > 0.0;
    return is_t ? 1.0 : std::numeric_limits<double>::infinity();
  }

  /// Infinite where there is no test.
  std::vector<double> degrees_of_rows() const {
    std::vector<double> result;
    for (const MarginRow& row : margins_.rows) {
      const bool tested = !row.aliased && !std::isnan(row.statistic);
      result.push_back(tested ? row.degrees : std::numeric_limits<double>::infinity());
    }
    return result;
  }

  bool for_people() const { return audience_ == Audience::people; }

  /// People know from the title that all is of P, where settings tell rows apart.
  bool has_contrasts() const {
    return !for_people() || shape_.contrasts || margins_.settings.empty();
  }

  std::vector<GridColumn> columns() const {
    std::vector<GridColumn> result;
    if (shape_.variables) result.push_back({"variable", {}});
    if (has_contrasts()) result.push_back({"contrast", {}});
    std::vector<GridColumn> set;
    for (const std::string& name : margins_.settings) set.push_back({"at." + name, {}});
    std::vector<GridColumn> estimates =
        shown(estimate_columns("estimate", degrees()), GridColumn{"p.adjusted", {}});
    auto& first = for_people() ? set : estimates;
    auto& second = for_people() ? estimates : set;
    result.insert(result.end(), first.begin(), first.end());
    result.insert(result.end(), second.begin(), second.end());
    if (shape_.weights) result.push_back({"n", {}});
    if (shape_.statuses) result.push_back({"status", {}});
    return result;
  }

  std::vector<Cell> cells(const MarginRow& row) const {
    std::vector<Cell> result;
    if (shape_.variables) result.emplace_back(Label{row.variable, row.variable, {}});
    if (has_contrasts()) result.emplace_back(row.contrast);
    std::vector<Cell> set;
    for (const auto& [name, value] : row.at) set.emplace_back(value);
    std::vector<Cell> estimates = row.aliased ? blank_cells(status_text(row.status))
                                  : row.ratio ? ratio_cells(row)
                                              : estimate_cells(row);
    const Cell adjusted = std::isnan(row.adjusted_p) ? Cell() : Cell(PValue{row.adjusted_p});
    estimates = shown(std::move(estimates), adjusted);
    append(result, for_people() ? set : estimates);
    append(result, for_people() ? estimates : set);
    if (shape_.weights) result.emplace_back(Count{row.weight});
    if (shape_.statuses) result.emplace_back(std::string(status_text(row.status)));
    return result;
  }

  /// With adjusted p-values behind p, where there are any, and without z and p where people would
  /// see nothing in them.
  template <class Part>
  std::vector<Part> shown(std::vector<Part> estimates, const Part& adjusted) const {
    if (margins_.adjustment != Adjustment::none) estimates.insert(estimates.begin() + 4, adjusted);
    if (for_people() && !shape_.tests)
      estimates.erase(estimates.begin() + 2, estimates.begin() + 4);
    return estimates;
  }

  const Margins& margins_;
  MarginsShape shape_;
  Audience audience_;
};

}  // namespace

std::string margins_title(const std::string& modelled, const Margins& margins) {
  const bool predictions =
      std::ranges::all_of(margins.rows, [](const MarginRow& row) { return row.variable.empty(); });
  const std::string over =
      margins.over_trials ? ", averaged over " + count(margins.observations) + " trials" : "";
  const bool ratios = margins.estimand == Estimand::conditional_ratios;
  const bool elasticities =
      margins.estimand == Estimand::elasticities || margins.estimand == Estimand::semi_elasticities;
  const bool of = predictions || ratios || elasticities;
  const std::string how = predictions || ratios ? "" : "closed-form derivatives, ";
  constexpr const char* kErrors[] = {"delta-method SE", "unconditional SE", "simulated SE"};
  const char* errors = kErrors[static_cast<int>(margins.errors)];
  return fmt::format("{} {} {}{}: {}{}", estimand_name(margins.estimand), of ? "of" : "on",
                     modelled, over, how, errors);
}

std::vector<Grid> margins_grids(const std::string& id, const std::string& title,
                                const Margins& margins) {
  if (margins.settings.empty() && shape_of(margins).tests) {
    return {MarginsTable(margins, Audience::everyone).grid(id, title)};
  }
  // CSV holds the first.
  return {MarginsTable(margins, Audience::programs).grid(id, title),
          MarginsTable(margins, Audience::people).grid(id, title)};
}

NamedMatrix margins_covariance(const Margins& margins) {
  NamedMatrix result{.id = "covariance", .kind = errors_text(margins), .names = {}, .values = {}};
  if (margins.errors == MarginErrors::delta) result.kind = "delta";
  std::vector<Index> kept;
  for (std::size_t i = 0; i < margins.rows.size(); ++i) {
    const MarginRow& row = margins.rows[i];
    if (row.aliased) continue;
    kept.push_back(static_cast<Index>(i));
    std::string name = row.variable.empty() ? row.contrast : row.variable + ": " + row.contrast;
    for (const auto& [column, value] : row.at) name += fmt::format(", {} = {}", column, value);
    result.names.push_back(std::move(name));
  }
  result.values = margins.covariance.submatrix(kept);
  return result;
}

}  // namespace odds
