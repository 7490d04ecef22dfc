#include "base/special_values.hpp"
#include "data/columns/checked_source.hpp"
#include "data/columns/name_index.hpp"
#include "data/types/calendar.hpp"
#include "design/learn.hpp"
#include "design/level_codes.hpp"
#include "design/moments.hpp"
#include "design/response_plan.hpp"
#include "design/row_reader.hpp"
#include "design/sample.hpp"
#include "fit/notes.hpp"
#include "model/roles.hpp"
#include "parallel/block_reduce.hpp"

#include <odds/describe.hpp>
#include <odds/error.hpp>
#include <odds/formula.hpp>
#include <odds/notes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>

namespace odds {
namespace {

constexpr std::size_t kMostDistinct = 1000;
constexpr std::size_t kMostListedValues = 10;

/// Rows, and with a response events and trials, of one level or value.
struct Tally {
  Index rows = 0;
  double events = 0.0;
  double trials = 0.0;

  Tally& operator+=(const Tally& other) {
    rows += other.rows;
    events += other.events;
    trials += other.trials;
    return *this;
  }
  auto fields() { return std::tie(rows, events, trials); }
};

/// What one column shows in some rows.
struct ColumnSums {
  MomentSums moments;
  std::vector<Tally> codes;        // of a factor
  std::map<double, Tally> values;  // of a number, while they are few
  bool many = false;               // values were too many to count

  ColumnSums& operator+=(const ColumnSums& other) {
    moments += other.moments;
    codes.resize(std::max(codes.size(), other.codes.size()));
    for (std::size_t c = 0; c < other.codes.size(); ++c) codes[c] += other.codes[c];
    for (const auto& [value, tally] : other.values) values[value] += tally;
    many = many || other.many;
    forget_many();
    return *this;
  }
  auto fields() { return std::tie(moments, codes, values, many); }

  void forget_many() {
    many = many || values.size() > kMostDistinct;
    if (many) values.clear();
  }
};

struct TableSums {
  std::vector<ColumnSums> columns;
  TableSums& operator+=(const TableSums& other) {
    columns.resize(std::max(columns.size(), other.columns.size()));
    for (std::size_t c = 0; c < other.columns.size(); ++c) columns[c] += other.columns[c];
    return *this;
  }
  auto fields() { return std::tie(columns); }
};

/// Events and trials of the rows of a block; NaN where the response is missing.
struct RowOutcomes {
  Vector events;
  Vector trials;
};

ColumnSums sum_column(const Cells& cells, std::size_t levels, Index rows,
                      const RowOutcomes* outcomes) {
  ColumnSums sums;
  sums.codes.resize(levels);
  std::vector<double> numbers;
  for (Index i = 0; i < rows; ++i) {
    if (cells.is_missing(i)) continue;
    Tally tally{.rows = 1};
    if (outcomes != nullptr && !std::isnan(outcomes->trials[i])) {
      tally.events = outcomes->events[i];
      tally.trials = outcomes->trials[i];
    }
    const auto r = static_cast<std::size_t>(i);
    if (!cells.codes.empty()) {
      sums.codes[static_cast<std::size_t>(cells.codes[r])] += tally;
      continue;
    }
    numbers.push_back(cells.numbers[r]);
    if (!sums.many) sums.values[cells.numbers[r]] += tally;
    sums.forget_many();
  }
  sums.moments = MomentSums::of(numbers);
  return sums;
}

RowOutcomes count_outcomes(const ResponsePlan& plan, const RowBlock& block) {
  RowOutcomes result{Vector::Constant(block.cells.rows, kNaN),
                     Vector::Constant(block.cells.rows, kNaN)};
  const Vector events =
      plan.grouped() ? block.events : event_indicator(plan, block.bindings, block.rows);
  for (Index i = 0; i < block.rows; ++i) {
    const Index position = block.position[static_cast<std::size_t>(i)];
    result.events[position] = events[i];
    result.trials[position] = plan.grouped() ? block.trials[i] : 1.0;
  }
  return result;
}

/// `"V2"`, `"V2" and "V5"`; of more than six the first, and how many more there are.
std::string quoted_list(const std::vector<std::string>& names) {
  constexpr std::size_t kMostNamed = 6;
  const std::size_t named = std::min(names.size(), kMostNamed);
  std::string text;
  for (std::size_t i = 0; i < named; ++i) {
    const bool last = i + 1 == names.size();
    text += fmt::format("{}\"{}\"", i == 0 ? "" : last ? " and " : ", ", names[i]);
  }
  return names.size() > named ? fmt::format("{} and {} more", text, names.size() - named) : text;
}

/// The names that can be asked for; notes on the others.
std::vector<std::string> named_columns(const Table& table, std::vector<Note>& notes) {
  std::unordered_map<std::string_view, Index> columns_of;
  for (const std::string& name : table.header()) ++columns_of[name];
  std::vector<std::string> names;
  std::vector<std::string> shared;
  std::vector<std::string> made_up;
  for (const std::string& name : table.header()) {
    Index& columns = columns_of[name];
    if (columns == 1 && table.has_column(name)) {
      names.push_back(name);
    } else if (columns > 0) {
      (columns > 1 ? shared : made_up).push_back(name);
      columns = 0;  // it is listed
    }
  }
  if (!shared.empty()) {
    notes.push_back(make_note(
        NoteCode::columns_of_one_name,
        fmt::format("{} {} several columns{}, which are left out.", quoted_list(shared),
                    shared.size() == 1 ? "names" : "name", shared.size() == 1 ? "" : " each")));
  }
  if (!made_up.empty()) {
    notes.push_back(make_note(
        NoteCode::columns_without_name,
        fmt::format("{} {} no name in the header and {} left out.", quoted_list(made_up),
                    made_up.size() == 1 ? "has" : "have", made_up.size() == 1 ? "is" : "are")));
  }
  return names;
}

/// Counted here: what a source says of its columns need not hold.
Index cells_with_value(const Column& column, const ColumnSums& sums) {
  if (column.type == ColumnType::number) return static_cast<Index>(sums.moments.moments().count);
  Index count = 0;
  for (const Tally& tally : sums.codes) count += tally.rows;
  return count;
}

/// As people write the moments of days; nothing of other numbers, or of none.
std::optional<DateRange> date_range(const Column& column, const Moments& days) {
  if (!column.form.dates || days.count == 0.0) return std::nullopt;
  const bool whole = days.min == std::floor(days.min) && days.max == std::floor(days.max);
  return DateRange{.mean = date_text(whole ? std::round(days.mean) : days.mean),
                   .min = date_text(days.min),
                   .max = date_text(days.max)};
}

ColumnDescription describe_column(const Column& column, const ColumnSums& sums, Index rows,
                                  Index max_levels) {
  ColumnDescription result;
  result.name = column.name;
  result.type = column.type;
  result.missing = rows - cells_with_value(column, sums);
  const auto list = [&](const std::string& level, const Tally& tally) {
    if (tally.rows > 0 && static_cast<Index>(result.levels.size()) < max_levels) {
      result.levels.push_back({level, tally.rows, tally.events, tally.trials});
    }
  };
  if (column.type == ColumnType::factor) {
    result.distinct = static_cast<Index>(column.levels.size());
    for (std::size_t c = 0; c < sums.codes.size(); ++c) list(column.levels[c], sums.codes[c]);
    return result;
  }
  const Moments moments = sums.moments.moments();
  const double none = std::numeric_limits<double>::quiet_NaN();
  const bool empty = moments.count == 0.0;
  result.distinct = sums.many ? -1 : static_cast<Index>(sums.values.size());
  result.mean = empty ? none : moments.mean;
  result.std_dev = empty ? none : moments.std_dev;
  result.min = empty ? none : moments.min;
  result.max = empty ? none : moments.max;
  result.dates = date_range(column, moments);
  const bool few = !sums.many && sums.values.size() <= kMostListedValues;
  if (few && std::ranges::all_of(sums.values, [](const auto& entry) {
        return entry.first == std::floor(entry.first);
      })) {
    for (const auto& [value, tally] : sums.values) {
      list(column.form.dates ? date_text(value) : level_text(value), tally);
    }
  }
  return result;
}

/// The columns that the response needs, then all others that can be asked for.
std::vector<ColumnRequest> all_columns(const DataRoles& roles, const Table& table,
                                       std::vector<Note>& notes) {
  const std::vector<ColumnRequest> needed = roles.requests();
  const NameIndex known(needed, &ColumnRequest::name);
  std::vector<ColumnRequest> all = needed;
  for (std::string& name : named_columns(table, notes)) {
    if (!known.contains(name)) all.push_back({std::move(name), Expect::lenient});
  }
  return all;
}

/// The columns in the order of the header.
std::vector<ColumnDescription> describe_columns(const Table& table, const ColumnSource& source,
                                                const TableSums& sums, Index max_levels) {
  std::vector<ColumnDescription> result;
  const NameIndex positions(source.columns(), &Column::name);
  for (const std::string& name : table.header()) {
    const Index position = positions.find(name);
    if (position < 0 || position >= std::ssize(sums.columns)) continue;
    const auto c = static_cast<std::size_t>(position);
    result.push_back(
        describe_column(source.columns()[c], sums.columns[c], source.rows(), max_levels));
  }
  return result;
}

/// How the events of the response are told, learnt in one pass; notes go to the description.
ResponsePlan plan_events(const RowReader& rows, const std::string& event,
                         const Execution& execution, std::vector<Note>& notes) {
  const Sample sample = learn_sample(rows, execution);
  if (sample.rows == 0) {
    throw Error(ErrorKind::model, {.what = "every value of the response is missing",
                                   .where = rows.source().place(0, 0),
                                   .hint = {},
                                   .excerpt = {}});
  }
  return plan_response(rows.roles().formula.response, sample.response, event, notes);
}

/// The roles of a table of which nothing but the response is used.
DataRoles response_roles(const DescribeOptions& options, const Table& table) {
  if (options.response.empty()) {
    DataRoles none;
    none.use_response = false;
    return none;
  }
  return assign_roles(parse_formula(options.response + " ~ 1"), {}, table);
}

}  // namespace

void DescribeOptions::validate() const {
  check_option("max_levels", static_cast<double>(max_levels), ">= 1", max_levels >= 1);
}

Description describe(const Table& table, const DescribeOptions& options,
                     const Execution& execution) {
  options.validate();
  execution.validate();
  Description description;
  description.file = table.name();
  const DataRoles roles = response_roles(options, table);
  const auto source = scan_checked(table, all_columns(roles, table, description.notes), execution);
  for (Note& note : reading_notes(table, *source)) description.notes.push_back(std::move(note));
  description.rows = source->rows();
  const RowReader rows(source, roles);
  const bool counts = !options.response.empty();
  ResponsePlan plan;
  if (counts) plan = plan_events(rows, options.event, execution, description.notes);
  description.event = plan.label;
  const TableSums sums = sum_over_blocks(
      rows, execution, TableSums{},
      [&](RowBlock& block) {
        const RowOutcomes outcomes = counts ? count_outcomes(plan, block) : RowOutcomes{};
        TableSums part;
        for (std::size_t c = 0; c < block.cells.cells.size(); ++c) {
          part.columns.push_back(sum_column(block.cells.cells[c],
                                            source->columns()[c].levels.size(), block.cells.rows,
                                            counts ? &outcomes : nullptr));
        }
        return part;
      },
      "describing");
  description.columns = describe_columns(table, *source, sums, options.max_levels);
  return description;
}

}  // namespace odds
