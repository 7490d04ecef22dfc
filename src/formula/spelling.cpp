#include "base/number_text.hpp"
#include "formula/expression.hpp"
#include "formula/operators.hpp"
#include "formula/quote.hpp"

#include <odds/formula.hpp>

#include <cmath>

namespace odds {
namespace {

/// Of the outermost operator of the spelling.
int binding(const Expression& e) {
  if (is_number(e)) return std::signbit(e.number) ? strength::kSign : strength::kOperand;
  if (e.kind != Expression::Kind::call) return strength::kOperand;
  if (e.name == "neg") return strength::kSign;
  if (e.name == "!") return strength::kNot;
  const int infix = strength_of(e.name);
  return infix == strength::kNone ? strength::kOperand : infix;
}

void write(const Expression& e, std::string& out);

/// Writes `e`, in parentheses if it binds weaker than `weakest`.
void write_operand(const Expression& e, int weakest, std::string& out) {
  const bool bare = binding(e) >= weakest;
  if (!bare) out += '(';
  write(e, out);
  if (!bare) out += ')';
}

void write_prefix(const Expression& e, std::string& out) {
  const Expression& operand = e.arguments.front();
  const bool negative = e.name == "neg";
  out += negative ? '-' : '!';
  // A sign before a number literal would be read as part of the number.
  const bool literal = negative && is_number(operand) && !std::signbit(operand.number);
  const int weakest = negative ? strength::kSign : strength::kNot;
  write_operand(operand, literal ? strength::kOperand + 1 : weakest, out);
}

void write_infix(const Expression& e, int own, std::string& out) {
  // A power associates to the right, a comparison not at all, everything else to the left.
  const bool left_associative = own != strength::kPower && own != strength::kComparison;
  const int weakest_right = own == strength::kPower ? strength::kSign : own + 1;
  write_operand(e.arguments.front(), left_associative ? own : own + 1, out);
  for (std::size_t i = 1; i < e.arguments.size(); ++i) {
    out += e.name;
    write_operand(e.arguments[i], weakest_right, out);
  }
}

void write_call(const Expression& e, std::string& out) {
  out += e.name;
  char separator = '(';
  for (const Expression& argument : e.arguments) {
    out += separator;
    write(argument, out);
    separator = ',';
  }
  out += ')';
}

void write(const Expression& e, std::string& out) {
  switch (e.kind) {
    case Expression::Kind::number:
      out += shortest_text(e.number);
      return;
    case Expression::Kind::text:
      out += quote_text(e.name);
      return;
    case Expression::Kind::variable:
      out += quote_name(e.name);
      return;
    case Expression::Kind::call:
      break;
  }
  const int infix = strength_of(e.name);
  if (e.name == "neg" || e.name == "!") return write_prefix(e, out);
  if (infix != strength::kNone) return write_infix(e, infix, out);
  write_call(e, out);
}

}  // namespace

std::string spelling(const Expression& expression) {
  std::string out;
  write(expression, out);
  return out;
}

std::string Term::spelling() const {
  if (factors.empty()) return "(Intercept)";
  std::string result = factors.front().spelling;
  for (std::size_t i = 1; i < factors.size(); ++i) result += ':' + factors[i].spelling;
  return result;
}

}  // namespace odds
