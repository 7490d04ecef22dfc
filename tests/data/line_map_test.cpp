#include "data/line_map.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace odds {
namespace {

TEST_CASE("every row finds its line across blank lines and breaks inside quotes") {
  const std::vector<Index> lines = {2, 3, 4, 8, 9, 9'000'000'000, 9'000'000'001};
  LineMap map;
  for (const Index line : lines) map.add(line);
  CHECK(map.rows() == static_cast<Index>(lines.size()));
  for (std::size_t row = 0; row < lines.size(); ++row) {
    CAPTURE(row);
    CHECK(map.line(static_cast<Index>(row)) == lines[row]);
  }
}

}  // namespace
}  // namespace odds
