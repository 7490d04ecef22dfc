// The one way over the data: a sum over row blocks, or output in the order of the blocks.
#pragma once

#include "parallel/block_schedule.hpp"
#include "parallel/merge_forest.hpp"

#include <concepts>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace odds {

/// A numbered sequence of blocks that can be read from any thread, in any order, any number of
/// times. `read` fills a default-constructed block or one used before.
template <class Source>
concept BlockSequence = requires(const Source& source, typename Source::Block& block) {
  requires std::default_initializable<typename Source::Block>;
  { source.block_count() } -> std::convertible_to<Index>;
  source.read(Index{}, block);
};

/// Every `stride`-th block of a sequence, from the first on.
template <BlockSequence Source>
class EveryNth {
 public:
  using Block = typename Source::Block;

  /// Refers to `source`, which must outlive it; stride >= 1.
  EveryNth(const Source& source, Index stride) : source_(source), stride_(stride) {}

  Index block_count() const { return (source_.block_count() + stride_ - 1) / stride_; }
  void read(Index index, Block& block) const { source_.read(index * stride_, block); }

 private:
  const Source& source_;
  Index stride_;
};

/// Calls `use(index, block)` once for every block, on the threads of `execution`.
///
/// `use` is called concurrently. When blocks fail, in `read` or in `use`, the exception of the one
/// with the lowest number is rethrown here, once all threads have stopped; all lower ones have been
/// used. Memory: one block a thread, and what `use` keeps of the at most 4 x threads blocks that
/// are worked on ahead of the first unfinished one.
template <BlockSequence Source, class Use>
void for_each_block(const Source& source, const Execution& execution, std::string_view task,
                    Use use) {
  BlockSchedule schedule(source.block_count(), execution, task);
  schedule.run([&] {
    std::optional<Index> index;
    try {
      typename Source::Block block;
      while ((index = schedule.take())) {
        source.read(*index, block);
        use(*index, block);
        schedule.finish(*index);
      }
    } catch (...) {
      schedule.fail(index.value_or(0));
    }
  });
}

/// One pass over the data: `zero` plus the sum over all blocks of `kernel(block)`.
///
/// The result is the same to the last bit for every `execution` (MergeForest). `Partial` needs a
/// move and `+=`. The kernel gets a block of its own, which it may use as scratch memory; it is
/// called concurrently and must not write to anything shared. Exceptions: as in for_each_block.
/// Memory: O(threads) blocks and O(threads + log blocks) partials.
template <BlockSequence Source, std::movable Partial,
          std::invocable<typename Source::Block&> Kernel>
Partial sum_over_blocks(const Source& source, const Execution& execution, Partial zero,
                        Kernel kernel, std::string_view task = {}) {
  MergeForest<Partial> forest;
  std::mutex guard;  // over forest
  for_each_block(source, execution, task, [&](Index index, typename Source::Block& block) {
    Partial partial = kernel(block);
    const std::lock_guard lock(guard);
    forest.add_leaf(index, std::move(partial));
  });
  return std::move(forest).total(std::move(zero));
}

/// Hands `kernel(block)` of every block to `sink`, in the order of the blocks.
///
/// The kernel is called concurrently, the sink by one thread at a time. When a block or the sink
/// fails, the sink has got the outputs of exactly the blocks below the failed one, whatever the
/// number of threads. Memory: O(threads) blocks and at most 4 x threads waiting outputs.
template <BlockSequence Source, std::invocable<typename Source::Block&> Kernel, class Sink>
void write_blocks_in_order(const Source& source, const Execution& execution, Kernel kernel,
                           Sink sink, std::string_view task = {}) {
  using Output = std::invoke_result_t<Kernel&, typename Source::Block&>;
  std::map<Index, Output> waiting;
  Index next = 0;
  std::mutex guard;  // over all above and the sink
  for_each_block(source, execution, task, [&](Index index, typename Source::Block& block) {
    Output output = kernel(block);
    const std::lock_guard lock(guard);
    waiting.emplace(index, std::move(output));
    while (!waiting.empty() && waiting.begin()->first == next) {
      sink(std::move(waiting.extract(waiting.begin()).mapped()));
      ++next;
    }
  });
}

}  // namespace odds
