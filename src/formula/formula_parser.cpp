#include "formula/explicit_formula.hpp"
#include "formula/expression.hpp"
#include "formula/expression_parser.hpp"
#include "formula/factor_parser.hpp"
#include "formula/foreign_spelling.hpp"
#include "formula/response_parser.hpp"
#include "formula/term_algebra.hpp"

#include <odds/error.hpp>
#include <odds/formula.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <utility>

namespace odds {
namespace {

using Columns = std::vector<std::string>;

/// A part of the right-hand side, as R understands it: the terms it adds up to. What it says about
/// the intercept and the offsets goes straight into the formula.
struct Operand {
  TermSet terms;

  /// Set for an intercept or an offset, which nothing but + and - may join to others.
  std::optional<Token> alone;
};

class FormulaParser {
 public:
  /// `header` has the columns that there are, `dot` those that a dot stands for; nullptr if that is
  /// not known yet.
  FormulaParser(std::string_view text, const Columns* header, const Columns* dot,
                std::size_t largest = kLargestText)
      : tokens_(text, largest), header_(header), columns_(dot), algebra_(factors_) {
    formula_.text = std::string(text);
  }

  Formula parse() {
    if (tokens_.at_end()) tokens_.fail_at(tokens_.peek(), "the formula is empty", kExample);
    if (tokens_.peek().is("~")) {
      tokens_.fail_at(tokens_.peek(), "the formula has no response before the ~", kExample);
    }
    formula_.response = parse_response(tokens_);
    if (tokens_.at_end()) tokens_.fail_at(tokens_.peek(), "the formula has no ~", kExample);
    if (!tokens_.accept("~")) tokens_.fail_unexpected();
    if (tokens_.at_end()) {
      tokens_.fail_at(tokens_.peek(), "the formula has no terms behind the ~",
                      "y ~ 1 fits the intercept alone");
    }
    const Operand terms = sum();
    if (!tokens_.at_end()) tokens_.fail_unexpected();
    take(terms.terms);
    return std::move(formula_);
  }

 private:
  static constexpr const char* kExample = "as in admit ~ gre + gpa";

  Operand sum() {
    Operand total;
    const bool adding = adding_;
    do {
      const bool plus = accept_signs();
      adding_ = adding == plus;
      const Operand operand = crossing();
      adding_ = adding;
      if (plus) total.terms.add(operand.terms);
      if (!plus) take_away(operand.terms, total.terms);
      // (1 + a)*b is (a)*b in R, but there is no offset within a product.
      const bool offset = operand.alone && operand.alone->kind != Token::Kind::number;
      if (offset) total.alone = operand.alone;
    } while (tokens_.peek().is("+") || tokens_.peek().is("-"));
    return total;
  }

  /// Raises a note for each term that is not there to be taken away: a hyphen of a name, perhaps.
  void take_away(const TermSet& terms, TermSet& from) {
    const bool all_known = !formula_.has_dot || columns_ != nullptr;
    for (const Product& product : terms.in_order()) {
      if (!all_known || from.contains(product)) continue;
      std::string term;
      for (const Index factor : product) {
        term += (term.empty() ? "" : ":") + factors_[factor].spelling;
      }
      add_note(fmt::format("{} is taken away, but was not among the terms before", term));
    }
    from.remove(terms);
  }

  /// Takes any number of signs; false if they make a minus.
  bool accept_signs() {
    bool plus = true;
    while (tokens_.peek().is("+") || tokens_.peek().is("-")) {
      if (tokens_.next().is("-")) plus = !plus;
    }
    return plus;
  }

  Operand crossing() {
    Operand left = interaction();
    for (Token op = tokens_.peek(); op.is("*") || op.is("/") || op.is("##"); op = tokens_.peek()) {
      tokens_.next();
      const Operand right = interaction();
      check_joinable(left, right);
      if (!op.is("##")) note_square(left.terms, op.text, right.terms);
      if (op.is("*")) left.terms = algebra_.cross(left.terms, right.terms);
      if (op.is("/")) left.terms = algebra_.nest(left.terms, right.terms);
      if (op.is("##")) left.terms = algebra_.cross_continuous(left.terms, right.terms);
    }
    return left;
  }

  Operand interaction() {
    Operand left = power();
    for (Token op = tokens_.peek(); op.is(":") || op.is("#"); op = tokens_.peek()) {
      tokens_.next();
      const Operand right = power();
      check_joinable(left, right);
      if (op.is(":")) {
        note_square(left.terms, op.text, right.terms);
        left.terms = algebra_.interact(left.terms, right.terms);
      } else {
        left.terms = algebra_.interact_continuous(left.terms, right.terms);
      }
    }
    return left;
  }

  Operand power() {
    Operand base = operand();
    while (tokens_.accept("^")) {
      check_joinable(base, base);
      const Token exponent = tokens_.next();
      const bool whole = exponent.kind == Token::Kind::number && exponent.number >= 1 &&
                         std::trunc(exponent.number) == exponent.number;
      if (!whole) {
        tokens_.fail_at(exponent, "a power of terms is a whole number from 1",
                        "arithmetic goes inside I( ), as in I(age^2)");
      }
      if (exponent.number == 2) note_square(base.terms, "^", base.terms);
      base.terms = algebra_.power(base.terms, exponent.number);
    }
    return base;
  }

  Operand operand() {
    const Token ahead = tokens_.peek();
    if (ahead.kind == Token::Kind::number) return intercept();
    if (ahead.is("(")) return group();
    if (ahead.kind == Token::Kind::name && ahead.value == ".") return dot();
    const bool call = ahead.kind == Token::Kind::name && tokens_.peek(1).is("(");
    if (call && ahead.value == "offset") return offset();
    if (const auto stata =
            call || names_column(ahead) ? std::nullopt : accept_stata_factor(tokens_)) {
      formula_.has_prefix = true;
      const Index number = stata->continuous
                               ? factors_.number_of_continuous(stata->variable)
                               : factors_.number_of(categorical(stata->variable, stata->base));
      return {TermSet({number}), std::nullopt};
    }
    return {TermSet({factors_.number_of(parse_factor(tokens_))}), std::nullopt};
  }

  /// Whether the token, which may have a prefix, is all of a column's name.
  bool names_column(const Token& token) {
    const auto has = [this](std::string_view name) {
      return header_ != nullptr && std::ranges::find(*header_, name) != header_->end();
    };
    const StataName parts = split_stata_name(token.value);
    if (token.kind != Token::Kind::name || parts.prefix.empty() || !has(token.value)) return false;
    if (has(parts.name)) {
      add_note(
          fmt::format("{0} is the column of that name; with its prefix for the column {1} it is "
                      "written {2}.`{1}`",
                      token.value, parts.name, parts.prefix));
    }
    return true;
  }

  Operand intercept() {
    const Token token = tokens_.next();
    if (token.number != 0.0 && token.number != 1.0) {
      tokens_.fail_at(
          token, fmt::format("{} is not a term", token.text),
          "0 and 1 stand for no intercept and an intercept; arithmetic goes inside I( )");
    }
    formula_.intercept = (token.number == 1.0) == adding_;
    return {TermSet(), token};
  }

  Operand group() {
    check_depth(tokens_, tokens_.next(), ++depth_);
    Operand inner = sum();
    tokens_.expect(")");
    --depth_;
    return inner;
  }

  Operand dot() {
    const Token token = tokens_.next();
    Operand all;
    if (columns_ == nullptr) {
      formula_.has_dot = true;
      return all;
    }
    std::set<std::string> used;
    for (const Expression* part : {&formula_.response.first, &formula_.response.second}) {
      for (std::string& name : variables(*part)) used.insert(std::move(name));
    }
    Columns meant;
    std::ranges::copy_if(*columns_, std::back_inserter(meant),
                         [&](const std::string& column) { return !used.contains(column); });
    check_number_of_columns(token, static_cast<Index>(meant.size()));
    for (const std::string& column : meant) all.terms.add({factors_.number_of(plain(column))});
    return all;
  }

  void check_number_of_columns(const Token& dot, Index columns) const {
    if (columns <= TermSet::kMostTerms) return;
    tokens_.fail_at(dot,
                    fmt::format("the dot stands for the {} columns of the table, and a formula has "
                                "at most {} terms",
                                columns, TermSet::kMostTerms),
                    "name the columns that are wanted");
  }

  Operand offset() {
    const Token name = tokens_.next();
    if (!adding_) tokens_.fail_at(name, "an offset cannot be subtracted", "write offset(-(...))");
    tokens_.expect("(");
    Expression value = ExpressionParser(tokens_).parse();
    tokens_.expect(")");
    const bool is_new = std::ranges::find(formula_.offsets, value) == formula_.offsets.end();
    if (is_new) formula_.offsets.push_back(std::move(value));
    return {TermSet(), name};
  }

  void check_joinable(const Operand& left, const Operand& right) const {
    for (const Operand* operand : {&left, &right}) {
      if (!operand->alone) continue;
      const bool number = operand->alone->kind == Token::Kind::number;
      const std::string shown = std::string(operand->alone->text) + (number ? "" : "( )");
      tokens_.fail_at(*operand->alone, shown + " can only be added to other terms");
    }
  }

  /// Raises a note where a number is multiplied by itself: many expect a square there.
  void note_square(const TermSet& left, std::string_view op, const TermSet& right) {
    if (left.size() != 1 || left.in_order() != right.in_order()) return;
    const Product product = left.in_order().front();
    const Factor& factor = factors_[product.front()];
    if (product.size() > 1 || factor.kind == Factor::Kind::categorical) return;
    const std::string& x = factor.spelling;
    add_note(fmt::format("{0}{1}{2} in a formula means {0}; the square is I({0}^2)", x, op,
                         op == "^" ? "2" : x));
  }

  void add_note(std::string note) {
    const bool is_new = std::ranges::find(formula_.notes, note) == formula_.notes.end();
    if (is_new) formula_.notes.push_back(std::move(note));
  }

  void take(const TermSet& terms) {
    std::vector<Product> products = terms.in_order();
    std::ranges::stable_sort(products, {}, [](const Product& p) { return p.size(); });
    for (const Product& product : products) {
      Term& term = formula_.terms.emplace_back();
      for (const Index number : product) term.factors.push_back(factors_[number]);
    }
  }

  TokenStream tokens_;
  const Columns* header_;
  const Columns* columns_;
  FactorTable factors_;
  TermAlgebra algebra_;
  Formula formula_;
  bool adding_ = true;  // false behind a minus sign, where 1 removes the intercept
  int depth_ = 0;
};

Expression parse_whole(TokenStream tokens) {
  Expression expression = ExpressionParser(tokens).parse();
  if (!tokens.at_end()) tokens.fail_unexpected();
  return expression;
}

}  // namespace

Formula parse_formula(std::string_view text) {
  try {
    return FormulaParser(text, nullptr, nullptr).parse();
  } catch (const Error& error) {
    const OurSpelling ours = in_our_spelling(text);
    if (ours.formula.empty()) throw;
    Error::Text told = error.text();
    told.hint = "in the spelling of odds: " + ours.formula;
    if (!ours.flags.empty()) told.hint += "; flags: " + ours.flags;
    if (!ours.left_out.empty()) told.hint += "; not taken over: " + ours.left_out;
    throw Error(error.kind(), std::move(told));
  }
}

Formula parse_explicit_formula(std::string_view text) {
  return FormulaParser(text, nullptr, nullptr, kLargestExplicitText).parse();
}

Formula Formula::with_columns(const std::vector<std::string>& header,
                              const std::vector<std::string>& dot) const {
  if (!has_dot && !has_prefix) return *this;
  Formula settled = FormulaParser(text, &header, &dot).parse();
  settled.has_prefix = false;
  return settled;
}

Expression parse_expression(std::string_view text) { return parse_whole(TokenStream(text)); }

Expression parse_explicit_expression(std::string_view text) {
  return parse_whole(TokenStream(text, kLargestExplicitText));
}

}  // namespace odds
