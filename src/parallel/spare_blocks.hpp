// Blocks that one pass leaves to the next, so that their memory is asked for once.
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace odds {

/// Blocks of one sequence that nobody uses at the moment. Thread-safe.
///
/// Memory that is given back to the system after a pass costs more to get again, a page at a time,
/// than a pass over few rows.
template <class Block>
class SpareBlocks {
 public:
  /// One that was used before, or a new one.
  std::unique_ptr<Block> take() {
    {
      const std::lock_guard lock(guard_);
      if (!blocks_.empty()) {
        std::unique_ptr<Block> block = std::move(blocks_.back());
        blocks_.pop_back();
        return block;
      }
    }
    return std::make_unique<Block>();
  }

  void give_back(std::unique_ptr<Block> block) {
    const std::lock_guard lock(guard_);
    blocks_.push_back(std::move(block));
  }

 private:
  std::mutex guard_;  // over blocks_
  std::vector<std::unique_ptr<Block>> blocks_;
};

}  // namespace odds
