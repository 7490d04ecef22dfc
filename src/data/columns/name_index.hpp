// Finds names in a list of them without looking at each.
#pragma once

#include <odds/types.hpp>

#include <functional>
#include <ranges>
#include <string_view>
#include <unordered_map>

namespace odds {

/// The position at which each name of a list stands first. Time and memory are linear in the list,
/// and a look-up takes the same time however long it is.
class NameIndex {
 public:
  /// `name_of` gives the name of an item as a reference into it; the items must outlive the index.
  template <class Items, class NameOf = std::identity>
  explicit NameIndex(const Items& items, NameOf name_of = {}) {
    positions_.reserve(std::ranges::size(items));
    for (const auto& item : items) {
      positions_.emplace(std::invoke(name_of, item), next_++);
    }
  }

  /// -1 if the list does not have `name`.
  Index find(std::string_view name) const {
    const auto found = positions_.find(name);
    return found == positions_.end() ? -1 : found->second;
  }

  bool contains(std::string_view name) const { return positions_.contains(name); }

 private:
  std::unordered_map<std::string_view, Index> positions_;
  Index next_ = 0;
};

}  // namespace odds
