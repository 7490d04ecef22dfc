// Notes about the numbers of a report that are none.
#pragma once

#include <odds/report.hpp>

#include <optional>

namespace odds {

/// The warning that numbers of `report` are NaN, which names them: something that was to be
/// estimated could not be computed. Nothing if there is none. What by its nature has no value (an
/// aliased term, the AIC of a pseudo-likelihood) is an empty cell of a report, not NaN.
std::optional<Note> nan_note(const Report& report);

/// The remark that numbers of `report` are infinite, for formats that cannot write them. An open
/// end of an interval is one.
std::optional<Note> infinity_note(const Report& report);

/// `report`, whose notes are followed by `note`.
Report with_note(Report report, Note note);

}  // namespace odds
