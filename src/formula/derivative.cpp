#include "formula/expression.hpp"
#include "formula/simplify.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <utility>

namespace odds {
namespace {

using Kind = Expression::Kind;
using Expressions = std::vector<Expression>;

constexpr Index kMostNodes = 100'000;

Index node_count(const Expression& e) {
  Index count = 1;
  for (const Expression& argument : e.arguments) count += node_count(argument);
  return count;
}

bool is_zero(const Expression& e) { return is_number(e, 0.0); }

bool is_logical(const std::string& name) {
  static constexpr std::array<std::string_view, 10> kLogical = {
      "<", "<=", ">", ">=", "==", "!=", "&", "|", "!", "missing"};
  return std::ranges::find(kLogical, name) != kLogical.end();
}

/// Whether the value of `name` jumps, and does not change between its jumps.
bool is_stepwise(const std::string& name) { return is_logical(name) || name == "round"; }

/// The derivative of the function `name` at `u`.
Expression slope(const std::string& name, const Expression& u) {
  const Expression one = number_expression(1.0);
  if (name == "log") return quotient_of(one, u);
  if (name == "log2")
    return quotient_of(one, product_of({number_expression(std::numbers::ln2), u}));
  if (name == "log10")
    return quotient_of(one, product_of({number_expression(std::numbers::ln10), u}));
  if (name == "log1p") return quotient_of(one, sum_of({u, one}));
  if (name == "exp") return call_expression("exp", {u});
  if (name == "sqrt") {
    return quotient_of(number_expression(0.5), call_expression("sqrt", {u}));
  }
  if (name == "abs") return call_expression("sign", {u});
  throw std::logic_error("has no derivative: " + name);
}

class Differentiator {
 public:
  explicit Differentiator(const std::string& variable) : variable_(variable) {}

  Expression of(const Expression& e) {
    if (e.kind != Kind::call) {
      return number_expression(e.kind == Kind::variable && e.name == variable_ ? 1.0 : 0.0);
    }
    Expressions inner;
    for (const Expression& argument : e.arguments) inner.push_back(of(argument));
    if (is_stepwise(e.name) || e.name == "sign" || std::ranges::all_of(inner, is_zero))
      return number_expression(0.0);
    Expression result = chain_rule(e, inner);
    check_size(node_count(result));
    return result;
  }

 private:
  /// `inner` holds the derivatives of the arguments, not all of them 0.
  Expression chain_rule(const Expression& e, const Expressions& inner) {
    const Expressions& u = e.arguments;
    if (e.name == "+") return sum_of(inner);
    if (e.name == "-") return sum_of({inner[0], negative_of(inner[1])});
    if (e.name == "*") return product_rule(u, inner);
    if (e.name == "/") return quotient_rule(u, inner);
    if (e.name == "neg") return negative_of(inner[0]);
    if (e.name == "^" || e.name == "pow") return power_rule(u, inner);
    if (e.name == "pmin" || e.name == "pmax") return pick_rule(e, inner);
    if (e.name == "pick_min" || e.name == "pick_max") return picked_rule(e, inner);
    if (e.name == "scale" || e.name == "center") return stateful_rule(e, inner[0]);
    return product_of({slope(e.name, u[0]), inner[0]});
  }

  Expression product_rule(const Expressions& u, const Expressions& inner) {
    Expressions summands;
    Index nodes = 0;
    for (std::size_t i = 0; i < u.size(); ++i) {
      if (is_zero(inner[i])) continue;
      Expressions factors = u;
      factors[i] = inner[i];
      summands.push_back(product_of(factors));
      nodes += node_count(summands.back());
      check_size(nodes);
    }
    return sum_of(summands);
  }

  /// (u/v)' = u'/v - u v'/v^2
  static Expression quotient_rule(const Expressions& u, const Expressions& inner) {
    const Expression square = power_of(u[1], number_expression(2.0));
    return sum_of({quotient_of(inner[0], u[1]),
                   negative_of(quotient_of(product_of({u[0], inner[1]}), square))});
  }

  /// (u^v)' = v u^(v-1) u' + u^v log(u) v', each summand only if it is there: log(u) must not be
  /// asked for where the exponent is constant.
  static Expression power_rule(const Expressions& u, const Expressions& inner) {
    const Expression exponent =
        is_constant(u[1]) ? number_expression(evaluate_constant(u[1])) : u[1];
    Expressions summands;
    if (!is_zero(inner[0])) {
      const Expression less = sum_of({exponent, number_expression(-1.0)});
      summands.push_back(product_of({exponent, power_of(u[0], less), inner[0]}));
    }
    if (!is_zero(inner[1])) {
      const Expression log = call_expression("log", {u[0]});
      summands.push_back(product_of({power_of(u[0], exponent), log, inner[1]}));
    }
    return sum_of(summands);
  }

  static Expression pick_rule(const Expression& e, const Expressions& inner) {
    Expressions arguments = e.arguments;
    arguments.insert(arguments.end(), inner.begin(), inner.end());
    return call_expression(e.name == "pmin" ? "pick_min" : "pick_max", std::move(arguments));
  }

  /// Who is picked changes at single points only.
  static Expression picked_rule(const Expression& e, const Expressions& inner) {
    Expressions arguments = e.arguments;
    const auto half = static_cast<std::ptrdiff_t>(inner.size() / 2);
    std::copy(inner.begin() + half, inner.end(), arguments.begin() + half);
    return call_expression(e.name, std::move(arguments));
  }

  static Expression stateful_rule(const Expression& e, const Expression& inner) {
    if (e.arguments.size() == 1) throw std::logic_error("holds no constants yet: " + spelling(e));
    return e.name == "scale" ? quotient_of(inner, e.arguments[2]) : inner;
  }

  void check_size(Index nodes) const {
    if (nodes <= kMostNodes) return;
    throw Error(
        ErrorKind::usage,
        {.what = fmt::format("the derivative with respect to \"{}\" is too large", variable_),
         .where = {},
         .hint = "use a simpler expression",
         .excerpt = {}});
  }

  const std::string& variable_;
};

}  // namespace

Expression derivative(const Expression& expression, const std::string& variable) {
  if (!depends_on(expression, variable)) return number_expression(0.0);
  return Differentiator(variable).of(expression);
}

bool jumps_with(const Expression& expression, const std::string& variable) {
  if (!depends_on(expression, variable)) return false;
  if (expression.kind == Kind::call && is_stepwise(expression.name)) return true;
  return std::ranges::any_of(expression.arguments, [&](const Expression& argument) {
    return jumps_with(argument, variable);
  });
}

bool is_condition(const Expression& expression) {
  if (expression.kind != Kind::call) return false;
  const std::string& name = expression.name;
  return is_logical(name) || ((name == "*" || name == "pmin" || name == "pmax") &&
                              std::ranges::all_of(expression.arguments, is_condition));
}

}  // namespace odds
