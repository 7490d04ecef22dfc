#include "formula/hypothesis_parser.hpp"

#include "base/failure.hpp"
#include "formula/coefficient_names.hpp"
#include "formula/diagnostic.hpp"
#include "formula/expression.hpp"
#include "formula/lexer.hpp"
#include "formula/simplify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

namespace odds {
namespace {

std::optional<Relation> relation_of(std::string_view symbol) {
  if (symbol == "=" || symbol == "==") return Relation::equal;
  if (symbol == ">" || symbol == ">=") return Relation::greater;
  if (symbol == "<" || symbol == "<=") return Relation::less;
  return std::nullopt;
}

/// The sign that compares both sides; of kind `end` if there is none.
Token comparison_in(std::string_view text) {
  Token found;
  Index depth = 0;
  for (const Token& token : tokenize(text)) {
    if (token.is("(")) ++depth;
    if (token.is(")")) --depth;
    if (depth > 0 || token.kind != Token::Kind::symbol) continue;
    if (token.is("!=")) {
      fail_at(text, token.offset, "\"!=\" is no hypothesis", "write =, whose test speaks for both");
    }
    if (!relation_of(token.text)) continue;
    if (found.kind != Token::Kind::end) {
      fail_at(text, token.offset, "a hypothesis compares two sides, not three",
              "write two hypotheses: 'a = b' 'b = c'");
    }
    found = token;
  }
  return found;
}

/// Refuses what has no derivative everywhere.
void require_smooth(const Expression& expression, const std::string& noun) {
  static constexpr std::array<std::string_view, 13> kSmooth = {
      "+", "-", "*", "/", "^", "neg", "exp", "log", "log10", "log1p", "log2", "pow", "sqrt"};
  if (expression.kind == Expression::Kind::call &&
      std::ranges::find(kSmooth, expression.name) == kSmooth.end()) {
    refuse(fmt::format("\"{}\" has no place in a hypothesis about {}s", expression.name, noun),
           "its functions are exp, log, log10, log1p, log2, pow, sqrt");
  }
  for (const Expression& argument : expression.arguments) require_smooth(argument, noun);
}

Expression side(std::string_view text, const std::string& noun) {
  Expression expression = parse_expression(text);
  require_smooth(expression, noun);
  return expression;
}

}  // namespace

ParsedHypothesis parse_hypothesis(std::string_view text, const std::vector<std::string>& names,
                                  const std::string& noun) {
  const std::string quoted = with_quoted_coefficients(text, names, noun);
  const std::string_view all = quoted;
  const Token sign = comparison_in(all);
  ParsedHypothesis result;
  const auto offset = static_cast<std::size_t>(sign.offset);
  if (sign.kind == Token::Kind::end) {
    result.left = side(all, noun);
    result.right = number_expression(0.0);
  } else {
    result.left = side(all.substr(0, offset), noun);
    result.relation = *relation_of(sign.text);
    result.right = side(all.substr(offset + sign.text.size()), noun);
  }
  if (is_constant(result.left) && is_constant(result.right)) {
    refuse(fmt::format("\"{}\" holds no {} of the model", text, noun), "name one, as in 'age = 0'");
  }
  return result;
}

}  // namespace odds
