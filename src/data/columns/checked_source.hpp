// Cells of a source that a program has written itself, looked at before anything is made of them.
#pragma once

#include <odds/execution.hpp>
#include <odds/table.hpp>

#include <memory>
#include <span>

namespace odds {

/// `table.scan(requests, execution)`. Sources of odds itself keep their promises; those of others
/// are checked block by block: as many columns as asked for, with the levels that their codes need,
/// as many cells as rows, no code beyond the levels, no infinite number. NaN in a number column
/// means missing.
///
/// `read` of such a source throws Error(data) with the row, the first being 1.
std::shared_ptr<const ColumnSource> scan_checked(const Table& table,
                                                 std::span<const ColumnRequest> requests,
                                                 const Execution& execution);

}  // namespace odds
