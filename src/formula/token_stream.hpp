// A cursor over the tokens of a formula that reports errors where it stands.
#pragma once

#include "formula/lexer.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace odds {

class TokenStream {
 public:
  /// `text` must outlive the stream. Throws as `tokenize`.
  explicit TokenStream(std::string_view text, std::size_t largest = kLargestText)
      : text_(text), tokens_(tokenize(text, largest)) {}

  /// The token `distance` places ahead; beyond the end it is the end.
  const Token& peek(Index distance = 0) const;
  Token next();
  bool accept(std::string_view symbol);

  /// Takes `symbol` or fails.
  void expect(std::string_view symbol);

  Index position() const { return position_; }
  void rewind(Index position) { position_ = position; }
  bool at_end() const { return peek().kind == Token::Kind::end; }

  /// The text of the tokens from `begin` to here without white space; of names only the
  /// backquotes they need are kept.
  std::string spelling_since(Index begin) const;

  [[noreturn]] void fail_at(const Token& token, std::string what, std::string hint = {}) const;

  /// Fails at the token ahead, which cannot be there.
  [[noreturn]] void fail_unexpected() const;

 private:
  /// The token before the next one; at the beginning the end.
  const Token& behind() const;

  std::string_view text_;
  std::vector<Token> tokens_;
  Index position_ = 0;
};

}  // namespace odds
