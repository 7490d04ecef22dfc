// Finds out how a delimited text is delimited.
#pragma once

#include "data/csv/checked_text.hpp"
#include "data/input/input_bytes.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace odds {

/// How many records behind the header tell what the others are like.
inline constexpr Index kHeadRecords = 100;

/// Whether a text may end within quotes: with a delimiter that is only tried, it may.
enum class Ending { strict, lenient };

/// The first records of a text that are neither blank nor comments, at most `count`, without a last
/// one that may be incomplete because only the beginning of the input was looked at. Throws what
/// LineSource throws.
std::vector<std::string> first_records(const InputBytes& bytes, const TextFormat& format,
                                       Index count, Ending ending);

/// Whether lines end with '\r' alone, going by the beginning of the input.
bool has_lone_returns(const InputBytes& bytes);

/// The delimiter that the header and the first 100 records agree on (see find_layout), a comma if
/// nothing in them is separated. That of `format` does not count.
char find_delimiter(const InputBytes& bytes, TextFormat format);

/// "commas", "semicolons", ...
std::string_view plural_name(char delimiter);

}  // namespace odds
