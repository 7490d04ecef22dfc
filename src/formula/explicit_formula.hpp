// A formula as a text that needs nothing else to be read again.
#pragma once

#include <odds/formula.hpp>

#include <string>
#include <string_view>

namespace odds {

/// The formula with a dot written out, so that it needs no header: parse_explicit_formula makes the
/// same response, terms and offsets of it, each term with its factors in the same order.
///
/// Factors are ordered by their first appearance in the text, which `y ~ b:a + a` as the list of
/// its terms, `a + b:a`, does not keep. In such a case the factors stand before the terms and are
/// taken away again: `y ~ 1 + b + a - (b + a) + a + b:a`.
std::string explicit_formula(const Formula& formula);

/// As parse_formula and parse_expression, for text of up to 4 MiB: a dot may stand for many columns
/// with long names.
Formula parse_explicit_formula(std::string_view text);
Expression parse_explicit_expression(std::string_view text);

}  // namespace odds
