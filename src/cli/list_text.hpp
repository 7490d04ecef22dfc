// Lists as flags have them.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace odds::cli {

/// The parts of `text` between commas; none if it is empty. As in a formula, back-ticks may stand
/// around a name that holds a comma, and a back-tick that is part of it is doubled between them.
std::vector<std::string> split(const std::string& text);

/// The same parts, each cut at its first `=` that stands outside back-ticks, unless nothing stands
/// before it: `smoke=9` is the pair of `smoke` and `9`, `9` and `=9` have no first member.
std::vector<std::pair<std::string, std::string>> split_pairs(const std::string& text);

}  // namespace odds::cli
