#include "design/sample.hpp"

#include "data/columns/name_index.hpp"
#include "design/level_codes.hpp"
#include "design/missing_value_codes.hpp"
#include "design/moments.hpp"
#include "design/value_counts.hpp"
#include "math/level_sums.hpp"
#include "parallel/block_reduce.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <span>
#include <tuple>
#include <utility>

namespace odds {
namespace {

/// Whether a column has at most 10 distinct values, all whole.
class FewWholeValues {
 public:
  /// False once it has not.
  bool add(double value) {
    if (!holds_ || std::ranges::find(values_, value) != values_.end()) return holds_;
    holds_ = value == std::floor(value) && values_.size() < kMost;
    if (holds_) values_.push_back(value);
    return holds_;
  }

  FewWholeValues& operator+=(const FewWholeValues& other) {
    holds_ = holds_ && other.holds_;
    for (const double value : other.values_) add(value);
    return *this;
  }

  auto fields() { return std::tie(holds_, values_); }

  bool holds() const { return holds_; }
  const std::vector<double>& values() const { return values_; }  ///< all of them if it holds

 private:
  static constexpr std::size_t kMost = 10;
  bool holds_ = true;
  std::vector<double> values_;
};

/// What one variable shows in some rows.
struct VariableSums {
  MomentSums moments;
  LevelSums code_rows;     // of a factor column: rows per code
  ValueCounts value_rows;  // of a number used as a factor
  FewWholeValues few;      // of a number column

  VariableSums& operator+=(const VariableSums& other) {
    moments += other.moments;
    few += other.few;
    code_rows += other.code_rows;
    value_rows += other.value_rows;
    return *this;
  }
  auto fields() { return std::tie(moments, code_rows, value_rows, few); }
};

struct SampleSums {
  DroppedCounts dropped;
  Index rows = 0;
  Index rounded_counts = 0;
  ResponseValues response;
  std::vector<VariableSums> variables;

  SampleSums& operator+=(const SampleSums& other) {
    dropped += other.dropped;
    rows += other.rows;
    rounded_counts += other.rounded_counts;
    response += other.response;
    variables.resize(std::max(variables.size(), other.variables.size()));
    for (std::size_t v = 0; v < other.variables.size(); ++v) variables[v] += other.variables[v];
    return *this;
  }
  auto fields() { return std::tie(dropped, rows, rounded_counts, response, variables); }
};

VariableSums sum_variable(const Binding& binding, bool as_factor) {
  VariableSums sums;
  if (!binding.levels.empty()) {
    sums.code_rows = count_levels(binding.codes);
    return sums;
  }
  sums.moments = MomentSums::of(binding.numbers);
  for (const double value : binding.numbers) {
    if (!sums.few.add(value)) break;
  }
  if (as_factor) sums.value_rows = ValueCounts(binding.numbers);
  return sums;
}

/// The columns that `C()` or `factor()` makes categorical.
std::set<std::string> categorical_names(const Formula& formula) {
  std::set<std::string> names;
  for (const Term& term : formula.terms) {
    for (const Factor& factor : term.factors) {
      if (factor.kind == Factor::Kind::categorical) names.insert(factor.expression.name);
    }
  }
  return names;
}

DesignVariable finish_variable(const Column& column, const VariableSums& sums) {
  DesignVariable variable;
  variable.name = column.name;
  variable.type = column.type;
  if (column.type == ColumnType::number) {
    variable.moments = sums.moments.moments();
    variable.few_whole_values = sums.few.holds();
    variable.suspected_code =
        sums.few.holds() ? code_apart(sums.few.values()) : code_at_an_end(variable.moments);
    variable.binary = sums.moments.zero_one && sums.moments.min == 0.0 && sums.moments.max == 1.0;
  }
  for (std::size_t l = 0; l < sums.code_rows.keys.size(); ++l) {
    variable.levels.push_back(column.levels[static_cast<std::size_t>(sums.code_rows.keys[l])]);
    variable.level_rows.push_back(
        static_cast<Index>(sums.code_rows.values(0, static_cast<Index>(l))));
  }
  for (const auto& [value, rows] : sums.value_rows.each()) {
    variable.levels.push_back(level_text(value));
    variable.level_values.push_back(value);
    variable.level_rows.push_back(static_cast<Index>(rows));
  }
  return variable;
}

/// Names a text of the filter that no row has, if there is one.
std::string filter_hint(const Expression& filter, const std::vector<Column>& columns) {
  for (const auto& [name, text] : compared_texts(filter)) {
    const auto column = std::ranges::find(columns, name, &Column::name);
    if (std::ranges::find(column->levels, text) != column->levels.end()) continue;
    return fmt::format("no row has {} = '{}': {}", name, text,
                       suggest_name(text, column->levels, "values"));
  }
  return "`odds describe` shows what each column holds";
}

void require_filtered_rows(const RowReader& reader, const DroppedCounts& dropped) {
  const Index rows = reader.source().rows();
  if (rows == 0 || dropped.filter < rows) return;
  const Expression& filter = *reader.roles().where;
  throw Error(ErrorKind::model, {.what = fmt::format("the filter {} leaves none of {} row{}",
                                                     spelling(filter), rows, rows == 1 ? "" : "s"),
                                 .where = {},
                                 .hint = filter_hint(filter, reader.source().columns()),
                                 .excerpt = {}});
}

}  // namespace

Sample learn_sample(const RowReader& reader, const Execution& execution) {
  const DataRoles& roles = reader.roles();
  const std::vector<std::string> names = roles.predictors();
  const std::set<std::string> categorical = categorical_names(roles.formula);
  const Response& response = roles.formula.response;
  const bool count_values = roles.use_response && response.form == Response::Form::event;
  const auto kernel = [&](RowBlock& block) {
    SampleSums sums{.dropped = block.dropped,
                    .rows = block.rows,
                    .rounded_counts = block.rounded_counts,
                    .response = {},
                    .variables = {}};
    if (count_values) sums.response = response_values(response, block.bindings, block.rows);
    sums.variables.reserve(names.size());
    for (const std::string& name : names) {
      sums.variables.push_back(
          sum_variable(block.bindings.find(name)->second, categorical.contains(name)));
    }
    return sums;
  };
  SampleSums sums = sum_over_blocks(reader, execution, SampleSums{}, kernel, "scanning");
  require_filtered_rows(reader, sums.dropped);
  Sample sample{.dropped = std::move(sums.dropped),
                .rows = sums.rows,
                .rounded_counts = sums.rounded_counts,
                .response = std::move(sums.response),
                .variables = {}};
  sums.variables.resize(names.size());
  const std::vector<Column>& columns = reader.source().columns();
  const NameIndex positions(columns, &Column::name);
  sample.variables.reserve(names.size());
  for (std::size_t v = 0; v < names.size(); ++v) {
    const auto column = static_cast<std::size_t>(positions.find(names[v]));
    sample.variables.push_back(finish_variable(columns[column], sums.variables[v]));
  }
  return sample;
}

}  // namespace odds
