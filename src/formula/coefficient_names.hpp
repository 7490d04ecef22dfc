// The names of coefficients inside a text of arithmetic.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace odds {

/// `text` with each coefficient that it names between backquotes, where an expression needs them:
/// `race[black] - age` becomes `` `race[black]` - age ``. Throws Error(usage) for a name that is
/// neither one of `names` nor a function, with the nearest of them; it calls them a `noun`.
std::string with_quoted_coefficients(std::string_view text, const std::vector<std::string>& names,
                                     const std::string& noun = "coefficient");

}  // namespace odds
