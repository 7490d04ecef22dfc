// Numbers distinct texts in the order in which they first appear.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
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
  const std::vector<std::string>& texts() const& { return texts_; }
  std::vector<std::string> texts() && { return std::move(texts_); }

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

  // All bytes of a text of at most 16, some of them twice.
  struct Words {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    bool operator==(const Words&) const = default;
  };
  static constexpr std::size_t kShort = 2 * sizeof(std::uint64_t);

  template <class Word>
  static Words words_at(const char* first, const char* last) {
    Word words[2];
    std::memcpy(&words[0], first, sizeof(Word));
    std::memcpy(&words[1], last, sizeof(Word));
    return {words[0], words[1]};
  }

  static Words words_of(std::string_view text) {
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    if (text.size() >= 8) return words_at<std::uint64_t>(begin, end - 8);
    if (text.size() >= 4) return words_at<std::uint32_t>(begin, end - 4);
    if (text.size() >= 2) return words_at<std::uint16_t>(begin, end - 2);
    return {text.empty() ? 0U : static_cast<unsigned char>(*begin), 0};
  }

  // Most texts are short, and a call into a library would take longer than all else done for them.
  static std::size_t hash_of(std::string_view text) {
    if (text.size() > kShort) return std::hash<std::string_view>()(text);
    constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;  // 2^64 over the golden ratio
    const Words words = words_of(text);
    std::uint64_t hash = (words.first ^ text.size()) * kOdd;
    hash = (hash ^ hash >> 32U ^ words.last) * kOdd;
    return static_cast<std::size_t>(hash ^ hash >> 32U);
  }

  static bool are_equal(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    return a.size() <= kShort ? words_of(a) == words_of(b) : a == b;
  }

  // The slot that holds `text`, or the empty one where it belongs: the next one that is either,
  // from that of its hash on. At least half of the slots are empty.
  std::size_t place_of(std::string_view text, std::size_t hash) const {
    const std::size_t mask = slots_.size() - 1;  // their number is a power of two
    std::size_t place = hash & mask;
    for (; slots_[place].code >= 0; place = (place + 1) & mask) {
      const Slot& slot = slots_[place];
      if (slot.hash == hash && are_equal(this->text(slot.code), text)) break;
    }
    return place;
  }

  void grow() {
    std::vector<Slot> old(std::max(kFirstSlots, 2 * slots_.size()));
    old.swap(slots_);
    texts_.reserve(slots_.size() / 2);
    for (const Slot& slot : old) {
      if (slot.code >= 0) slots_[place_of(text(slot.code), slot.hash)] = slot;
    }
  }

  std::vector<std::string> texts_;
  std::vector<Slot> slots_;
};

}  // namespace odds
