#include "validate/new_rows.hpp"

#include "base/failure.hpp"
#include "formula/expression.hpp"
#include "model/fit_parts.hpp"
#include "model/new_data.hpp"
#include "parallel/block_reduce.hpp"

#include <odds/error.hpp>
#include <odds/notes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace odds {
namespace {

constexpr std::size_t kMostGroupsOfRows = 1000;

using CellValues = std::vector<CellValue>;

/// The union of two lists in order.
CellValues merged(const CellValues& a, const CellValues& b) {
  CellValues all;
  std::ranges::set_union(a, b, std::back_inserter(all));
  return all;
}

void make_unique(CellValues& values) {
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

bool has_columns(const Table& table, const std::vector<std::string>& names) {
  const std::vector<std::string>& header = table.header();
  return std::ranges::all_of(names, [&](const std::string& name) {
    return std::ranges::find(header, name) != header.end();
  });
}

Note not_in_table(const std::string& what, const std::string& effect) {
  return make_note(NoteCode::uses_not_in_table,
                   fmt::format("{} of the fit is not applied, since the table has not all of its "
                               "columns: {}.",
                               what, effect));
}

/// What the columns of new data are to a model.
DataRoles validation_roles(const Model& model, const Table& table, const std::string& where,
                           std::vector<Note>& notes) {
  DataRoles roles = model.roles;
  roles.strata.clear();
  roles.clusters.clear();
  if (roles.infinite_rows == InfiniteRows::refused) roles.infinite_rows = InfiniteRows::dropped;
  for (std::string* const weight :
       {&roles.frequency_weights, &roles.importance_weights, &roles.probability_weights}) {
    if (weight->empty() || has_columns(table, {*weight})) continue;
    notes.push_back(not_in_table("The weight " + *weight, "rows count equally"));
    weight->clear();
  }
  if (!where.empty()) {
    roles.where = parse_expression(where);
    for (const std::string& name : variables(*roles.where)) require_column(name, table);
  } else if (roles.where && !has_columns(table, variables(*roles.where))) {
    notes.push_back(not_in_table("The filter " + spelling(*roles.where), "all rows are taken"));
    roles.where.reset();
  }
  return roles;
}

/// Whether an outcome is told from others by one value of a column.
bool is_one_value(const Response& response) {
  return response.form == Response::Form::event && !response.event;
}

/// The kernel of the pass that finds values.
struct ValueFinder {
  const DesignPlan& plan;
  const std::string& over;
  const Response& response;

  MetValues operator()(const DesignRows& rows) const {
    MetValues met;
    for (std::size_t v = 0; v < rows.levels.size(); ++v) {
      const DesignVariable& variable = plan.variables[v];
      if (rows.levels[v].empty() || variable.definition) continue;
      const Binding& binding = rows.data.bindings.find(variable.name)->second;
      CellValues unseen;
      for (Index i = 0; i < rows.rows(); ++i) {
        if (rows.levels[v][static_cast<std::size_t>(i)] != kUnseenLevel) continue;
        unseen.push_back(cell_value(binding, i));
      }
      make_unique(unseen);
      if (!unseen.empty()) met.unseen[variable.name] = std::move(unseen);
    }
    if (!over.empty()) add_groups(rows, met);
    if (is_one_value(response)) {
      met.outcomes = response_values(response, rows.data.bindings, rows.rows());
    }
    return met;
  }

  void add_groups(const DesignRows& rows, MetValues& met) const {
    const Binding& binding = rows.data.bindings.find(over)->second;
    for (Index i = 0; i < rows.rows(); ++i) met.groups.push_back(cell_value(binding, i));
    make_unique(met.groups);
    if (met.groups.size() <= kMostGroupsOfRows) return;
    refuse(fmt::format("{} has more than {} values", over, kMostGroupsOfRows),
           "groups are made of columns of few values");
  }
};

/// The values other than the event.
std::vector<std::string> other_values(const ResponsePlan& plan, const ResponseValues& values) {
  std::vector<std::string> others;
  for (const auto& [number, rows] : values.numbers) {
    if (plan.is_text || number != plan.number) others.push_back(level_text(number));
  }
  for (const auto& [text, rows] : values.texts) {
    if (!plan.is_text || text != plan.text) others.push_back(text);
  }
  return others;
}

}  // namespace

MetValues& MetValues::operator+=(const MetValues& other) {
  for (const auto& [name, values] : other.unseen) unseen[name] = merged(unseen[name], values);
  groups = merged(groups, other.groups);
  outcomes += other.outcomes;
  return *this;
}

CellValue cell_value(const Binding& binding, Index i) {
  const auto r = static_cast<std::size_t>(i);
  if (binding.codes.empty()) return {binding.numbers[r], {}};
  return {0.0, binding.levels[static_cast<std::size_t>(binding.codes[r])]};
}

NewRows::NewRows(const NamedFit& model, const Table& table, const std::string& where,
                 const std::string& over, const Execution& execution)
    : named_(model), model_(model.fit.model()), table_(table) {
  if (!over.empty()) require_column(over, table);
  roles_ = validation_roles(model_, table, where, notes_);
  if (!over.empty()) roles_.groups = {over};
  source_ = scan_for(model_, roles_, table, execution);
  find_values(execution);
  check_outcomes();
  leave_out_unseen();
  reader_ = std::make_unique<DesignReader>(source_, roles_, model_.plan, model_.response);
}

void NewRows::find_values(const Execution& execution) {
  const DesignReader all = DesignReader(source_, roles_, model_.plan, model_.response).trusting();
  const std::string over = roles_.groups.empty() ? "" : roles_.groups.front();
  const ValueFinder finder{model_.plan, over, model_.response.response};
  met_ = sum_over_blocks(
      all, execution, MetValues(), [&](DesignRows& rows) { return finder(rows); },
      "looking for values");
}

void NewRows::check_outcomes() const {
  const std::vector<std::string> others = other_values(model_.response, met_.outcomes);
  if (others.size() < 2) return;
  throw Error(ErrorKind::data,
              {.what = fmt::format("the outcome has the values {} here, beside the event {}",
                                   fmt::join(others, ", "), model_.response.label),
               .where = {.file = table_.name(), .line = 0, .column = {}},
               .hint = "an outcome is the event or one other value; --where leaves rows out, and "
                       "--na calls values missing",
               .excerpt = {}});
}

void NewRows::leave_out_unseen() {
  Index levels = 0;
  for (const auto& [name, values] : met_.unseen) {
    LeftOutLevels left_out{.column = name, .texts = {}, .numbers = {}};
    for (const CellValue& value : values) {
      if (value.text.empty()) {
        left_out.numbers.push_back(value.number);
      } else {
        left_out.texts.push_back(value.text);
      }
    }
    levels += std::ssize(values);
    roles_.left_out.push_back(std::move(left_out));
  }
  if (levels == 0) return;
  notes_.push_back(
      make_note(NoteCode::unseen_rows_left_out,
                fmt::format("Rows with levels that {} has not seen are left out: there is no "
                            "prediction for them.",
                            named_.name.empty() ? "the model" : named_.name)));
}

bool NewRows::is_unseen(const DroppedRows& rows) const {
  return std::any_of(roles_.left_out.begin() + std::ssize(model_.roles.left_out),
                     roles_.left_out.end(), [&](const LeftOutLevels& levels) {
                       return levels.column == rows.column && levels.names() == rows.levels;
                     });
}

std::string NewRows::outcome() const {
  const std::vector<std::string> others = other_values(model_.response, met_.outcomes);
  if (others.empty()) return model_.response.label;
  return fmt::format("{} against {}", model_.response.label, others.front());
}

RowCounts NewRows::counts(const DroppedCounts& dropped) const {
  RowCounts counts = row_counts(roles_, reader_->row_count(), dropped);
  for (DroppedRows& rows : counts.dropped) {
    if (rows.cause == DropCause::separated_level && is_unseen(rows)) {
      rows.cause = DropCause::unseen_level;
    }
  }
  return counts;
}

Index NewRows::seen(const Execution& execution) const {
  const std::string& updated_on = named_.fit.parts().updated_on;
  if (!updated_on.empty() && updated_on == sha256()) {
    const RowReader all(scan_for(model_, roles_, table_, execution), roles_);
    return sum_over_blocks(all, execution, Index{0}, [](RowBlock& block) { return block.rows; });
  }
  if (named_.fit.sha256().empty() || named_.fit.sha256() != sha256()) return 0;
  const std::optional<Expression>& fitted = model_.roles.where;
  DataRoles roles = roles_;
  if (fitted && !has_columns(table_, variables(*fitted))) return 0;
  if (fitted && roles.where) {
    roles.where = Expression{.kind = Expression::Kind::call,
                             .number = 0.0,
                             .name = "&",
                             .arguments = {*fitted, *roles.where}};
  } else if (fitted) {
    roles.where = fitted;
  }
  const RowReader both(scan_for(model_, roles, table_, execution), roles);
  return sum_over_blocks(both, execution, Index{0}, [](RowBlock& block) { return block.rows; });
}

}  // namespace odds
