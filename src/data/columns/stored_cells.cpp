#include "data/columns/stored_cells.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <type_traits>

namespace odds {

namespace {

template <class Stored, class T>
void copy_stored(const StoredValues<Stored>& from, Index first, std::span<T> to) {
  if (from.file == nullptr) {
    const auto values = from.in_memory(first, static_cast<Index>(to.size()));
    std::ranges::transform(values, to.begin(), [](Stored value) { return static_cast<T>(value); });
    return;
  }
  constexpr auto kSize = static_cast<Index>(sizeof(Stored));
  const Index place = from.place + first * kSize;
  const Index bytes = static_cast<Index>(to.size()) * kSize;
  if constexpr (std::is_same_v<Stored, T>) {
    from.file->read(place, to.data(), bytes);
  } else {
    std::vector<Stored> values(to.size());
    from.file->read(place, values.data(), bytes);
    std::ranges::transform(values, to.begin(), [](Stored value) { return static_cast<T>(value); });
  }
}

template <class Narrow>
bool fits(std::int32_t low, std::int32_t high) {
  return low >= std::numeric_limits<Narrow>::min() && high <= std::numeric_limits<Narrow>::max();
}

// The least and the largest of some whole numbers.
struct WholeRange {
  std::int32_t low = 0;
  std::int32_t high = 0;
};

// Whether all values are whole numbers of 32 bits, bit for bit.
bool are_whole(std::span<const double> values, WholeRange& range) {
  constexpr double kLow = std::numeric_limits<std::int32_t>::min();
  constexpr double kHigh = std::numeric_limits<std::int32_t>::max();
  for (const double value : values) {
    if (!(value >= kLow && value <= kHigh)) return false;
    const auto whole = static_cast<std::int32_t>(value);
    if (std::bit_cast<std::uint64_t>(static_cast<double>(whole)) !=
        std::bit_cast<std::uint64_t>(value)) {
      return false;
    }
    range.low = std::min(range.low, whole);
    range.high = std::max(range.high, whole);
  }
  return true;
}

}  // namespace

void copy_values(const StoredNumbers& from, Index first, std::span<double> to) {
  std::visit([&](const auto& values) { copy_stored(values, first, to); }, from);
}

void copy_values(const StoredCodes& from, Index first, std::span<std::int32_t> to) {
  std::visit([&](const auto& values) { copy_stored(values, first, to); }, from);
}

void copy_values(const StoredBits& from, Index first, std::span<std::uint64_t> to) {
  copy_stored(from, first, to);
}

StoredNumbers CellStore::keep(std::span<const double> values) {
  WholeRange range;
  if (!are_whole(values, range)) return place<double>(values);
  if (fits<std::int8_t>(range.low, range.high)) return place<std::int8_t>(values);
  if (fits<std::int16_t>(range.low, range.high)) return place<std::int16_t>(values);
  return place<std::int32_t>(values);
}

StoredCodes CellStore::keep(std::span<const std::int32_t> codes) {
  const std::int32_t high = codes.empty() ? -1 : *std::ranges::max_element(codes);
  if (fits<std::int8_t>(-1, high)) return place<std::int8_t>(codes);
  if (fits<std::int16_t>(-1, high)) return place<std::int16_t>(codes);
  return place<std::int32_t>(codes);
}

StoredBits CellStore::keep(std::span<const std::uint64_t> bits) {
  return place<std::uint64_t>(bits);
}

template <class Stored, class T>
StoredValues<Stored> CellStore::place(std::span<const T> values) {
  StoredValues<Stored> stored;
  if (values.empty()) return stored;
  stored.count = static_cast<Index>(values.size());
  const auto narrow = [](T value) { return static_cast<Stored>(value); };
  const auto bytes = static_cast<Index>(values.size() * sizeof(Stored));
  if (bytes <= room_) {
    const std::shared_ptr<Stored> memory = memory_.take<Stored>(stored.count, room_);
    std::ranges::transform(values, memory.get(), narrow);
    stored.memory = memory;
    room_ -= bytes;
  } else {
    std::vector<Stored> copy(values.size());
    std::ranges::transform(values, copy.begin(), narrow);
    stored.place = file_->append(copy.data(), bytes);
    stored.file = file_;
  }
  return stored;
}

}  // namespace odds
