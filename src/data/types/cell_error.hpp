// The words for cells that should be numbers and are none.
#pragma once

#include "data/types/type_inference.hpp"

#include <odds/error.hpp>
#include <odds/table.hpp>

#include <span>
#include <string>
#include <string_view>

namespace odds {

/// A column that is a failure (decide_type), with the places of its offenders.
struct FailedColumn {
  const std::string& name;
  const CellFacts& facts;
  Expect expect = Expect::automatic;
};

/// The Error(data) at the first of these cells, which lists all columns with up to 50 cells of each
/// and says what to try. At least one column; `decimal` is the decimal mark in force.
Error cell_error(std::span<const FailedColumn> columns, char decimal);

/// The fault of `cell`, as the message says it.
std::string what_is_wrong(std::string_view cell, NumberKind kind);

}  // namespace odds
