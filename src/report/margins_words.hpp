// The words of reports on margins: their name, their rows, their errors and their intervals.
#pragma once

#include <odds/margins.hpp>

#include <string>

namespace odds {

std::string estimand_name(Estimand estimand);        ///< `Average marginal effects`
std::string averaged_text(const Margins& margins);   ///< `at the means: ..`; empty: over all rows
std::string errors_text(const Margins& margins);     ///< `delta method`
std::string intervals_text(const Margins& margins);  ///< `on the logit scale`; empty: their own

}  // namespace odds
