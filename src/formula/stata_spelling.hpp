// Commands of Stata as formulas and flags.
#pragma once

#include "formula/foreign_spelling.hpp"

namespace odds {

/// Makes `low ~ age + i.race` of `low age i.race if .., options`, with or without the command
/// before it; other texts are left as they are.
///
/// | command                       | response and flags                                 |
/// |-------------------------------|----------------------------------------------------|
/// | `logit`, `probit`, `cloglog`  | the first word; its link                           |
/// | `logistic`, `firthlogit`      | the first word; `--or`, `--firth`                  |
/// | `blogit e n`, `bprobit e n`   | `e/n`; its link                                    |
/// | `clogit y, group(id)`         | the first word; `--strata id`                      |
/// | `fracreg probit y`            | `y`; `--fractional` and the link                   |
/// | `glm y, family(binomial n)`   | `y/n`, or `y` without n; the link of its options   |
void take_from_stata(OurSpelling& model);

}  // namespace odds
