// What the separation proof asks of the rows of a design (solve/separation_rows.hpp), block by
// block.
#pragma once

#include "design/design_reader.hpp"
#include "solve/separation_rows.hpp"

#include <tuple>
#include <vector>

namespace odds {

/// z_i' d for every row, 0 where it cannot be told from 0; see Sides.
Vector signed_products(const DesignRows& rows, VectorRef direction);

/// 1 for the rows that are inner to a step, 0 for the others; see SeparationRows::inner_gram.
Vector inner_rows(const DesignRows& rows, VectorRef step);

struct SummedSides {
  Sides sides;

  SummedSides& operator+=(const SummedSides& other);
  auto fields() { return std::tie(sides); }
};

SummedSides sides_of_block(const DesignRows& rows, VectorRef direction);

struct SummedRanges {
  std::vector<ColumnRange> columns;

  SummedRanges& operator+=(const SummedRanges& other);
  auto fields() { return std::tie(columns); }
};

/// Of the first `columns` columns.
SummedRanges ranges_of_block(const DesignRows& rows, Index columns);

}  // namespace odds
