// The words for a cell that should be a number and is none.
#pragma once

#include "data/number.hpp"

#include <odds/table.hpp>

#include <string>
#include <string_view>

namespace odds {

/// What is wrong with `cell`, as the message says it.
std::string what_is_wrong(std::string_view cell, NumberKind kind);

/// What to try: the hint of the message. `decimal` is the decimal mark in force, `expect` what was
/// asked of the column.
std::string how_to_repair(std::string_view cell, NumberKind kind, const std::string& column,
                          char decimal, Expect expect = Expect::automatic);

/// The name of a column as a flag that takes a list of them reads it.
std::string in_list(const std::string& name);

}  // namespace odds
