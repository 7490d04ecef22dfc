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
/// | Stata       | `logit low age i.race`, `b2.race`, `ln(x)`           | `low ~ age + i.race`    |
/// | Stata       | `bprobit killed exposed dose`                        | `killed/exposed ~ dose` |
/// | R           | `y ~ a + strata(id)` of clogit                       | `y ~ a`, `--strata id`  |
/// | R           | `relevel(race, ref = "white")`, `poly(x, 2)`, `a**2` | `C(race, base = white)` |
/// | R's clogit  | `y ~ a + strata(id)`                                 | `y ~ a`, `--strata id`  |
/// | SAS         | `model y(event='1') = a b a*b`                       | `y == 1 ~ a + b + a:b`  |
/// | statsmodels | `C(race, Treatment('white'))`, `np.log(x)`, `Q('a')` | `C(race, base = white)` |
///
/// What stands beside the formula becomes flags of the command (`if age > 30, or vce(robust)`:
/// `--where 'age > 30' --or --vcov stata`; `family = binomial(link = "probit")`: `--link probit`);
/// what does not is told, never dropped in silence.
///
/// No formula for any other text, and for one above 2000 bytes. The one that is returned can be
/// parsed.
struct OurSpelling {
  std::string formula;   ///< empty: there is none
  std::string flags;     ///< with the quotes that a shell needs
  std::string left_out;  ///< in its own words
};
OurSpelling in_our_spelling(std::string_view text);

}  // namespace odds
