// The name that is meant where another was typed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace odds {

/// The one of `known` that is at most two letters away from `name`, whatever their case: by the
/// fewest letters to insert, delete or replace (Levenshtein 1966, Soviet Physics Doklady 10), the
/// first of several. Null: none is, or every letter would have to be replaced. The result points
/// into `known`.
const std::string* nearest_name(std::string_view name, const std::vector<std::string>& known);

}  // namespace odds
