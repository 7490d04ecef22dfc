#include "data/large_vector.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

namespace odds {
namespace {

TEST_CASE("a vector keeps its elements when it gets room for a column, and has that room") {
  for (const Index rows : {0, 10, 300'000, 3'000'000}) {
    CAPTURE(rows);
    std::vector<std::int32_t> codes = {1, 2, 3};
    reserve_large(codes, rows);
    CHECK(codes == std::vector<std::int32_t>{1, 2, 3});
    CHECK(codes.capacity() >= static_cast<std::size_t>(rows));
    const std::int32_t* const memory = codes.data();
    while (codes.size() < static_cast<std::size_t>(rows)) codes.push_back(7);
    CHECK((rows < 4 || codes.data() == memory));
    CHECK((rows < 4 || codes.back() == 7));
  }
}

}  // namespace
}  // namespace odds
