#include "formula/response_parser.hpp"

#include "formula/expression.hpp"
#include "formula/expression_parser.hpp"
#include "formula/factor_parser.hpp"

#include <utility>

namespace odds {
namespace {

bool calls(const TokenStream& tokens, std::string_view function) {
  return tokens.peek().kind == Token::Kind::name && tokens.peek().value == function &&
         tokens.peek(1).is("(");
}

/// Whether `name == literal ~` is ahead.
bool is_level_ahead(const TokenStream& tokens) {
  if (!tokens.peek().is_name() || !tokens.peek(1).is("==")) return false;
  const Index sign = tokens.peek(2).is("-") ? 1 : 0;
  return tokens.peek(2 + sign).kind != Token::Kind::symbol && tokens.peek(3 + sign).is("~");
}

Response counts(TokenStream& tokens) {
  const Token name = tokens.next();
  tokens.expect("(");
  std::vector<Expression> columns = ExpressionParser(tokens).parse_arguments();
  if (columns.size() != 2) {
    tokens.fail_at(name, "cbind takes 2 arguments: events and nonevents",
                   "as in cbind(killed, n - killed)");
  }
  Response response;
  response.form = Response::Form::counts;
  response.first = std::move(columns[0]);
  response.second = std::move(columns[1]);
  return response;
}

Response level(TokenStream& tokens) {
  Response response;
  response.first = {Expression::Kind::variable, 0.0, tokens.next().value, {}};
  tokens.expect("==");
  response.event_is_text = tokens.peek().kind == Token::Kind::literal;
  response.event = parse_level(tokens);
  return response;
}

Response event_or_trials(TokenStream& tokens) {
  const Index begin = tokens.position();
  Response response;
  if (calls(tokens, "I")) {
    response.first = ExpressionParser(tokens).parse_call();
    if (tokens.peek().is("~")) return response;
    tokens.rewind(begin);
  }
  Expression whole = ExpressionParser(tokens).parse();
  const bool division = whole.kind == Expression::Kind::call && whole.name == "/";
  if (!division) {
    response.first = std::move(whole);
    return response;
  }
  response.form = Response::Form::trials;
  response.first = std::move(whole.arguments[0]);
  response.second = std::move(whole.arguments[1]);
  return response;
}

void check(const Response& response, const TokenStream& tokens, const Token& begin) {
  if (is_constant(response.first)) tokens.fail_at(begin, "the response holds no column");
  for (const Expression* part : {&response.first, &response.second}) {
    if (stateful_calls(*part).empty()) continue;
    tokens.fail_at(begin, "scale and center cannot stand in the response");
  }
}

}  // namespace

Response parse_response(TokenStream& tokens) {
  const Token begin = tokens.peek();
  const Index position = tokens.position();
  Response response;
  if (calls(tokens, "cbind")) {
    response = counts(tokens);
  } else if (is_level_ahead(tokens)) {
    response = level(tokens);
  } else {
    response = event_or_trials(tokens);
  }
  check(response, tokens, begin);
  response.spelling = tokens.spelling_since(position);
  return response;
}

}  // namespace odds
