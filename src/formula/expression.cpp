#include "formula/expression.hpp"

#include "data/types/calendar.hpp"
#include "formula/functions.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace odds {
namespace {

constexpr double kLargestPower = 64;

using Kind = Expression::Kind;

/// Calls `see` for every node, parents before their arguments.
template <class See>
void visit(const Expression& expression, const See& see) {
  see(expression);
  for (const Expression& argument : expression.arguments) visit(argument, see);
}

bool is_missing_call(const Expression& e) { return e.kind == Kind::call && e.name == "missing"; }

bool is_unbound_stateful(const Expression& e) {
  if (e.kind != Kind::call || e.arguments.size() != 1) return false;
  const Function* function = find_function(e.name);
  return function != nullptr && function->stateful;
}

Expression number(double value) { return {Kind::number, value, {}, {}}; }

}  // namespace

std::vector<std::string> variables(const Expression& expression) {
  std::vector<std::string> names;
  std::set<std::string> seen;
  visit(expression, [&](const Expression& e) {
    if (e.kind == Kind::variable && seen.insert(e.name).second) names.push_back(e.name);
  });
  return names;
}

bool depends_on(const Expression& expression, const std::string& variable) {
  if (expression.kind == Kind::variable) return expression.name == variable;
  return std::ranges::any_of(expression.arguments, [&](const Expression& argument) {
    return depends_on(argument, variable);
  });
}

bool is_constant(const Expression& expression) {
  if (expression.kind == Kind::variable) return false;
  return std::ranges::all_of(expression.arguments, is_constant);
}

std::vector<std::pair<std::string, std::string>> compared_texts(const Expression& expression) {
  std::vector<std::pair<std::string, std::string>> pairs;
  visit(expression, [&](const Expression& e) {
    if (e.arguments.size() != 2) return;
    const Expression& left = e.arguments[0];
    const Expression& right = e.arguments[1];
    if (right.kind == Kind::text) pairs.emplace_back(left.name, right.name);
    if (left.kind == Kind::text) pairs.emplace_back(right.name, left.name);
  });
  return pairs;
}

std::vector<std::string> compared_dates(const Expression& expression) {
  std::vector<std::string> names;
  for (const auto& [name, text] : compared_texts(expression)) {
    if (days_of(text)) names.push_back(name);
  }
  return names;
}

std::vector<std::string> asked_for_missing(const Expression& expression) {
  std::vector<std::string> names;
  visit(expression, [&](const Expression& e) {
    if (!is_missing_call(e)) return;
    const std::string& name = e.arguments.front().name;
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  });
  return names;
}

std::vector<std::string> variables_with_value(const Expression& expression) {
  std::vector<std::string> names;
  const auto add = [&](const auto& self, const Expression& e) -> void {
    if (is_missing_call(e)) return;
    const bool is_new = e.kind == Kind::variable && std::ranges::find(names, e.name) == names.end();
    if (is_new) names.push_back(e.name);
    for (const Expression& argument : e.arguments) self(self, argument);
  };
  add(add, expression);
  return names;
}

std::vector<Expression> stateful_calls(const Expression& expression) {
  std::vector<Expression> calls;
  visit(expression, [&](const Expression& e) {
    const bool wanted = is_unbound_stateful(e) && std::ranges::find(calls, e) == calls.end();
    if (wanted) calls.push_back(e);
  });
  return calls;
}

Expression with_constants(const Expression& expression, const Expression& call,
                          std::span<const double> constants) {
  Expression result = expression;
  if (expression == call) {
    for (const double constant : constants) result.arguments.push_back(number(constant));
    return result;
  }
  for (Expression& argument : result.arguments)
    argument = with_constants(argument, call, constants);
  return result;
}

std::optional<std::pair<Expression, int>> as_power(const Expression& expression) {
  const bool power =
      expression.kind == Kind::call && (expression.name == "^" || expression.name == "pow");
  if (!power) return std::nullopt;
  const Expression& base = expression.arguments[0];
  const Expression& exponent = expression.arguments[1];
  const bool whole = exponent.kind == Kind::number && exponent.number >= 2 &&
                     exponent.number <= kLargestPower &&
                     std::trunc(exponent.number) == exponent.number;
  if (!whole || is_constant(base)) return std::nullopt;
  return std::pair(base, static_cast<int>(exponent.number));
}

}  // namespace odds
