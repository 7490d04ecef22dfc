#include "fit/roles.hpp"

#include "formula/expression.hpp"

#include <odds/error.hpp>

namespace odds {
namespace {

Expression variable_named(const std::string& name) {
  return {.kind = Expression::Kind::variable, .number = 0.0, .name = name, .arguments = {}};
}

Expression parse_filter(const std::string& text) {
  Expression filter = parse_expression(text);
  if (stateful_calls(filter).empty()) return filter;
  throw Error(ErrorKind::usage,
              {.what = "a filter cannot hold scale() or center(): their constants "
                       "depend on the rows that are left",
               .where = {},
               .hint = {},
               .excerpt = {}});
}

}  // namespace

DataRoles assign_roles(const Formula& formula, const FitOptions& options,
                       const std::vector<std::string>& header) {
  DataRoles roles;
  roles.formula = formula.with_columns(header);
  if (!options.where.empty()) roles.where = parse_filter(options.where);
  roles.frequency_weights = options.frequency_weights;
  roles.importance_weights = options.importance_weights;
  roles.offsets = roles.formula.offsets;
  if (!options.offset.empty()) roles.offsets.push_back(variable_named(options.offset));
  for (const ColumnRequest& request : roles.requests()) require_column(request.name, header);
  return roles;
}

std::vector<std::string> describe_uses(const DataRoles& roles) {
  std::vector<std::string> uses;
  const auto add = [&](const char* what, const std::string& which) {
    if (!which.empty()) uses.push_back(std::string(what) + " " + which);
  };
  add("frequency weights", roles.frequency_weights);
  add("importance weights", roles.importance_weights);
  for (const Expression& offset : roles.offsets) add("offset", spelling(offset));
  if (roles.where) add("rows where", spelling(*roles.where));
  return uses;
}

}  // namespace odds
