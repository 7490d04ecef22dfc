// Parser of the left-hand side of a formula.
#pragma once

#include "formula/token_stream.hpp"

#include <odds/formula.hpp>

namespace odds {

/// Takes the response up to the `~`, which stays. Throws Error(usage).
///
/// | text                  | form   |                                              |
/// |-----------------------|--------|----------------------------------------------|
/// | `cbind(e, f)`         | counts |                                              |
/// | `name == literal`     | event  | a bare word behind `==` is a level           |
/// | `e / f`               | trials | the last division of the expression decides  |
/// | any other expression  | event  | also a division inside `I( )`                |
Response parse_response(TokenStream& tokens);

}  // namespace odds
