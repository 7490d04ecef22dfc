// Parser of arithmetic expressions.
#pragma once

#include "formula/token_stream.hpp"

#include <odds/formula.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace odds {

/// The deepest nesting of a formula. Trees are copied, compared and destroyed by recursion, so
/// the parser bounds their height by it.
constexpr int kDeepestNesting = 200;

/// Fails at `token` unless `depth` is allowed.
void check_depth(const TokenStream& tokens, const Token& token, int depth);

/// Recursive descent over binding strengths, as in R: `^` binds strongest, then the sign, `* /`,
/// `+ -`, comparisons, `!`, `&`, `|`.
///
/// Operands of a chain of `+`, `*`, `&` or `|` become arguments of one call; other operators have
/// one or two. A minus sign before a number literal belongs to the number, unless `^` follows.
/// `I(e)` is `e`, `e in (a, b)` is `e == a | e == b` (R's `e %in% c(a, b)` is the same), and
/// `between(e, a, b)` is `e >= a & e <= b`.
class ExpressionParser {
 public:
  /// Reads from `tokens`, which holds the place.
  explicit ExpressionParser(TokenStream& tokens) : tokens_(tokens) {}

  /// The longest expression ahead. Throws Error(usage).
  Expression parse();

  /// The comma-separated expressions up to the closing parenthesis, which is taken too.
  std::vector<Expression> parse_arguments();

  /// The call that begins with the token ahead, a name before a parenthesis.
  Expression parse_call();

 private:
  struct Tree {
    Expression expression;
    Token begin;  ///< the first token, for messages
    int height = 1;
  };

  Tree chain(int weakest);
  Tree prefix(int weakest);
  Tree sign();
  Tree negation(int weakest);
  Tree primary();
  Tree call();
  Tree membership(const Token& op, Tree left);
  Tree range(const Token& name, std::vector<Tree> given);
  Tree right_operand(int binding);
  Tree join(const Token& op, Tree left, Tree right);
  Tree make_unary(const Token& at, std::string name, Tree operand);
  Tree make_call(const Token& at, std::string name, std::vector<Tree> operands);
  std::vector<Tree> list();
  void deepen();
  void check_arguments(const Token& name, const std::vector<Tree>& given) const;
  void check_constants(const Token& name, const std::vector<Tree>& given) const;
  void check_texts(std::string_view op, const Tree& left, const Tree& right) const;
  void check_number(const Tree& tree) const;

  TokenStream& tokens_;
  int depth_ = 0;
};

}  // namespace odds
