#include "data/columns/cell_memory.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <numeric>
#include <span>
#include <vector>

namespace odds {
namespace {

constexpr Index kMost = Index{1} << 30;

std::uintptr_t address(const void* memory) { return reinterpret_cast<std::uintptr_t>(memory); }

TEST_CASE("pieces begin at lines of the cache, follow one another, and do not overlap") {
  CellMemory memory;
  const auto first = memory.take<double>(5, kMost);
  const auto second = memory.take<std::int8_t>(100, kMost);
  const auto third = memory.take<double>(1, kMost);
  CHECK(address(first.get()) % 64 == 0);
  CHECK(address(second.get()) - address(first.get()) == 64);
  CHECK(address(third.get()) - address(second.get()) == 128);
}

TEST_CASE("values stay what they are, however many come after them and whoever goes first") {
  std::vector<std::shared_ptr<std::int32_t>> pieces;
  auto memory = std::make_unique<CellMemory>();
  Index total = 0;
  for (Index k = 0; k < 60; ++k) {
    const Index count = (k % 7 == 0 ? 1'000'000 : 1000) + k;
    pieces.push_back(memory->take<std::int32_t>(count, kMost));
    std::iota(pieces.back().get(), pieces.back().get() + count, static_cast<std::int32_t>(k));
    total += count;
  }
  CHECK(total > 9'000'000);  // so that slabs whose pages are asked for at once are among them
  memory.reset();
  for (Index k = 0; k < 60; k += 2) pieces[static_cast<std::size_t>(k)].reset();
  for (Index k = 1; k < 60; k += 2) {
    const std::span<const std::int32_t> values(pieces[static_cast<std::size_t>(k)].get(), 1000);
    std::vector<std::int32_t> expected(1000);
    std::iota(expected.begin(), expected.end(), static_cast<std::int32_t>(k));
    CHECK(std::ranges::equal(values, expected));
  }
}

TEST_CASE("no slab is larger than told, unless one piece is") {
  CellMemory memory;
  const auto large = memory.take<std::int8_t>(1 << 20, 4096);
  const auto first = memory.take<std::int8_t>(2048, 4096);
  const auto second = memory.take<std::int8_t>(2048, 4096);
  const auto third = memory.take<std::int8_t>(2048, 4096);
  CHECK(first.use_count() == 2);  // `second` has a part of the same slab; the memory has gone on
  CHECK(second.use_count() == 2);
  CHECK(third.use_count() == 2);  // with the memory itself
  CHECK(large.use_count() == 1);
}

}  // namespace
}  // namespace odds
