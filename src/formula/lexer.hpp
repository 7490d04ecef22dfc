// Tokens of formulas and expressions.
#pragma once

#include <odds/types.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace odds {

struct Token {
  enum class Kind {
    number,
    name,         ///< letters, digits, `_` and `.`; a lone `.` too
    quoted_name,  ///< between backquotes; a doubled backquote stands for one
    literal,      ///< a text between ' or "; a doubled quote stands for one
    symbol,       ///< an operator, a parenthesis or a comma
    end,
  };

  Kind kind = Kind::end;
  Index offset = 0;       ///< of the first byte
  std::string_view text;  ///< as written; empty at the end
  std::string value;      ///< of names and literals, without quotes
  double number = 0.0;

  bool is(std::string_view symbol) const { return kind == Kind::symbol && text == symbol; }
  bool is_name() const { return kind == Kind::name || kind == Kind::quoted_name; }
};

/// The largest text, in bytes, of a formula that somebody writes, and of one that is written out.
inline constexpr std::size_t kLargestText = std::size_t{64} * 1024;
inline constexpr std::size_t kLargestExplicitText = std::size_t{4} * 1024 * 1024;

/// Splits `text`, which must outlive the tokens; the last one is of kind `end`.
///
/// Throws Error(usage) for text of more than `largest` bytes or that is not UTF-8, a number out of
/// range, an unclosed quote and a character without meaning.
std::vector<Token> tokenize(std::string_view text, std::size_t largest = kLargestText);

/// How many bytes of `text` from `at` on are characters of a name: letters, digits, `_` and `.`.
/// Precondition: at <= text.size(), and a character begins there.
std::size_t name_length_at(std::string_view text, std::size_t at);

/// Whether `name` can be written without backquotes wherever a column is meant: it is one token,
/// not a lone `.`, and does not begin like Stata's `i. c. ib3.`.
bool is_plain_name(std::string_view name);

/// The parts of a name in Stata's factor notation: `ib3.race` is ("ib3", "race").
struct StataName {
  std::string_view prefix;  ///< `i`, `c` or `ib` and digits
  std::string_view name;    ///< may be empty: a name in backquotes follows
};

/// Recognises `i.`, `c.` and `ibN.` at the beginning of `name`; else the prefix is empty.
StataName split_stata_name(std::string_view name);

}  // namespace odds
