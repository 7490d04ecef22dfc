// Numbers distinct texts in the order in which they first appear.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace odds {

/// A two-way map between texts and the codes 0, 1, 2, ...
class TextIndex {
 public:
  /// The code of `text`; -1 if it has none.
  std::int32_t find(std::string_view text) const {
    const auto found = codes_.find(text);
    return found == codes_.end() ? -1 : found->second;
  }

  /// The code of `text`, a new one if it has none.
  std::int32_t add(std::string_view text) {
    if (const std::int32_t known = find(text); known >= 0) return known;
    const auto code = static_cast<std::int32_t>(texts_.size());
    texts_.push_back(&codes_.emplace(text, code).first->first);
    return code;
  }

  const std::string& text(std::int32_t code) const {
    return *texts_[static_cast<std::size_t>(code)];
  }

  std::vector<std::string> texts() const {
    std::vector<std::string> all;
    for (const std::string* text : texts_) all.push_back(*text);
    return all;
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>> codes_;
  std::vector<const std::string*> texts_;  // keys of codes_, which never move
};

}  // namespace odds
