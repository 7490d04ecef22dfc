// Numbers distinct texts in the order in which they first appear.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace odds {

/// A two-way map between texts and the codes 0, 1, 2, ...
///
/// Every cell of text is looked up here, so this is a hash table with open addressing: its slots
/// lie side by side, and to find the right one takes no division.
class TextIndex {
 public:
  /// The code of `text`; -1 if it has none.
  std::int32_t find(std::string_view text) const {
    if (slots_.empty()) return -1;
    const std::size_t hash = hash_of(text);
    return slots_[place_of(text, hash)].code;
  }

  /// The code of `text`, a new one if it has none.
  std::int32_t add(std::string_view text) {
    if (2 * (texts_.size() + 1) > slots_.size()) grow();
    const std::size_t hash = hash_of(text);
    Slot& slot = slots_[place_of(text, hash)];
    if (slot.code < 0) {
      slot = {.hash = hash, .code = static_cast<std::int32_t>(texts_.size())};
      texts_.emplace_back(text);
    }
    return slot.code;
  }

  const std::string& text(std::int32_t code) const {
    return texts_[static_cast<std::size_t>(code)];
  }

  /// All texts, by code.
  const std::vector<std::string>& texts() const { return texts_; }

  /// Forgets all texts.
  void clear() {
    texts_.clear();
    std::ranges::fill(slots_, Slot{});
  }

 private:
  struct Slot {
    std::size_t hash = 0;
    std::int32_t code = -1;  // -1: empty
  };

  static constexpr std::size_t kFirstSlots = 8;  // a table may have a million columns of text

  static std::size_t hash_of(std::string_view text) { return std::hash<std::string_view>()(text); }

  // The slot that holds `text`, or the empty one where it belongs: the next one that is either,
  // from that of its hash on. At least half of the slots are empty.
  std::size_t place_of(std::string_view text, std::size_t hash) const {
    const std::size_t mask = slots_.size() - 1;  // their number is a power of two
    std::size_t place = hash & mask;
    for (; slots_[place].code >= 0; place = (place + 1) & mask) {
      const Slot& slot = slots_[place];
      if (slot.hash == hash && texts_[static_cast<std::size_t>(slot.code)] == text) break;
    }
    return place;
  }

  void grow() {
    std::vector<Slot> old(std::max(kFirstSlots, 2 * slots_.size()));
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.code >= 0) slots_[place_of(text(slot.code), slot.hash)] = slot;
    }
  }

  std::vector<std::string> texts_;
  std::vector<Slot> slots_;
};

}  // namespace odds
