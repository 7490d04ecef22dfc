// Settings as they are typed: `age=20,30 race=black`.
#pragma once

#include <odds/margins.hpp>

#include <string>
#include <utility>
#include <vector>

namespace odds::cli {

/// What --at says: settings separated by blanks, or one of the points `means` and `typical`, or
/// both. Values are separated by commas; quotes, 'a b' or "a b", keep blanks, commas and equals
/// signs together. Throws Error(usage) for anything else.
struct AtText {
  MarginPoint point = MarginPoint::observed;
  std::vector<AtValues> values;
};
AtText parse_at(const std::string& text);

/// What --step says: `1`, `sd`, `2sd`, `iqr`, `minmax`, or `low:high`. Throws Error(usage).
Step parse_step(const std::string& text, bool centred);

/// Pairs `a,b` of variables, several of them separated by blanks. Throws Error(usage).
std::vector<std::pair<std::string, std::string>> parse_pairs(const std::string& text);

}  // namespace odds::cli
