#include "design/infinite_terms.hpp"

#include <algorithm>
#include <cmath>

namespace odds {

std::vector<Expression> term_expressions(const Formula& formula) {
  std::vector<Expression> expressions;
  for (const Term& term : formula.terms) {
    for (const Factor& factor : term.factors) {
      if (factor.kind == Factor::Kind::categorical) continue;
      const std::vector<Expression> calls = stateful_calls(factor.expression);
      if (calls.empty()) expressions.push_back(factor.expression);
      for (const Expression& call : calls) expressions.push_back(call.arguments.front());
    }
  }
  std::erase_if(expressions,
                [](const Expression& e) { return e.kind == Expression::Kind::variable; });
  return expressions;
}

Vector infinite_terms(const std::vector<Expression>& expressions, const Bindings& bindings,
                      Index rows) {
  Vector result = Vector::Zero(rows);
  for (const Expression& expression : expressions) {
    const Vector values = evaluate(expression, bindings, rows);
    for (Index i = 0; i < rows; ++i) {
      if (result[i] == 0.0 && std::isinf(values[i])) result[i] = values[i];
    }
  }
  return result;
}

bool any_infinite(const Vector& terms) { return terms.size() > 0 && (terms.array() != 0.0).any(); }

std::vector<double> finite_values(VectorRef values) {
  std::vector<double> finite;
  std::ranges::copy_if(values, std::back_inserter(finite),
                       [](double value) { return std::isfinite(value); });
  return finite;
}

}  // namespace odds
