// The blocks of this process, worked on by its threads: what every pass over the data comes down
// to.
#pragma once

#include "parallel/block_schedule.hpp"
#include "parallel/failure.hpp"
#include "parallel/spare_blocks.hpp"

#include <concepts>
#include <functional>
#include <map>
#include <memory>
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

/// A sequence of which this process may be able to read some blocks only: `own_blocks()` is the run
/// of them, or nothing where every process can read them all. The runs of all processes, in the
/// order of their ranks, make up the whole sequence.
template <class Source>
concept SharedSequence = BlockSequence<Source> && requires(const Source& source) {
  { source.own_blocks() } -> std::same_as<std::optional<BlockRange>>;
};

/// A sequence that keeps the blocks of a pass for the next one over it.
template <class Source>
concept SparingSequence = BlockSequence<Source> && requires(const Source& source) {
  { source.spare_blocks() } -> std::same_as<SpareBlocks<typename Source::Block>&>;
};

/// The number of blocks that a thread is worth its while for; all of them if the sequence does not
/// tell.
template <BlockSequence Source>
Index long_blocks_of(const Source& source) {
  if constexpr (requires { source.long_blocks(); }) return source.long_blocks();
  return source.block_count();
}

/// Every `stride`-th block of a sequence, from the first on.
template <BlockSequence Source>
class EveryNth {
 public:
  using Block = typename Source::Block;

  /// Refers to `source`, which must outlive it; stride >= 1.
  EveryNth(const Source& source, Index stride) : source_(source), stride_(stride) {}

  Index block_count() const { return chosen_below(source_.block_count()); }
  void read(Index index, Block& block) const { source_.read(index * stride_, block); }

  Index long_blocks() const { return chosen_below(long_blocks_of(source_)); }
  SpareBlocks<Block>& spare_blocks() const requires SparingSequence<Source> {
    return source_.spare_blocks();
  }

  std::optional<BlockRange> own_blocks() const requires SharedSequence<Source> {
    const std::optional<BlockRange> own = source_.own_blocks();
    if (!own) return std::nullopt;
    return BlockRange{chosen_below(own->begin), chosen_below(own->end)};
  }

 private:
  Index chosen_below(Index block) const { return (block + stride_ - 1) / stride_; }

  const Source& source_;
  Index stride_;
};

/// Some blocks of a sequence, and what their reader is told to be doing.
template <BlockSequence Source>
struct BlockRun {
  BlockRun(const Source& from, BlockRange blocks, std::string_view doing = {})
      : source(from), range(blocks), task(doing) {}

  const Source& source;
  BlockRange range;
  std::string_view task;
};

/// The rows of the table behind a sequence; 0 if it does not tell.
template <BlockSequence Source>
Index rows_of(const Source& source) {
  if constexpr (requires { source.row_count(); }) return source.row_count();
  return 0;
}

/// A block for a thread that passes over `source`.
template <BlockSequence Source>
std::unique_ptr<typename Source::Block> take_block(const Source& source) {
  if constexpr (SparingSequence<Source>) return source.spare_blocks().take();
  return std::make_unique<typename Source::Block>();
}

/// For the next pass, if the sequence wants it.
template <BlockSequence Source>
void give_back(const Source& source, std::unique_ptr<typename Source::Block> block) {
  if constexpr (SparingSequence<Source>) source.spare_blocks().give_back(std::move(block));
}

/// Calls `use(index, block)` once for every block of `run`, on the threads of `execution`.
///
/// `use` is called concurrently. When blocks fail, in `read` or in `use`, the one with the lowest
/// number is returned, once all threads have stopped; all lower ones have been used. Memory: one
/// block a thread, and what `use` keeps of the at most 4 x threads blocks that are worked on ahead
/// of the first unfinished one.
template <class Source, class Use>
[[nodiscard]] Failure use_blocks(const BlockRun<Source>& run, const Execution& execution, Use use) {
  BlockSchedule schedule(run.range, execution, run.task, rows_of(run.source),
                         long_blocks_of(run.source));
  const auto work = [&] {
    std::optional<Index> index;
    try {
      auto block = take_block(run.source);
      while ((index = schedule.take())) {
        run.source.read(*index, *block);
        use(*index, *block);
        schedule.finish(*index);
      }
      give_back(run.source, std::move(block));
    } catch (...) {
      schedule.fail(index.value_or(run.range.begin));
    }
  };
  return schedule.run(std::cref(work));
}

/// The numbers from 0 on, as blocks.
struct Numbers {
  using Block = Index;

  Index count = 0;
  Index block_count() const { return count; }
  void read(Index index, Index& block) const { block = index; }
};

/// Calls `task(i)` for i = 0, ..., count - 1 on the threads of `execution`, whose observer is not
/// told. Throws what the first of them throws that fails. Worth while for tasks that take longer
/// than a thread to wake up, some 20 us.
template <std::invocable<Index> Task>
void run_tasks(Index count, const Execution& execution, Task task) {
  const Execution quiet{.threads = execution.threads, .progress = {}};
  const Numbers numbers{count};
  rethrow(use_blocks(BlockRun(numbers, {0, count}), quiet,
                     [&](Index index, Index& /*block*/) { task(index); }));
}

/// Hands `kernel(block)` of every block of `run` to `sink`, in the order of the blocks.
///
/// The kernel is called concurrently, the sink by one thread at a time; nobody waits for it, since
/// who has an output leaves it to the thread that is at the sink. When a block or the sink fails,
/// the sink has got the outputs of exactly the blocks below the failed one, whatever the number of
/// threads. Memory: O(threads) blocks and at most 4 x threads waiting outputs.
template <class Source, std::invocable<typename Source::Block&> Kernel, class Sink>
[[nodiscard]] Failure use_blocks_in_order(const BlockRun<Source>& run, const Execution& execution,
                                          Kernel kernel, Sink sink) {
  using Output = std::invoke_result_t<Kernel&, typename Source::Block&>;
  std::map<Index, Output> waiting;
  Index next = run.range.begin;
  bool at_sink = false;  // a thread; for ever, once the sink has failed
  std::mutex guard;      // over all above
  return use_blocks(run, execution, [&](Index index, typename Source::Block& block) {
    Output output = kernel(block);
    std::unique_lock lock(guard);
    waiting.emplace(index, std::move(output));
    if (at_sink) return;
    at_sink = true;
    while (!waiting.empty() && waiting.begin()->first == next) {
      Output first = std::move(waiting.extract(waiting.begin()).mapped());
      lock.unlock();
      sink(std::move(first));
      lock.lock();
      ++next;
    }
    at_sink = false;
  });
}

}  // namespace odds
