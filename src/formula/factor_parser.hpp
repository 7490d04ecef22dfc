// Parser of one factor of a model term.
#pragma once

#include "formula/token_stream.hpp"

#include <odds/formula.hpp>

#include <optional>
#include <string>

namespace odds {

/// A column in Stata's factor notation.
struct StataFactor {
  bool continuous = false;  ///< `c.x`
  std::string variable;
  std::optional<std::string> base;  ///< of `ib3.x`: 3
};

/// Takes `i.x`, `c.x` or `ib3.x` if it is ahead.
std::optional<StataFactor> accept_stata_factor(TokenStream& tokens);

/// `C(variable)` or `C(variable,base=base)`.
Factor categorical(const std::string& variable, const std::optional<std::string>& base);

/// A column: a number or a factor, whichever it turns out to be.
Factor plain(const std::string& variable);

/// Takes a column, `C( )`, `factor( )`, `I( )` or a call of a function. Throws Error(usage).
Factor parse_factor(TokenStream& tokens);

/// Takes a level: a number with or without a sign, a text between quotes or a bare word.
std::string parse_level(TokenStream& tokens);

}  // namespace odds
