#include "model/new_data.hpp"

#include "data/columns/checked_source.hpp"
#include "data/columns/name_index.hpp"
#include "formula/expression.hpp"

#include <algorithm>

namespace odds {
namespace {

bool has_all(const std::vector<std::string>& header, const std::vector<std::string>& names) {
  return std::ranges::all_of(names, [&](const std::string& name) {
    return std::ranges::find(header, name) != header.end();
  });
}

/// What is expected of a variable of the model, of which `expected` follows from its uses.
Expect expectation(const DesignVariable& known, Expect expected, bool texts_are_levels) {
  if (known.type == ColumnType::factor) return Expect::text;
  const bool factor_only = !known.levels.empty() && expected == Expect::category;
  return factor_only && texts_are_levels ? Expect::category : Expect::number;
}

/// What to ask `table` for.
std::vector<ColumnRequest> requests_for(const Model& model, const DataRoles& roles,
                                        const Table& table, bool texts_are_levels) {
  const Response& response = roles.formula.response;
  std::vector<ColumnRequest> requests = roles.requests();
  const NameIndex columns(table.header());
  const NameIndex variables(model.plan.variables, &DesignVariable::name);
  for (ColumnRequest& request : requests) {
    if (!columns.contains(request.name)) refuse_column(request.name, table);
    const bool is_response =
        roles.use_response && response.first == variable_expression(request.name);
    if (is_response && model.response.is_text) request.expect = Expect::text;
    const Index variable = variables.find(request.name);
    const auto form = model.forms.find(request.name);
    if (form != model.forms.end()) {
      request.form = form->second;
    } else if (variable >= 0) {
      request.form = CellForm{};
    }
    if (variable < 0) continue;
    request.expect = expectation(model.plan.variable(variable), request.expect, texts_are_levels);
  }
  return requests;
}

}  // namespace

DataRoles prediction_roles(const Model& model) {
  DataRoles roles = model.roles;
  roles.use_response = false;
  roles.where.reset();
  roles.frequency_weights.clear();
  roles.importance_weights.clear();
  roles.probability_weights.clear();
  roles.strata.clear();
  roles.clusters.clear();
  roles.left_out.clear();
  return roles;
}

DataRoles averaging_roles(const Model& model, const std::vector<std::string>& header) {
  DataRoles roles = model.roles;
  roles.use_response = has_all(header, variables(roles.formula.response.first)) &&
                       has_all(header, variables(roles.formula.response.second));
  if (!has_all(header, roles.clusters)) roles.clusters.clear();
  if (roles.infinite_rows == InfiniteRows::kept) roles.infinite_rows = InfiniteRows::dropped;
  if (roles.where && !has_all(header, variables(*roles.where))) roles.where.reset();
  return roles;
}

std::shared_ptr<const ColumnSource> scan_for(const Model& model, const DataRoles& roles,
                                             const Table& table, const Execution& execution) {
  return scan_checked(table, requests_for(model, roles, table, false), execution);
}

std::shared_ptr<const ColumnSource> scan_to_predict(const Model& model, const DataRoles& roles,
                                                    const Table& table, const Execution& execution,
                                                    const std::vector<std::string>& keep) {
  const NameIndex columns(table.header());
  std::vector<ColumnRequest> requests = requests_for(model, roles, table, true);
  for (const std::string& name : keep) {
    if (!columns.contains(name)) refuse_column(name, table);
    requests.push_back({name, Expect::text});
  }
  return scan_checked(table, requests, execution);
}

}  // namespace odds
