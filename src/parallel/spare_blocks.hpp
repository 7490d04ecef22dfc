// Blocks that one pass leaves to the next, so that their memory is asked for once.
#pragma once

#include <odds/types.hpp>

#include <concepts>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace odds {

/// A block that other sequences can use, too: `forget` ends all that it refers to, `bytes` is what
/// it takes.
template <class Block>
concept TransferableBlock = requires(Block& block) {
  block.forget();
  { block.bytes() } -> std::convertible_to<Index>;
};

/// Blocks of one sequence that are not in use at the moment. Thread-safe.
///
/// Memory that is given back to the system costs more to get again, a page at a time, than a pass
/// over few rows. So a single block of at most 1 MiB stays with the thread when the sequence ends,
/// if it is transferable: for the next sequence of such blocks, or until the thread ends.
template <class Block>
class SpareBlocks {
 public:
  SpareBlocks() {
    if constexpr (TransferableBlock<Block>) {
      if (left_behind() != nullptr) blocks_.push_back(std::move(left_behind()));
    }
  }

  ~SpareBlocks() {
    if constexpr (TransferableBlock<Block>) {
      constexpr Index kMost = Index{1} << 20;
      if (blocks_.empty() || blocks_.front()->bytes() > kMost) return;
      blocks_.front()->forget();
      left_behind() = std::move(blocks_.front());
    }
  }
  SpareBlocks(const SpareBlocks&) = delete;
  SpareBlocks& operator=(const SpareBlocks&) = delete;

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
  static std::unique_ptr<Block>& left_behind() {
    static thread_local std::unique_ptr<Block> block;
    return block;
  }

  std::mutex guard_;  // over blocks_
  std::vector<std::unique_ptr<Block>> blocks_;
};

}  // namespace odds
