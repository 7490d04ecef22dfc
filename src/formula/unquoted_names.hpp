// Names of columns that a formula holds without the backquotes they need.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace odds {

/// Those of `columns` that are no plain names and stand in `text` as they are, with no letter or
/// digit on either side: `hours-per-week`, which reads as a difference.
std::vector<std::string> unquoted_names(std::string_view text,
                                        const std::vector<std::string>& columns);

}  // namespace odds
