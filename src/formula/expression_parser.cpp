#include "formula/expression_parser.hpp"

#include "data/types/calendar.hpp"
#include "formula/expression.hpp"
#include "formula/functions.hpp"
#include "formula/operators.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace odds {
namespace {

/// `in` behind an operand is no name, for an operator has to be there.
bool is_membership(const Token& token) {
  return token.is("%in%") || (token.kind == Token::Kind::name && token.text == "in");
}

int strength_ahead(const TokenStream& tokens) {
  const Token& token = tokens.peek();
  if (is_membership(token)) return strength::kComparison;
  return token.kind == Token::Kind::symbol ? strength_of(token.text) : strength::kNone;
}

bool is_column(const Expression& expression) {
  return expression.kind == Expression::Kind::variable;
}

/// `symbol` as if it stood in the place of `token`.
Token symbol_at(const Token& token, std::string_view symbol) {
  Token result = token;
  result.kind = Token::Kind::symbol;
  result.text = symbol;
  return result;
}

bool is_text(const Expression& expression) { return expression.kind == Expression::Kind::text; }

std::string expected_count(const Function& function) {
  if (function.most == 0) return fmt::format("at least {} arguments", function.least);
  if (function.stateful) return fmt::format("1 argument, or {} with its constants", function.most);
  return fmt::format("{} argument{}", function.least, function.least == 1 ? "" : "s");
}

bool accepts_count(const Function& function, Index count) {
  if (function.most == 0) return count >= function.least;
  return count == function.least || count == function.most;
}

}  // namespace

void check_depth(const TokenStream& tokens, const Token& token, int depth) {
  if (depth <= kDeepestNesting) return;
  tokens.fail_at(token, fmt::format("the formula is nested more than {} levels", kDeepestNesting));
}

Expression ExpressionParser::parse() {
  Tree tree = chain(strength::kOr);
  check_number(tree);
  return std::move(tree.expression);
}

std::vector<Expression> ExpressionParser::parse_arguments() {
  std::vector<Expression> expressions;
  for (Tree& tree : list()) {
    check_number(tree);
    expressions.push_back(std::move(tree.expression));
  }
  return expressions;
}

Expression ExpressionParser::parse_call() { return call().expression; }

/// Operators of at least strength `weakest` and their operands, associated to the left.
ExpressionParser::Tree ExpressionParser::chain(int weakest) {
  Tree left = prefix(weakest);
  for (int ahead = strength_ahead(tokens_); ahead >= weakest; ahead = strength_ahead(tokens_)) {
    const Token op = tokens_.next();
    left = is_membership(op) ? membership(op, std::move(left))
                             : join(op, std::move(left), right_operand(ahead));
    if (ahead == strength::kComparison && strength_ahead(tokens_) == strength::kComparison) {
      tokens_.fail_at(tokens_.peek(), "comparisons cannot be chained", "write a < b & b < c");
    }
  }
  return left;
}

ExpressionParser::Tree ExpressionParser::right_operand(int binding) {
  if (binding < strength::kPower) return chain(binding + 1);
  deepen();
  Tree exponent = chain(strength::kPower);
  --depth_;
  return exponent;
}

ExpressionParser::Tree ExpressionParser::prefix(int weakest) {
  const Token& ahead = tokens_.peek();
  if (ahead.is("!")) return negation(weakest);
  if (ahead.is("-") || ahead.is("+")) return sign();
  return primary();
}

ExpressionParser::Tree ExpressionParser::negation(int weakest) {
  if (weakest > strength::kNot) {
    tokens_.fail_at(tokens_.peek(), "\"!\" cannot stand here without parentheses");
  }
  deepen();
  const Token op = tokens_.next();
  Tree operand = chain(strength::kNot);
  --depth_;
  check_number(operand);
  return make_unary(op, "!", std::move(operand));
}

ExpressionParser::Tree ExpressionParser::sign() {
  deepen();
  const Token op = tokens_.next();
  const bool literal = tokens_.peek().kind == Token::Kind::number && !tokens_.peek(1).is("^");
  Tree operand = literal ? primary() : chain(strength::kPower);
  --depth_;
  operand.begin = op;
  check_number(operand);
  if (op.is("+")) return operand;
  if (literal) {
    operand.expression.number = -operand.expression.number;
    return operand;
  }
  return make_unary(op, "neg", std::move(operand));
}

ExpressionParser::Tree ExpressionParser::primary() {
  const Token ahead = tokens_.peek();
  if (ahead.kind == Token::Kind::number) {
    tokens_.next();
    return {{Expression::Kind::number, ahead.number, {}, {}}, ahead};
  }
  if (ahead.kind == Token::Kind::literal) {
    tokens_.next();
    return {{Expression::Kind::text, 0.0, ahead.value, {}}, ahead};
  }
  if (ahead.kind == Token::Kind::name && tokens_.peek(1).is("(")) return call();
  if (ahead.kind == Token::Kind::name && ahead.value == ".") {
    tokens_.fail_at(ahead, "a dot stands for columns only as a term of its own");
  }
  if (ahead.is_name()) {
    tokens_.next();
    return {{Expression::Kind::variable, 0.0, ahead.value, {}}, ahead};
  }
  if (!tokens_.accept("(")) tokens_.fail_unexpected();
  deepen();
  Tree inner = chain(strength::kOr);
  --depth_;
  tokens_.expect(")");
  return inner;
}

ExpressionParser::Tree ExpressionParser::call() {
  const Token name = tokens_.next();
  const bool is_term = name.value == "C" || name.value == "factor" || name.value == "offset";
  if (is_term) {
    tokens_.fail_at(name, fmt::format("{}( ) can only be a term of its own", name.value));
  }
  const bool wrapper = name.value == "I";
  if (!wrapper && find_function(name.value) == nullptr) {
    tokens_.fail_at(name, fmt::format("there is no function \"{}\"", name.value),
                    "the functions are " + function_names());
  }
  tokens_.expect("(");
  deepen();
  std::vector<Tree> given = list();
  --depth_;
  check_arguments(name, given);
  if (name.value == "between") return range(name, std::move(given));
  for (const Tree& argument : given) check_number(argument);
  return wrapper ? std::move(given.front()) : make_call(name, name.value, std::move(given));
}

ExpressionParser::Tree ExpressionParser::membership(const Token& op, Tree left) {
  if (tokens_.peek().value == "c" && tokens_.peek(1).is("(")) tokens_.next();
  if (!tokens_.accept("(")) {
    tokens_.fail_at(tokens_.peek(), "a list between parentheses follows \"in\"",
                    "as in x in (1, 2)");
  }
  deepen();
  const std::vector<Tree> values = list();
  --depth_;
  Tree result = join(symbol_at(op, "=="), left, values.front());
  for (std::size_t i = 1; i < values.size(); ++i) {
    result =
        join(symbol_at(op, "|"), std::move(result), join(symbol_at(op, "=="), left, values[i]));
  }
  return result;
}

ExpressionParser::Tree ExpressionParser::range(const Token& name, std::vector<Tree> given) {
  Tree above = join(symbol_at(name, ">="), given[0], std::move(given[1]));
  Tree below = join(symbol_at(name, "<="), std::move(given[0]), std::move(given[2]));
  return join(symbol_at(name, "&"), std::move(above), std::move(below));
}

/// What stands between commas up to a closing parenthesis.
std::vector<ExpressionParser::Tree> ExpressionParser::list() {
  std::vector<Tree> result;
  do {
    result.push_back(chain(strength::kOr));
  } while (tokens_.accept(","));
  tokens_.expect(")");
  return result;
}

ExpressionParser::Tree ExpressionParser::join(const Token& op, Tree left, Tree right) {
  const std::string name(op.text);
  check_texts(name, left, right);
  const bool extends = takes_many(name) && left.expression.kind == Expression::Kind::call &&
                       left.expression.name == name;
  if (!extends) {
    std::vector<Tree> operands;
    operands.push_back(std::move(left));
    operands.push_back(std::move(right));
    return make_call(op, name, std::move(operands));
  }
  left.height = std::max(left.height, right.height + 1);
  check_depth(tokens_, op, left.height);
  left.expression.arguments.push_back(std::move(right.expression));
  return left;
}

ExpressionParser::Tree ExpressionParser::make_unary(const Token& at, std::string name,
                                                    Tree operand) {
  std::vector<Tree> operands;
  operands.push_back(std::move(operand));
  return make_call(at, std::move(name), std::move(operands));
}

ExpressionParser::Tree ExpressionParser::make_call(const Token& at, std::string name,
                                                   std::vector<Tree> operands) {
  Tree result{{Expression::Kind::call, 0.0, std::move(name), {}}, at};
  for (Tree& operand : operands) {
    result.height = std::max(result.height, operand.height + 1);
    result.expression.arguments.push_back(std::move(operand.expression));
  }
  check_depth(tokens_, at, result.height);
  return result;
}

void ExpressionParser::deepen() { check_depth(tokens_, tokens_.peek(), ++depth_); }

void ExpressionParser::check_arguments(const Token& name, const std::vector<Tree>& given) const {
  const auto count = static_cast<Index>(given.size());
  const Function wrapper{"I", 1, 1};
  const Function& function = name.value == "I" ? wrapper : *find_function(name.value);
  if (!accepts_count(function, count)) {
    tokens_.fail_at(
        name, fmt::format("{} takes {}, not {}", name.value, expected_count(function), count));
  }
  if (function.stateful) check_constants(name, given);
  if (function.name == "missing" && !is_column(given.front().expression)) {
    tokens_.fail_at(name, "missing takes the name of a column");
  }
}

void ExpressionParser::check_constants(const Token& name, const std::vector<Tree>& given) const {
  for (std::size_t i = 1; i < given.size(); ++i) {
    if (is_number(given[i].expression)) continue;
    tokens_.fail_at(given[i].begin, fmt::format("a constant of {} is a number", name.value));
  }
  if (given.size() > 1) return;
  const Expression& argument = given.front().expression;
  if (is_constant(argument)) {
    tokens_.fail_at(name, fmt::format("{} needs a column in its argument", name.value));
  }
  if (!stateful_calls(argument).empty()) {
    tokens_.fail_at(name, "scale and center cannot stand inside one another");
  }
}

void ExpressionParser::check_texts(std::string_view op, const Tree& left, const Tree& right) const {
  const bool equality = op == "==" || op == "!=";
  const bool column = is_column(left.expression) || is_column(right.expression);
  if (equality && column) return;
  const Tree& text = is_text(left.expression) ? left : right;
  const bool ordering = strength_of(op) == strength::kComparison;
  if (ordering && column && is_text(text.expression)) {
    if (days_of(text.expression.name)) return;
    tokens_.fail_at(text.begin, "of texts only dates have an order, such as \"2021-04-30\"",
                    "write other numbers without quotes");
  }
  check_number(left);
  check_number(right);
}

void ExpressionParser::check_number(const Tree& tree) const {
  if (!is_text(tree.expression)) return;
  tokens_.fail_at(tree.begin, "a text can only be compared with a column, by == or !=");
}

}  // namespace odds
