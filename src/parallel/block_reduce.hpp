// The one way over the data: a sum over row blocks, or output in the order of the blocks.
#pragma once

#include "parallel/agreement.hpp"
#include "parallel/block_pass.hpp"
#include "parallel/merge_forest.hpp"
#include "parallel/pack.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <string>
#include <vector>

namespace odds {

/// The part of `blocks` that falls to one of several processes which can read them all.
inline BlockRange share_of(BlockRange blocks, int rank, int size) {
  // A range that begins and ends at multiples of a power of two leaves little to be sent: few
  // subtrees, however many blocks. So much off an equal share costs less than a 16th of it.
  const Index count = blocks.end - blocks.begin;
  const auto fine = static_cast<std::size_t>(count / (16 * Index{size}));
  const auto grain = std::max(Index{1}, static_cast<Index>(std::bit_floor(fine)));
  const Index grains = (count + grain - 1) / grain;
  const auto border = [&](Index r) {
    return std::min(blocks.end, blocks.begin + grain * (r * grains / size));
  };
  return {border(rank), border(rank + 1)};
}

/// The blocks among `blocks` that this process works on.
template <BlockSequence Source>
BlockRange own_share(const Source& source, BlockRange blocks, const Communicator& processes) {
  if constexpr (SharedSequence<Source>) {
    if (const std::optional<BlockRange> own = source.own_blocks()) {
      const Index begin = std::clamp(own->begin, blocks.begin, blocks.end);
      return {begin, std::clamp(own->end, begin, blocks.end)};
    }
  }
  return share_of(blocks, processes.rank(), processes.size());
}

/// A sequence whose processes do not have each block once is a mistake in the program.
inline void require_every_block(bool holds) {
  if (!holds) throw std::logic_error("blocks of rows that no process has, or more than one");
}

/// Collective, the end of a pass: `zero` plus the sum of the leaves of all forests, each of which
/// has those of one process, unless one of the processes has failed. There are as many leaves as
/// blocks at that occasion.
template <std::movable Partial>
Partial total_of_all(MergeForest<Partial>&& forest, Partial&& zero, Communicator& processes,
                     Occasion occasion, Failure failure) {
  const bool alone = processes.size() == 1;
  std::string sums;
  if (!failure.cause && !alone) failure = attempt([&] { sums = pack(forest.roots()); });
  agree(processes, occasion, failure);
  if (!alone) {
    using Roots = std::map<typename MergeForest<Partial>::Node, Partial>;
    forest = {};
    for (const std::string& bytes : processes.all_gather(sums)) {
      for (auto& [node, partial] : unpack<Roots>(bytes)) forest.add(node, std::move(partial));
    }
  }
  require_every_block(forest.leaves() == occasion.blocks);
  return std::move(forest).total(std::move(zero));
}

/// One pass over the data: `zero` plus the sum over all blocks of `kernel(block)`.
///
/// The result is the same to the last bit for every `execution` (MergeForest), in each of its
/// processes. `Partial` needs a move, `+=` and, for several processes, what `pack` needs. The
/// kernel gets a block of its own, which it may use as scratch memory; it is called concurrently
/// and must not write to anything shared. When blocks fail, the exception of the one with the
/// lowest number is thrown in every process. Memory: O(threads) blocks and O(threads + log blocks)
/// partials; with R processes O(R log R) partials, which are also what each of them is sent.
template <BlockSequence Source, std::movable Partial,
          std::invocable<typename Source::Block&> Kernel>
Partial sum_over_blocks(const Source& source, const Execution& execution, Partial zero,
                        Kernel kernel, std::string_view task = {}) {
  Communicator& processes = execution.communicator();
  const Index blocks = source.block_count();
  MergeForest<Partial> forest;
  std::mutex guard;  // over forest
  const BlockRun run(source, own_share(source, {0, blocks}, processes), task);
  const Failure failure =
      use_blocks(run, execution, [&](Index index, typename Source::Block& block) {
        Partial partial = kernel(block);
        const std::lock_guard lock(guard);
        forest.add_leaf(index, std::move(partial));
      });
  return total_of_all(std::move(forest), std::move(zero), processes, {task, blocks}, failure);
}

/// A kernel with an output beside its part of a sum, a pair of the two, and its user.
template <class Kernel, class Use>
struct KernelWithOutput {
  Kernel kernel;
  Use use;
};

/// `sum_over_blocks` whose kernel has an output: each process hands those of its own blocks to
/// `use`, one after the other in their order.
template <BlockSequence Source, std::movable Partial,
          std::invocable<typename Source::Block&> Kernel, class Use>
Partial sum_and_use_blocks(const Source& source, const Execution& execution, Partial zero,
                           KernelWithOutput<Kernel, Use> work, std::string_view task = {}) {
  using Output = std::invoke_result_t<Kernel&, typename Source::Block&>;
  Communicator& processes = execution.communicator();
  const Index blocks = source.block_count();
  const BlockRange own = own_share(source, {0, blocks}, processes);
  MergeForest<Partial> forest;
  Index next = own.begin;
  const Failure failure = use_blocks_in_order(BlockRun(source, own, task), execution, work.kernel,
                                              [&](Output&& output) {
                                                forest.add_leaf(next++, std::move(output.first));
                                                work.use(std::move(output.second));
                                              });
  return total_of_all(std::move(forest), std::move(zero), processes, {task, blocks}, failure);
}

/// Hands the outputs of blocks `range` to `sink`. `parts` are what the processes have sent to this
/// one: each the number of a first block and the outputs from there on, maybe beyond the range.
template <class Output, class Sink>
void write_gathered(const std::vector<std::string>& parts, BlockRange range, Sink& sink) {
  for (const std::string& part : parts) {
    auto [index, outputs] = unpack<std::pair<Index, std::vector<Output>>>(part);
    for (Output& output : outputs) {
      if (index >= range.end) break;
      require_every_block(index++ == range.begin++);
      sink(std::move(output));
    }
  }
  require_every_block(range.begin == range.end);
}

/// Hands `kernel(block)` of every block to `sink`, in the order of the blocks; in the process of
/// rank 0, whose sink gets those of all processes.
///
/// The kernel is called concurrently, the sink by one thread at a time. When a block or the sink
/// fails, the sink has got the outputs of exactly the blocks below the failed one, and the
/// exception is thrown in every process. Memory: O(threads) blocks and at most 4 x threads waiting
/// outputs; with several processes 32 outputs for each of them, in rank 0 all of these. Processes
/// that have blocks of their own work on them one after the other.
template <BlockSequence Source, std::invocable<typename Source::Block&> Kernel, class Sink>
void write_blocks_in_order(const Source& source, const Execution& execution, Kernel kernel,
                           Sink sink, std::string_view task = {}) {
  using Output = std::invoke_result_t<Kernel&, typename Source::Block&>;
  constexpr Index kBlocksPerProcess = 32;
  Communicator& processes = execution.communicator();
  const Index blocks = source.block_count();
  if (processes.size() == 1) {
    return rethrow(
        use_blocks_in_order(BlockRun(source, {0, blocks}, task), execution, kernel, sink));
  }
  Execution quiet = execution;
  quiet.progress = nullptr;
  const Index length = kBlocksPerProcess * processes.size();
  for (Index begin = 0; begin < blocks; begin += length) {
    const BlockRange all{begin, std::min(blocks, begin + length)};
    const BlockRun own(source, own_share(source, all, processes), task);
    std::vector<Output> outputs;
    Failure failure = use_blocks_in_order(
        own, quiet, kernel, [&](Output&& output) { outputs.push_back(std::move(output)); });
    std::string bytes;
    const Failure packing =
        attempt([&] { bytes = pack(std::pair(own.range.begin, std::move(outputs))); });
    failure = meet(processes, {task, blocks}, packing.cause ? packing : failure);
    if (failure.block == kNoBlock) rethrow(failure);  // who has failed there sends nothing
    const std::vector<std::string> parts = processes.gather(bytes);
    agree(processes, {task, blocks}, attempt([&] {
            if (processes.rank() != 0) return;
            const Index end = failure.cause ? failure.block : all.end;
            write_gathered<Output>(parts, {begin, end}, sink);
            if (execution.progress) execution.progress({task, all.end, blocks});
          }));
    rethrow(failure);
  }
}

/// Returns in every process what `compute` returns in that of rank 0; so it throws.
template <std::invocable Compute>
auto on_first_rank(const Execution& execution, Compute compute, std::string_view task = {}) {
  using Result = std::invoke_result_t<Compute&>;
  Communicator& processes = execution.communicator();
  if (processes.size() == 1) return compute();
  std::string bytes;
  agree(processes, {task, 0}, attempt([&] {
          if (processes.rank() == 0) bytes = pack(compute());
        }));
  return unpack<Result>(processes.all_gather(bytes).front());
}

}  // namespace odds
