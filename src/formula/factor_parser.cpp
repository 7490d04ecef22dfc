#include "formula/factor_parser.hpp"

#include "formula/expression.hpp"
#include "formula/expression_parser.hpp"
#include "formula/quote.hpp"

#include <fmt/format.h>

#include <utility>

namespace odds {
namespace {

/// `race)` or `race, base = 3)`, behind `C(`.
Factor categorical_arguments(TokenStream& tokens, const Token& function) {
  const Token name = tokens.next();
  const bool column = name.is_name() && !(name.kind == Token::Kind::name && name.value == ".");
  if (!column) {
    tokens.fail_at(name, fmt::format("{}( ) takes the name of a column", function.value));
  }
  Factor factor{Factor::Kind::categorical, {}, variable_expression(name.value), {}};
  if (tokens.accept(",")) {
    const Token keyword = tokens.next();
    if (keyword.value != "base" || !tokens.accept("=")) {
      tokens.fail_at(keyword, "expected base = LEVEL",
                     fmt::format("as in {}({}, base = 3)", function.value, name.text));
    }
    factor.base = parse_level(tokens);
  }
  tokens.expect(")");
  return factor;
}

Factor parse_call(TokenStream& tokens) {
  const Index begin = tokens.position();
  const Token function = tokens.peek();
  Factor factor;
  if (function.value == "C" || function.value == "factor") {
    tokens.next();
    tokens.expect("(");
    factor = categorical_arguments(tokens, function);
  } else {
    factor.kind = Factor::Kind::numeric;
    factor.expression = ExpressionParser(tokens).parse_call();
    if (is_constant(factor.expression)) tokens.fail_at(function, "the term holds no column");
  }
  factor.spelling = tokens.spelling_since(begin);
  return factor;
}

}  // namespace

std::optional<StataFactor> accept_stata_factor(TokenStream& tokens) {
  const Token token = tokens.peek();
  const StataName parts = split_stata_name(token.value);
  if (token.kind != Token::Kind::name || parts.prefix.empty()) return std::nullopt;
  tokens.next();
  StataFactor factor{
      .continuous = parts.prefix == "c", .variable = std::string(parts.name), .base = std::nullopt};
  if (parts.name.empty()) {
    const Token name = tokens.next();
    if (name.kind != Token::Kind::quoted_name) {
      tokens.fail_at(name, fmt::format("expected the name of a column after \"{}\"", token.text));
    }
    factor.variable = name.value;
  }
  if (parts.prefix.size() > 1) factor.base = std::string(parts.prefix.substr(2));
  return factor;
}

Factor categorical(const std::string& name, const std::optional<std::string>& base) {
  const std::string argument = base ? ",base=" + *base : "";
  return {Factor::Kind::categorical, fmt::format("C({}{})", quote_name(name), argument),
          variable_expression(name), base};
}

Factor plain(const std::string& name) {
  return {Factor::Kind::plain, quote_name(name), variable_expression(name), {}};
}

Factor parse_factor(TokenStream& tokens) {
  const Token& ahead = tokens.peek();
  if (ahead.kind == Token::Kind::name && tokens.peek(1).is("(")) return parse_call(tokens);
  if (ahead.kind == Token::Kind::literal) tokens.fail_at(ahead, "a text is not a term");
  if (!ahead.is_name()) tokens.fail_unexpected();
  return plain(tokens.next().value);
}

std::string parse_level(TokenStream& tokens) {
  const std::string sign = tokens.accept("-") ? "-" : "";
  const Token token = tokens.next();
  if (token.kind == Token::Kind::number) return sign + std::string(token.text);
  const bool word = token.is_name() || token.kind == Token::Kind::literal;
  if (!word || !sign.empty()) tokens.fail_at(token, "expected a level: a number or a text");
  return token.value;
}

}  // namespace odds
