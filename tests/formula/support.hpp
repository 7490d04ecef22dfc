// What the tests of the formula layer share: failures as values, and random expressions.
#pragma once

#include <odds/error.hpp>
#include <odds/formula.hpp>

#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace odds::test {

/// The text of the Error(usage) that `action` throws; std::logic_error if it throws none.
template <class Action>
Error::Text usage_error(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::usage) throw std::logic_error("not a usage error");
    return error.text();
  }
  throw std::logic_error("no error");
}

inline Expression number(double value) { return {Expression::Kind::number, value, {}, {}}; }
inline Expression column(const std::string& name) {
  return {Expression::Kind::variable, 0.0, name, {}};
}
inline Expression call(const std::string& name, std::vector<Expression> arguments) {
  return {Expression::Kind::call, 0.0, name, std::move(arguments)};
}

/// Trees as the parser may make them: all operators and functions, names that need backquotes and
/// texts with quotes in them, a chain of one operator never as the first operand of itself.
class RandomExpressions {
 public:
  explicit RandomExpressions(unsigned seed) : random_(seed) {}

  Expression next(int height) {
    if (height == 0) return leaf();
    switch (below(6)) {
      case 0:
        return leaf();
      case 1:
        return call(below(2) == 0 ? "neg" : "!", {next(height - 1)});
      case 2:
        return chain(height);
      case 3:
        return function(height);
      case 4:
        return comparison_with_text();
      default:
        return call(pick({"-", "/", "^", "<", "<=", ">", ">=", "==", "!="}),
                    {next(height - 1), next(height - 1)});
    }
  }

 private:
  int below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random_); }

  std::string pick(const std::vector<std::string>& choices) {
    return choices[static_cast<std::size_t>(below(static_cast<int>(choices.size())))];
  }

  Expression name() {
    return column(pick({"x", "y.1", "_z", "größe", "my column", "a`b", "i.x", "."}));
  }

  Expression leaf() {
    if (below(2) == 0) return name();
    static const std::vector<double> kNumbers = {0, 1, 2, 0.1, -3, -0.5, 1e-300, 1.5e300, 1.0 / 3};
    return number(kNumbers[static_cast<std::size_t>(below(static_cast<int>(kNumbers.size())))]);
  }

  Expression chain(int height) {
    const std::string op = pick({"+", "*", "&", "|"});
    std::vector<Expression> operands;
    const int count = 2 + below(3);
    while (static_cast<int>(operands.size()) < count) operands.push_back(next(height - 1));
    if (operands.front().name == op) operands.front() = leaf();
    return call(op, std::move(operands));
  }

  Expression function(int height) {
    switch (below(4)) {
      case 0:
        return call("scale", {name(), number(-1.25), number(3)});
      case 1:
        return call(pick({"pow", "pmin", "pmax"}), {next(height - 1), next(height - 1)});
      default:
        return call(pick({"log", "exp", "sqrt", "abs", "log1p", "log2", "log10"}),
                    {next(height - 1)});
    }
  }

  Expression comparison_with_text() {
    const Expression text{
        Expression::Kind::text, 0.0, pick({"black", "it's", "\"", "", "a b"}), {}};
    return call(pick({"==", "!="}), {name(), text});
  }

  std::mt19937 random_;
};

}  // namespace odds::test
