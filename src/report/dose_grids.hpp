// The tables of doses.
#pragma once

#include <odds/dose.hpp>
#include <odds/report.hpp>

#include <string>

namespace odds {

/// The name of a dose, `10^x` where the column x holds its logarithm.
std::string dose_heading(const Dose& dose);

/// The doses: every number in every row for programs; for people what repeats is left out.
Grid doses_for_programs(const Dose& dose);
Grid doses_for_people(const Dose& dose);

/// Slope, steepest derivative and distances of each curve.
Grid curves_grid(const Dose& dose);

/// Curves compared with each other, relative potencies, and the ratios that were asked for; without
/// rows where there are none.
Grid comparison_grid(const Dose& dose);
Grid potency_grid(const Dose& dose);
Grid ratio_grid(const Dose& dose);

}  // namespace odds
