// Shorthands to throw odds::Error.
#pragma once

#include <odds/error.hpp>

#include <string>
#include <string_view>

namespace odds {

[[noreturn]] void throw_data(Place where, std::string what, std::string hint = {},
                             std::string excerpt = {});
[[noreturn]] void throw_usage(Place where, std::string what, std::string hint = {});
/// A usage error about no place in particular.
[[noreturn]] void refuse(std::string what, std::string hint = {});
[[noreturn]] void throw_system(const std::string& file, std::string what, std::string hint = {});

Place place_in(const std::string& file, Index line = 0, const std::string& column = {});

/// "1 row", "2 rows": a count and the noun it belongs to, which takes an s in the plural.
std::string counted(Index count, std::string_view noun);

/// Text of a file as a message may show it: control characters as '?', cut after 60 bytes.
std::string shown(std::string_view text);

}  // namespace odds
