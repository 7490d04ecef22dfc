#include "data/columns/block_rows.hpp"

#include <doctest/doctest.h>

namespace odds {
namespace {

TEST_CASE("the wider a table, the shorter its blocks") {
  Index before = rows_of_block(0);
  CHECK(before == 8192);
  for (const Index columns : {1, 7, 11, 50, 200, 500, 1000, 2000, 100'000}) {
    const Index rows = rows_of_block(columns);
    CHECK(rows <= before);
    CHECK(8192 % rows == 0);  // so that ranges of 8192 rows have no part of a block
    before = rows;
  }
  CHECK(before == 512);
}

TEST_CASE("columns are long, unless a block of them has too many cells") {
  CHECK(rows_of_block(50) == 2048);
  CHECK(rows_of_block(400) == 2048);
  CHECK(rows_of_block(1000) == 1024);
  CHECK(rows_of_block(2000) == 512);
}

}  // namespace
}  // namespace odds
