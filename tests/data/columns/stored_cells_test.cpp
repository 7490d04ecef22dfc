#include "data/columns/stored_cells.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <limits>
#include <vector>

namespace odds {
namespace {

constexpr Index kPlenty = Index{1} << 20;

std::vector<double> copied(const StoredNumbers& stored, Index first, Index count) {
  std::vector<double> values(static_cast<std::size_t>(count), -7.0);
  copy_values(stored, first, values);
  return values;
}

template <class T>
bool held_as(const StoredNumbers& stored) {
  return std::holds_alternative<StoredValues<T>>(stored);
}

TEST_CASE("numbers come back to the bit, from the narrowest type that holds them") {
  struct Example {
    std::vector<double> values;
    std::size_t bytes;
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const Example& example :
       {Example{{0, 1, 1, 0}, 1}, Example{{-128, 127}, 1}, Example{{128, 0}, 2},
        Example{{-129, 5}, 2}, Example{{-32768, 32767}, 2}, Example{{32768, 0}, 4},
        Example{{-2147483648.0, 2147483647.0}, 4}, Example{{2147483648.0, 0}, 8},
        Example{{0.5, 1}, 8}, Example{{-0.0, 1}, 8}, Example{{nan, 1}, 8}, Example{{1e300, 1}, 8},
        Example{{std::numeric_limits<double>::infinity(), 1}, 8}}) {
    CAPTURE(example.values[0]);
    for (const Index memory : {Index{0}, kPlenty}) {
      CellStore store(memory);
      std::vector<double> values = example.values;
      const StoredNumbers stored = store.keep(values);
      CHECK(held_as<std::int8_t>(stored) == (example.bytes == 1));
      CHECK(held_as<std::int16_t>(stored) == (example.bytes == 2));
      CHECK(held_as<std::int32_t>(stored) == (example.bytes == 4));
      CHECK(held_as<double>(stored) == (example.bytes == 8));
      const auto count = static_cast<Index>(example.values.size());
      const std::vector<double> back = copied(stored, 0, count);
      for (std::size_t i = 0; i < back.size(); ++i) {
        CHECK(std::bit_cast<std::uint64_t>(back[i]) ==
              std::bit_cast<std::uint64_t>(example.values[i]));
      }
      CHECK(std::bit_cast<std::uint64_t>(copied(stored, 1, 1)[0]) ==
            std::bit_cast<std::uint64_t>(example.values[1]));
    }
  }
}

TEST_CASE("codes come back, with -1 for none") {
  for (const std::int32_t high : {0, 127, 128, 32767, 32768, 2147483647}) {
    for (const Index memory : {Index{0}, kPlenty}) {
      CellStore store(memory);
      const std::vector<std::int32_t> codes = {-1, high, 0, -1};
      std::vector<std::int32_t> values = codes;
      const StoredCodes stored = store.keep(values);
      std::vector<std::int32_t> back(4);
      copy_values(stored, 0, back);
      CHECK(back == codes);
    }
  }
}

TEST_CASE("what does not fit into memory any more is in the file, what came before stays") {
  CellStore store(2 * 100 * 8);
  std::vector<StoredNumbers> kept;
  for (int part = 0; part < 4; ++part) {
    std::vector<double> values(100, part + 0.5);
    kept.push_back(store.keep(values));
  }
  for (int part = 0; part < 4; ++part) {
    const auto& stored = std::get<StoredValues<double>>(kept[static_cast<std::size_t>(part)]);
    CHECK((stored.file == nullptr) == (part < 2));
    CHECK(copied(stored, 99, 1)[0] == part + 0.5);
  }
}

TEST_CASE("no values take no room and say so") {
  CellStore store(0);
  std::vector<double> none;
  CHECK(is_empty(store.keep(none)));
  std::vector<std::uint64_t> bits;
  CHECK(is_empty(store.keep(bits)));
}

}  // namespace
}  // namespace odds
