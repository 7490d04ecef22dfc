// Formulas as Stata, R, SAS and Python write them.
#pragma once

#include <string>
#include <string_view>

namespace odds {

/// `text` in the spelling of this grammar, if it is a formula in that of another program, and what
/// it means can be said here:
///
/// | from        | example                                              | here                    |
/// |-------------|------------------------------------------------------|-------------------------|
/// | Stata       | `low age i.race`, `b2.race`, `ln(x)`                 | `low ~ age + i.race`    |
/// | R           | `relevel(race, ref = "white")`, `poly(x, 2)`, `a**2` | `C(race, base = white)` |
/// | SAS         | `model y(event='1') = a b a*b`                       | `y == 1 ~ a + b + a:b`  |
/// | statsmodels | `C(race, Treatment('white'))`, `np.log(x)`, `Q('a')` | `C(race, base = white)` |
///
/// Empty for any other text, and for one above 2000 bytes. What is returned can be parsed.
std::string in_our_spelling(std::string_view text);

}  // namespace odds
