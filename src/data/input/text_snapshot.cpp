#include "data/input/text_snapshot.hpp"

#include <algorithm>
#include <cstring>

namespace odds {

void TextSnapshot::append(const char* bytes, Index count) {
  if (file_.size() == 0 && size() + count <= limit_) {
    memory_.append(bytes, static_cast<std::size_t>(count));
    return;
  }
  if (!memory_.empty()) {
    file_.append(memory_.data(), size());
    memory_ = {};
  }
  file_.append(bytes, count);
}

Index TextSnapshot::read(Index offset, char* to, Index count) const {
  const Index available = std::clamp<Index>(size() - offset, 0, count);
  if (available == 0) return 0;
  if (file_.size() > 0) {
    file_.read(offset, to, available);
  } else {
    std::memcpy(to, memory_.data() + offset, static_cast<std::size_t>(available));
  }
  return available;
}

}  // namespace odds
