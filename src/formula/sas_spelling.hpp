// Model statements of SAS as formulas.
#pragma once

#include "formula/foreign_spelling.hpp"

namespace odds {

/// Makes `y == 1 ~ a + b` of `model y(event='1') = a b / options`; other texts are left as they
/// are. Options are those of LOGISTIC, GENMOD and PROBIT: `link=probit`, `d=normal`.
void take_from_sas(OurSpelling& model);

}  // namespace odds
