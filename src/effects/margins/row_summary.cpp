#include "effects/margins/row_summary.hpp"

#include "math/span_of.hpp"
#include "parallel/block_reduce.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <span>
#include <tuple>

namespace odds {
namespace {

constexpr std::size_t kMostGroups = 1000;

/// A value of a column that divides rows: a number, or the text of a level. Numbers come first.
struct GroupValue {
  double number = 0.0;
  std::string text;
  auto operator<=>(const GroupValue&) const = default;
  auto fields() { return std::tie(number, text); }
};

using GroupKey = std::vector<GroupValue>;

/// Sums over some rows of one group. Numbers are measured from the means of the fit, so that a
/// large offset costs no digits.
struct GroupSums {
  double weight = 0.0;
  double observations = 0.0;
  Vector first;                     // per variable: sum of a (x - c)
  Vector second;                    // sum of a (x - c)^2
  std::vector<Vector> levels;       // per variable: weight of each level
  std::vector<ValueCounts> sorted;  // per variable

  GroupSums& operator+=(const GroupSums& other) {
    if (first.size() == 0) return *this = other;
    weight += other.weight;
    observations += other.observations;
    first += other.first;
    second += other.second;
    for (std::size_t v = 0; v < levels.size(); ++v) levels[v] += other.levels[v];
    for (std::size_t v = 0; v < sorted.size(); ++v) sorted[v] += other.sorted[v];
    return *this;
  }
  auto fields() { return std::tie(weight, observations, first, second, levels, sorted); }
};

struct RowSummarySums {
  std::map<GroupKey, GroupSums> groups;
  DroppedCounts dropped;

  RowSummarySums& operator+=(const RowSummarySums& other) {
    for (const auto& [key, sums] : other.groups) groups[key] += sums;
    dropped += other.dropped;
    return *this;
  }
  auto fields() { return std::tie(groups, dropped); }
};

GroupValue value_in_row(const Binding& binding, Index i) {
  const auto r = static_cast<std::size_t>(i);
  if (binding.levels.empty()) return {binding.numbers[r], {}};
  return {0.0, binding.levels[static_cast<std::size_t>(binding.codes[r])]};
}

GroupKey key_of_row(const std::vector<const Binding*>& columns, Index i) {
  GroupKey key;
  for (const Binding* column : columns) key.push_back(value_in_row(*column, i));
  return key;
}

std::vector<const Binding*> bindings_of(const std::vector<std::string>& names,
                                        const Bindings& bindings) {
  std::vector<const Binding*> result;
  for (const std::string& name : names) result.push_back(&bindings.find(name)->second);
  return result;
}

/// Surveys the rows of one block after another.
class RowSummariser {
 public:
  RowSummariser(const DesignReader& reader, const SummaryNeeds& needs)
      : plan_(reader.plan()), needs_(needs) {}

  RowSummarySums operator()(const DesignRows& rows) const {
    std::map<GroupKey, std::vector<Index>> members;
    const auto columns = bindings_of(needs_.over, rows.data.bindings);
    for (Index i = 0; i < rows.rows(); ++i) members[key_of_row(columns, i)].push_back(i);
    RowSummarySums sums{.groups = {}, .dropped = rows.data.dropped};
    for (const auto& [key, own] : members) sums.groups[key] = sum_rows(rows, own);
    refuse_many(sums);
    return sums;
  }

 private:
  void refuse_many(const RowSummarySums& sums) const {
    if (sums.groups.size() <= kMostGroups) return;
    throw Error(ErrorKind::usage, {.what = fmt::format("{} has more than {} values",
                                                       fmt::join(needs_.over, " x "), kMostGroups),
                                   .where = {},
                                   .hint = "groups are made of columns of few values",
                                   .excerpt = {}});
  }

  GroupSums sum_rows(const DesignRows& rows, const std::vector<Index>& own) const {
    const std::vector<double> weight = gathered(span_of(rows.weight), own);
    Vector observations = rows.copies();
    if (rows.data.trials.size() > 0) observations.array() *= rows.data.trials.array();
    const std::vector<double> count = gathered(span_of(observations), own);
    const auto variables = static_cast<Index>(plan_.variables.size());
    GroupSums sums{.weight = sum(weight),
                   .observations = sum(count),
                   .first = Vector::Zero(variables),
                   .second = Vector::Zero(variables),
                   .levels = std::vector<Vector>(plan_.variables.size()),
                   .sorted = std::vector<ValueCounts>(plan_.variables.size())};
    for (std::size_t v = 0; v < plan_.variables.size(); ++v) {
      if (needs_.moments) add_levels(rows, own, v, sums);
      if (plan_.variables[v].type != ColumnType::number) continue;
      const std::vector<double> x =
          gathered(rows.data.bindings.find(plan_.variables[v].name)->second.numbers, own);
      if (needs_.moments) add_moments(x, weight, v, sums);
      if (needs_.quantiles.contains(static_cast<Index>(v))) sums.sorted[v] = {x, count};
    }
    return sums;
  }

  static std::vector<double> gathered(std::span<const double> values,
                                      const std::vector<Index>& own) {
    std::vector<double> result;
    result.reserve(own.size());
    for (const Index i : own) result.push_back(values[static_cast<std::size_t>(i)]);
    return result;
  }

  static double sum(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
  }

  void add_levels(const DesignRows& rows, const std::vector<Index>& own, std::size_t v,
                  GroupSums& sums) const {
    sums.levels[v] = Vector::Zero(static_cast<Index>(plan_.variables[v].levels.size()));
    if (rows.levels[v].empty()) return;
    for (const Index i : own) {
      sums.levels[v][rows.levels[v][static_cast<std::size_t>(i)]] += rows.weight[i];
    }
  }

  void add_moments(const std::vector<double>& x, const std::vector<double>& weight, std::size_t v,
                   GroupSums& sums) const {
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double from_centre = x[i] - plan_.variables[v].moments.mean;
      sums.first[static_cast<Index>(v)] += weight[i] * from_centre;
      sums.second[static_cast<Index>(v)] += weight[i] * from_centre * from_centre;
    }
  }

  const DesignPlan& plan_;
  const SummaryNeeds& needs_;
};

GroupSummary describe(const DesignPlan& plan, const GroupSums& sums) {
  GroupSummary group;
  group.weight = sums.weight;
  const double n = sums.observations;
  for (std::size_t v = 0; v < plan.variables.size(); ++v) {
    const auto at = static_cast<Index>(v);
    const double mean = sums.first[at] / sums.weight;
    const double spread = sums.second[at] / sums.weight - mean * mean;
    group.means.push_back(plan.variables[v].moments.mean + mean);
    group.std_devs.push_back(n > 1.0 ? std::sqrt(std::max(spread, 0.0) * (n / (n - 1.0)))
                                     : std::numeric_limits<double>::quiet_NaN());
    group.shares.emplace_back(sums.levels[v] / sums.weight);
    group.sorted.push_back(sums.sorted[v]);
  }
  return group;
}

std::vector<std::string> names_of(const GroupKey& key) {
  std::vector<std::string> names;
  for (const GroupValue& value : key) {
    names.push_back(value.text.empty() ? level_text(value.number) : value.text);
  }
  return names;
}

}  // namespace

PointCells GroupSummary::mean_cells() const { return {.numbers = means, .mixtures = shares}; }

PointCells GroupSummary::typical_cells() const {
  PointCells cells = mean_cells();
  for (std::size_t v = 0; v < sorted.size(); ++v) {
    if (!sorted[v].empty()) cells.numbers[v] = sorted[v].quantile(0.5);
    const Vector& shares_of_levels = shares[v];
    if (shares_of_levels.size() == 0) continue;
    const auto mode = std::ranges::max_element(shares_of_levels) - shares_of_levels.begin();
    cells.mixtures[v] = Vector::Unit(shares_of_levels.size(), mode);
  }
  return cells;
}

RowSummary summarise_rows(const DesignReader& reader, const SummaryNeeds& needs,
                          const Execution& execution) {
  const RowSummarySums sums = sum_over_blocks(reader, execution, RowSummarySums{},
                                              RowSummariser(reader, needs), "scanning");
  RowSummary summary;
  summary.dropped = sums.dropped;
  GroupSums all;
  for (const auto& [key, group] : sums.groups) {
    summary.groups.push_back(describe(reader.plan(), group));
    summary.groups.back().names = names_of(key);
    all += group;
  }
  if (!sums.groups.empty()) summary.all = describe(reader.plan(), all);
  return summary;
}

std::vector<PointCells> point_cells(const RowSummary& summary, MarginPoint point) {
  std::vector<PointCells> points;
  for (const GroupSummary& group : summary.groups) {
    points.push_back(point == MarginPoint::means ? group.mean_cells() : group.typical_cells());
  }
  return points;
}

std::vector<std::int32_t> groups_of_rows(const RowSummary& summary, const SummaryNeeds& needs,
                                         const DesignRows& rows) {
  if (needs.over.empty()) return {};
  std::map<std::vector<std::string>, std::int32_t> place;
  for (std::size_t g = 0; g < summary.groups.size(); ++g) {
    place[summary.groups[g].names] = static_cast<std::int32_t>(g);
  }
  const auto columns = bindings_of(needs.over, rows.data.bindings);
  std::vector<std::int32_t> result;
  for (Index i = 0; i < rows.rows(); ++i) {
    const auto found = place.find(names_of(key_of_row(columns, i)));
    result.push_back(found == place.end() ? kNoGroup : found->second);
  }
  return result;
}

}  // namespace odds
