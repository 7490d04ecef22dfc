#include "effects/new_data.hpp"

#include "data/checked_source.hpp"
#include "data/number.hpp"
#include "formula/expression.hpp"

#include <algorithm>

namespace odds {
namespace {

bool has_all(const std::vector<std::string>& header, const std::vector<std::string>& names) {
  return std::ranges::all_of(names, [&](const std::string& name) {
    return std::ranges::find(header, name) != header.end();
  });
}

/// Texts that all read as numbers are a factor only where the reader was told so; left alone it
/// would take the level `01` for the number 1.
bool was_told_to_be_text(const DesignVariable& variable) {
  return variable.type == ColumnType::factor && !variable.levels.empty() &&
         std::ranges::all_of(variable.levels, [](const std::string& level) {
           return is_usable(parse_number(level, '.').kind);
         });
}

}  // namespace

DataRoles prediction_roles(const Model& model) {
  DataRoles roles = model.roles;
  roles.use_response = false;
  roles.where.reset();
  roles.frequency_weights.clear();
  roles.importance_weights.clear();
  roles.probability_weights.clear();
  roles.left_out.clear();
  return roles;
}

DataRoles averaging_roles(const Model& model, const std::vector<std::string>& header) {
  DataRoles roles = model.roles;
  roles.use_response = has_all(header, variables(roles.formula.response.first)) &&
                       has_all(header, variables(roles.formula.response.second));
  if (roles.where && !has_all(header, variables(*roles.where))) roles.where.reset();
  return roles;
}

std::shared_ptr<const ColumnSource> scan_for(const Model& model, const DataRoles& roles,
                                             const Table& table, const Execution& execution,
                                             const std::vector<std::string>& keep) {
  std::vector<ColumnRequest> requests = roles.requests();
  for (ColumnRequest& request : requests) {
    require_column(request.name, table.header());
    const auto variable = model.plan.find_variable(request.name);
    if (!variable) continue;
    const DesignVariable& known = model.plan.variables[static_cast<std::size_t>(*variable)];
    if (known.levels.empty()) request.expect = Expect::number;
    if (was_told_to_be_text(known)) request.expect = Expect::text;
  }
  for (const std::string& name : keep) {
    require_column(name, table.header());
    requests.push_back({name, Expect::text});
  }
  return scan_checked(table, requests, execution);
}

}  // namespace odds
