// Text that comes once and is read at any offset afterwards.
#pragma once

#include "data/input/scratch_file.hpp"

#include <odds/types.hpp>

#include <string>
#include <utility>

namespace odds {

/// Bytes in memory, or in a temporary file once they are more than a limit.
class TextSnapshot {
 public:
  /// `limit`: the most bytes to keep in memory.
  explicit TextSnapshot(Index limit) : limit_(limit) {}

  /// All of `bytes`, in memory.
  explicit TextSnapshot(std::string bytes)
      : limit_(static_cast<Index>(bytes.size())), memory_(std::move(bytes)) {}

  Index size() const {
    return file_.size() > 0 ? file_.size() : static_cast<Index>(memory_.size());
  }

  /// Adds bytes at the end. Throws Error(system) where the temporary file fails.
  void append(const char* bytes, Index count);

  /// Copies bytes [offset, offset + count) to `to`, as far as there are so many; returns how many.
  /// Safe from any thread while nothing is appended.
  Index read(Index offset, char* to, Index count) const;

 private:
  Index limit_;
  std::string memory_;  // empty once there is a file
  ScratchFile file_;
};

}  // namespace odds
