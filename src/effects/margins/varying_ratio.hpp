// Whether an odds ratio is the same in all rows.
#pragma once

#include "effects/counterfactual/setting.hpp"
#include "model/model.hpp"

namespace odds {

/// Whether the change of eta that a change of `variable` makes may differ between the rows, when
/// what `setting` gives a value is the same in all of them: other variables stand beside it in some
/// term, or it is moved from where it is and does not enter by itself.
bool varies_between_rows(const Model& model, Index variable, const Setting& setting);

}  // namespace odds
