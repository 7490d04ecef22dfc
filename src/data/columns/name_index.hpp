// Finds names in a list of them without looking at each.
#pragma once

#include <odds/types.hpp>

#include <bit>
#include <functional>
#include <ranges>
#include <string_view>
#include <vector>

namespace odds {

/// The position at which each name of a list stands first: a hash table with open addressing. Time
/// and memory are linear in the list, and a look-up takes the same time however long it is.
class NameIndex {
 public:
  /// `name_of` gives the name of an item as a reference into it; the items must outlive the index.
  template <class Items, class NameOf = std::identity>
  explicit NameIndex(const Items& items, NameOf name_of = {}) {
    slots_.resize(std::bit_ceil(2 * std::ranges::size(items) + 1));
    Index next = 0;
    for (const auto& item : items) {
      const std::string_view name = std::invoke(name_of, item);
      Slot& slot = slots_[place_of(name)];
      if (slot.position < 0) slot = {.name = name, .position = next};
      ++next;
    }
  }

  /// -1 if the list does not have `name`.
  Index find(std::string_view name) const { return slots_[place_of(name)].position; }

  bool contains(std::string_view name) const { return find(name) >= 0; }

 private:
  struct Slot {
    std::string_view name;
    Index position = -1;  // -1: empty
  };

  // The slot of `name`, or the empty one where it belongs; at least half of the slots are empty.
  std::size_t place_of(std::string_view name) const {
    const std::size_t mask = slots_.size() - 1;  // their number is a power of two
    std::size_t place = std::hash<std::string_view>()(name) & mask;
    while (slots_[place].position >= 0 && slots_[place].name != name) place = (place + 1) & mask;
    return place;
  }

  std::vector<Slot> slots_;
};

}  // namespace odds
