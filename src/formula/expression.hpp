// Expressions at work: their values over rows, their exact derivatives, and what they are made of.
#pragma once

#include "math/linear_algebra.hpp"

#include <odds/formula.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace odds {

/// The expression that is no more than a variable.
inline Expression variable_expression(const std::string& name) {
  return {Expression::Kind::variable, 0.0, name, {}};
}

inline bool is_number(const Expression& expression) {
  return expression.kind == Expression::Kind::number;
}

/// The values of a variable in one run of rows: numbers, or codes of levels. A span of one
/// element holds for every row, so that `bindings["smoke"] = {.numbers = {&zero, 1}}` asks what
/// would be if nobody smoked.
struct Binding {
  std::span<const double> numbers = {};      ///< of a number column: rows, or 1
  std::span<const std::int32_t> codes = {};  ///< of a factor: rows, or 1; -1 is missing
  std::span<const std::string> levels = {};  ///< of a factor: what the codes index
};

/// A hash of names that finds them by any kind of text.
struct NameHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view name) const {
    return std::hash<std::string_view>{}(name);
  }
};

/// The values of every variable. A pass looks each of them up once a block.
using Bindings = std::unordered_map<std::string, Binding, NameHash, std::equal_to<>>;

/// The value of `expression` in each of `rows` rows; one loop over the rows for each node.
///
/// Comparisons, `&`, `|` and `!` give 0 or 1 (any number but 0 is true); a NaN operand gives NaN,
/// and so does a missing code compared with a text, but `0 & NaN` is 0 and `1 | NaN` is 1, as in R.
/// A text that is no level equals nothing. `missing` gives 1 for NaN and for a missing code.
///
/// A number compared with the text of an ISO date is one of days since 1970-01-01, as the column
/// must be (`compared_dates`); levels are ordered as the dates that they are, and are NaN if they
/// are none. `x^k` and `pow(x, k)` are x*x and x*x*x for k = 2 and 3, 1/x for k = -1, and std::pow
/// else. Results that are not finite are returned as they are.
///
/// Throws Error(usage) where a factor is used as a number or a number column is compared with a
/// text. Every variable must be bound and `scale`, `center` must hold their constants:
/// std::logic_error.
Vector evaluate(const Expression& expression, const Bindings& bindings, Index rows);

/// The value of an expression without variables.
double evaluate_constant(const Expression& expression);

/// The exact derivative with respect to `variable`, simplified; the number 0 where the expression
/// does not depend on it.
///
/// | piecewise                  | derivative                                          |
/// |----------------------------|-----------------------------------------------------|
/// | comparisons, `&`, `|`, `!` | 0 everywhere                                        |
/// | `round(u)`                 | 0 everywhere                                        |
/// | `abs(u)`                   | `sign(u) u'`: 0 at u = 0                            |
/// | `pmin`, `pmax`             | that of the active argument, of the first in a tie  |
///
/// Derivatives hold the functions `sign`, `pick_min` and `pick_max`, which formulas do not know;
/// they can be evaluated and differentiated again. `scale`, `center` must hold their constants:
/// std::logic_error. Throws Error(usage) when the derivative would have more than 100 000 nodes.
Expression derivative(const Expression& expression, const std::string& variable);

/// Whether a comparison, a logical operation or `round` in `expression` holds `variable`: there the
/// value can jump, which no derivative sees.
bool jumps_with(const Expression& expression, const std::string& variable);

/// Whether the value of `expression` is 0 or 1 whatever its variables are: a comparison, `&`, `|`,
/// `!`, and products, `pmin` and `pmax` of such.
bool is_condition(const Expression& expression);

/// The names of the variables, each once, in order of appearance.
std::vector<std::string> variables(const Expression& expression);

/// Whether the expression holds this variable.
bool depends_on(const Expression& expression, const std::string& variable);

/// Whether the expression holds no variable.
bool is_constant(const Expression& expression);

/// The pairs (variable, text) that `==` and `!=` compare, in order of appearance: variables that
/// have to be factors, and levels that they should have.
std::vector<std::pair<std::string, std::string>> compared_texts(const Expression& expression);

/// The variables that are compared with the text of an ISO date, as the above.
std::vector<std::string> compared_dates(const Expression& expression);

/// The variables that `missing` is asked of, each once.
std::vector<std::string> asked_for_missing(const Expression& expression);

/// The variables whose values matter, each once, in order of appearance: those that are not only
/// asked whether they are missing.
std::vector<std::string> variables_with_value(const Expression& expression);

/// The calls `scale(e)` and `center(e)` whose constants are not known yet, each once, in order of
/// appearance. The parser refuses one inside another, so each `e` can be evaluated at once.
std::vector<Expression> stateful_calls(const Expression& expression);

/// `expression` with `constants` appended to the arguments of every call that equals `call`: mean
/// and standard deviation (divisor n - 1, as R's) for `scale`, the mean for `center`.
Expression with_constants(const Expression& expression, const Expression& call,
                          std::span<const double> constants);

/// `(e, k)` for `e^k` and `pow(e, k)` with a variable in `e` and a whole number k, 2 <= k <= 64.
std::optional<std::pair<Expression, int>> as_power(const Expression& expression);

}  // namespace odds
