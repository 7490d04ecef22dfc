#include "formula/simplify.hpp"

#include <utility>

namespace odds {
namespace {

using Kind = Expression::Kind;

bool is_call(const Expression& e, const char* name) {
  return e.kind == Kind::call && e.name == name;
}

/// Appends `e`, or its operands if it is a call of `name` itself.
void dissolve(const Expression& e, const char* name, std::vector<Expression>& out) {
  if (!is_call(e, name)) {
    out.push_back(e);
    return;
  }
  for (const Expression& argument : e.arguments) dissolve(argument, name, out);
}

std::vector<Expression> dissolved(const std::vector<Expression>& operands, const char* name) {
  std::vector<Expression> result;
  for (const Expression& operand : operands) dissolve(operand, name, result);
  return result;
}

}  // namespace

Expression number_expression(double value) { return {Kind::number, value, {}, {}}; }

bool is_number(const Expression& expression, double value) {
  return expression.kind == Kind::number && expression.number == value;
}

Expression call_expression(std::string name, std::vector<Expression> arguments) {
  return {Kind::call, 0.0, std::move(name), std::move(arguments)};
}

Expression sum_of(const std::vector<Expression>& operands) {
  double constant = 0.0;
  std::vector<Expression> rest;
  for (Expression& operand : dissolved(operands, "+")) {
    if (operand.kind == Kind::number) {
      constant += operand.number;
    } else {
      rest.push_back(std::move(operand));
    }
  }
  if (constant != 0.0 || rest.empty()) rest.push_back(number_expression(constant));
  return rest.size() == 1 ? rest.front() : call_expression("+", std::move(rest));
}

Expression product_of(const std::vector<Expression>& operands) {
  double constant = 1.0;
  std::vector<Expression> rest;
  for (Expression& operand : dissolved(operands, "*")) {
    if (is_number(operand, 0.0)) return operand;
    if (operand.kind == Kind::number) {
      constant *= operand.number;
    } else {
      rest.push_back(std::move(operand));
    }
  }
  if (constant != 1.0 || rest.empty()) rest.insert(rest.begin(), number_expression(constant));
  return rest.size() == 1 ? rest.front() : call_expression("*", std::move(rest));
}

Expression negative_of(Expression operand) {
  if (operand.kind == Kind::number) return number_expression(-operand.number);
  if (is_call(operand, "neg")) return operand.arguments.front();
  return call_expression("neg", {std::move(operand)});
}

Expression quotient_of(Expression numerator, Expression denominator) {
  if (is_number(numerator, 0.0) || is_number(denominator, 1.0)) return numerator;
  return call_expression("/", {std::move(numerator), std::move(denominator)});
}

Expression power_of(Expression base, Expression exponent) {
  if (is_number(exponent, 0.0)) return number_expression(1.0);
  if (is_number(exponent, 1.0)) return base;
  return call_expression("^", {std::move(base), std::move(exponent)});
}

}  // namespace odds
