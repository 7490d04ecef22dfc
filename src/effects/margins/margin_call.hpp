// The variables and effects that a call of `margins` asks for, checked against the model and the
// table.
#pragma once

#include "effects/margins/contrasts.hpp"
#include "effects/margins/row_summary.hpp"
#include "model/model.hpp"

#include <odds/margins.hpp>

#include <string>
#include <vector>

namespace odds {

/// The variables whose effects are asked for, of the plan. Those of an offset alone have no
/// coefficient to speak of. A factor that is eliminated has too many levels to show (N045).
/// Throws Error(usage) for a variable that the model does not hold, or such a factor by name.
std::vector<Index> asked_variables(const Model& model, const MarginsOptions& options,
                                   std::vector<Note>& notes);

/// The effects of all variables asked for, then cross effects, or the probability alone. Notes N040
/// (no derivative), N044 (a derivative leaves jumps out), N046 (elasticities where x is 0 or
/// changes its sign), N073 (a factor with one level, left out), N140 (conditions on one column).
/// Throws Error(usage) for a factor with one level that is named, or a number that enters through
/// conditions only.
std::vector<Effect> asked_effects(const Model& model, const MarginsOptions& options,
                                  const std::vector<Index>& variables, const GroupSummary& rows,
                                  std::vector<Note>& notes);

/// The roles of the table's columns: those of averages, the filter and the groups of the options.
DataRoles margin_roles(const Model& model, const Table& table, const MarginsOptions& options);

/// Throws Error(usage) for what the model or the table does not allow: unconditional errors without
/// a response, points, simulation or unconditional errors with an eliminated factor.
void require_possible(const Model& model, const DataRoles& roles, const MarginsOptions& options);

/// Notes N041 (the filter of the fit is not applied), N043 (rows count equally), and N010.
void note_uses(const Model& model, const DataRoles& roles, const MarginsOptions& options,
               std::vector<Note>& notes);

/// Whether an effect has no columns of its own left: all of them are aliased, or some are and
/// nothing comes of the rest.
bool is_aliased(const Model& model, const Effect& effect, bool nothing);

/// Whether a setting has a number beyond the range of the fit, or several levels that no row has
/// together: `support` is the weight of the rows that have them.
bool is_outside(const Model& model, const Setting& setting, double support);

}  // namespace odds
