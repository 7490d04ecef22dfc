// The tables of a sensitivity.
#pragma once

#include <odds/report.hpp>
#include <odds/sensitivity.hpp>

#include <string>

namespace odds {

/// The inputs in the order of the ranking: for people with what they move first, the SD of
/// `modelled`
/// (`Pr(low = 1)`); for programs with whole rows of estimates.
Grid ranking_for_people(const Sensitivity& sensitivity, const std::string& modelled);
Grid ranking_for_programs(const Sensitivity& sensitivity);

/// The inputs at the operating point, with what it sets them to.
Grid operating_grid(const Sensitivity& sensitivity);

/// Whether that table has each variable of the point.
bool is_in_operating_grid(const Sensitivity& sensitivity);

/// The steepest point of each input that has one.
Grid steepest_grid(const Sensitivity& sensitivity, Link link);

/// The points along the input that is followed: all of them for programs, of many some ten for
/// people.
Grid profile_grid(const Sensitivity& sensitivity, Audience audience);

/// All figures of all inputs, for programs.
Grid figures_grid(const Sensitivity& sensitivity);

}  // namespace odds
