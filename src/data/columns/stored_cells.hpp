// The cells of many rows, packed for keeping: in the narrowest type that holds them exactly, in
// memory or in a temporary file.
#pragma once

#include "data/columns/cell_memory.hpp"
#include "data/input/scratch_file.hpp"

#include <odds/types.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <variant>
#include <vector>

namespace odds {

/// Values of one type that do not change any more. Empty ones stand for rows without any.
template <class T>
struct StoredValues {
  Index count = 0;
  std::shared_ptr<const T> memory = {};  ///< the first of them; null if they are in the file
  std::shared_ptr<const ScratchFile> file = {};  ///< null if they are in memory
  Index place = 0;                               ///< in the file

  /// Values [first, first + wanted) where they are; empty if that is the file.
  std::span<const T> in_memory(Index first, Index wanted) const {
    if (memory == nullptr) return {};
    return {memory.get() + first, static_cast<std::size_t>(wanted)};
  }
};

using StoredNumbers = std::variant<StoredValues<double>, StoredValues<std::int32_t>,
                                   StoredValues<std::int16_t>, StoredValues<std::int8_t>>;
using StoredCodes =
    std::variant<StoredValues<std::int32_t>, StoredValues<std::int16_t>, StoredValues<std::int8_t>>;
using StoredBits = StoredValues<std::uint64_t>;

// Copy values [first, first + to.size()) from wherever they are. Throw Error(system) when the
// temporary file cannot be read.
void copy_values(const StoredNumbers& from, Index first, std::span<double> to);
void copy_values(const StoredCodes& from, Index first, std::span<std::int32_t> to);
void copy_values(const StoredBits& from, Index first, std::span<std::uint64_t> to);

template <class... Types>
bool is_empty(const std::variant<Types...>& stored) {
  return std::visit([](const auto& values) { return values.count == 0; }, stored);
}
inline bool is_empty(const StoredBits& stored) { return stored.count == 0; }

/// Keeps cells: in memory up to a limit, in a temporary file beyond. Not thread-safe.
class CellStore {
 public:
  explicit CellStore(Index most_bytes_in_memory) : room_(most_bytes_in_memory) {}

  /// Whole numbers of up to 32 bits are kept as such, other numbers as they are. -0 is no whole
  /// number here: its sign would be lost. Throws Error(system) when the temporary file fails.
  StoredNumbers keep(std::span<const double> values);
  StoredCodes keep(std::span<const std::int32_t> codes);
  StoredBits keep(std::span<const std::uint64_t> bits);

 private:
  template <class Stored, class T>
  StoredValues<Stored> place(std::span<const T> values);

  Index room_;  // bytes
  CellMemory memory_;
  std::shared_ptr<ScratchFile> file_ = std::make_shared<ScratchFile>();
};

}  // namespace odds
