#include "formula/token_stream.hpp"

#include "formula/diagnostic.hpp"
#include "formula/quote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace odds {
namespace {

bool is_logical_word(const Token& token) {
  static constexpr std::array<std::string_view, 6> kWords = {"and", "or", "not",
                                                             "AND", "OR", "NOT"};
  return token.kind == Token::Kind::name && std::ranges::find(kWords, token.text) != kWords.end();
}

/// What to try when `token` is where no such token can be, behind `before`.
std::string hint_for(const Token& before, const Token& token) {
  static constexpr std::array<std::string_view, 8> kLogical = {
      "==", "!=", "<", "<=", ">", ">=", "&", "|"};
  if (token.is("=")) return "== compares two values";
  if (is_logical_word(before) || is_logical_word(token)) {
    return "conditions are joined by & (and) and | (or), and negated by !";
  }
  for (const char* sign : {"&", "|"}) {
    if (before.is(sign) && token.is(sign)) {
      return fmt::format("a single {} joins two conditions", sign);
    }
  }
  if (token.is("~")) return "a formula has one ~";
  if (std::ranges::any_of(kLogical, [&](auto symbol) { return token.is(symbol); })) {
    return "comparisons go inside I( ), as in I(age > 30)";
  }
  if (token.kind == Token::Kind::symbol || token.kind == Token::Kind::end) return {};
  return "an operator is missing before it; a name with blanks is written between backquotes";
}

}  // namespace

const Token& TokenStream::peek(Index distance) const {
  const auto last = static_cast<Index>(tokens_.size()) - 1;
  return tokens_[static_cast<std::size_t>(std::min(position_ + distance, last))];
}

const Token& TokenStream::behind() const {
  static const Token kNone;
  return position_ == 0 ? kNone : tokens_[static_cast<std::size_t>(position_ - 1)];
}

Token TokenStream::next() {
  Token token = peek();
  if (!at_end()) ++position_;
  return token;
}

bool TokenStream::accept(std::string_view symbol) {
  const bool there = peek().is(symbol);
  if (there) ++position_;
  return there;
}

void TokenStream::expect(std::string_view symbol) {
  if (accept(symbol)) return;
  const std::string found =
      at_end() ? "the formula ends" : fmt::format("found \"{}\"", peek().text);
  fail_at(peek(), fmt::format("expected \"{}\", but {}", symbol, found),
          hint_for(behind(), peek()));
}

std::string TokenStream::spelling_since(Index begin) const {
  std::string result;
  for (Index i = begin; i < position_; ++i) {
    const Token& token = tokens_[static_cast<std::size_t>(i)];
    const bool quoted = token.kind == Token::Kind::quoted_name;
    result += quoted ? quote_name(token.value) : std::string(token.text);
  }
  return result;
}

void TokenStream::fail_at(const Token& token, std::string what, std::string hint) const {
  odds::fail_at(text_, token.offset, std::move(what), std::move(hint));
}

void TokenStream::fail_unexpected() const {
  if (at_end()) fail_at(peek(), "the formula ends where something is expected");
  fail_at(peek(), fmt::format("unexpected \"{}\"", peek().text), hint_for(behind(), peek()));
}

}  // namespace odds
