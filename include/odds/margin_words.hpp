// Options of margins as people write them: `age=20,30 race=black`, `2sd`, `rr,or`.
#pragma once

#include <odds/export.hpp>
#include <odds/margins.hpp>

#include <string>
#include <utility>
#include <vector>

namespace odds {

/// Settings separated by blanks, or one of the points `means` and `typical`, or
/// both. Values are separated by commas; quotes, 'a b' or "a b", keep blanks, commas and equals
/// signs together. Throws Error(usage) for anything else.
struct AtText {
  MarginPoint point = MarginPoint::observed;
  std::vector<AtValues> values;
};
ODDS_EXPORT AtText parse_at(const std::string& text);

/// A step: `1`, `sd`, `2sd`, `iqr`, `minmax`, or `low:high`. Throws Error(usage).
ODDS_EXPORT Step parse_step(const std::string& text, bool centred);

/// Measures `rd,rr,or,cor,nnt`, separated by commas; none for an empty text. Throws Error(usage).
ODDS_EXPORT std::vector<Measure> parse_measures(const std::string& text);

/// `none`, `reference`, `pairwise`, `sequential`, `mean`. Throws Error(usage).
ODDS_EXPORT MarginContrast parse_contrast(const std::string& text);

/// Pairs `a,b` of variables, several of them separated by blanks. Throws Error(usage).
ODDS_EXPORT std::vector<std::pair<std::string, std::string>> parse_pairs(const std::string& text);

}  // namespace odds
