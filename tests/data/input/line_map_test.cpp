#include "data/input/line_map.hpp"

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

TEST_CASE("a run of rows is added at once") {
  LineMap map;
  map.add_run(2, 3);
  map.add_run(9, 0);
  map.add_run(5, 1);
  map.add_run(8, 2);
  CHECK(map.rows() == 6);
  const std::vector<Index> lines = {2, 3, 4, 5, 8, 9};
  for (std::size_t row = 0; row < lines.size(); ++row) {
    CHECK(map.line(static_cast<Index>(row)) == lines[row]);
  }
}

TEST_CASE("a map made of parts finds the lines that one made at once finds") {
  const std::vector<Index> lines = {2, 3, 5, 6, 6, 9};
  for (std::size_t cut = 0; cut <= lines.size(); ++cut) {
    CAPTURE(cut);
    LineMap map;
    LineMap later;
    for (std::size_t row = 0; row < lines.size(); ++row) {
      if (row < cut) {
        map.add(lines[row]);
      } else {
        later.add(lines[row] - 4);
      }
    }
    map.append(later, 4);
    CHECK(map.rows() == 6);
    for (std::size_t row = 0; row < lines.size(); ++row) {
      CHECK(map.line(static_cast<Index>(row)) == lines[row]);
    }
    map.clear();
    CHECK(map.rows() == 0);
  }
}

}  // namespace
}  // namespace odds
