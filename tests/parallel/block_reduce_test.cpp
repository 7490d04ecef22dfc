#include "parallel/block_reduce.hpp"

#include "support/execution.hpp"
#include "support/thread_ranks.hpp"

#include <odds/error.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace odds {
namespace {

/// Numbers cut into blocks of equal length.
class Numbers {
 public:
  using Block = std::vector<double>;

  Numbers(std::vector<double> numbers, Index block_length)
      : numbers_(std::move(numbers)), length_(block_length) {}

  Index block_count() const {
    return (static_cast<Index>(numbers_.size()) + length_ - 1) / length_;
  }

  void read(Index index, Block& block) const {
    const Index begin = index * length_;
    const Index end = std::min(begin + length_, static_cast<Index>(numbers_.size()));
    block.assign(numbers_.begin() + begin, numbers_.begin() + end);
  }

 private:
  std::vector<double> numbers_;
  Index length_;
};

/// Numbers of very different sizes, so that every other order of addition shows in the last bits.
Numbers wild_numbers() {
  std::mt19937_64 bits(1);
  std::vector<double> numbers(20'011);
  for (double& number : numbers) {
    number = std::ldexp(static_cast<double>(bits() >> 11) - 0x1p52, static_cast<int>(bits() % 60));
  }
  return Numbers(std::move(numbers), 97);
}

/// Block i is the number i.
Numbers counting(Index blocks) {
  std::vector<double> numbers;
  for (Index i = 0; i < blocks; ++i) numbers.push_back(static_cast<double>(i));
  return Numbers(std::move(numbers), 1);
}

double plain_sum(const std::vector<double>& block) {
  double sum = 0.0;
  for (const double number : block) sum += number;
  return sum;
}

TEST_CASE("the number of threads does not change one bit of a sum") {
  const Numbers numbers = wild_numbers();
  const double one = sum_over_blocks(numbers, test::with_threads(1), 0.0, plain_sum);
  for (const int threads : {2, 3, 7}) {
    for (int repeat = 0; repeat < 5; ++repeat) {
      CAPTURE(threads);
      CHECK(sum_over_blocks(numbers, test::with_threads(threads), 0.0, plain_sum) == one);
    }
  }
}

TEST_CASE("every n-th block makes a sequence of its own") {
  const Numbers numbers = counting(10);
  const auto sum_of_every = [&](Index stride) {
    return sum_over_blocks(EveryNth(numbers, stride), test::with_threads(2), 0.0, plain_sum);
  };
  CHECK(sum_of_every(1) == 45.0);
  CHECK(sum_of_every(4) == 0.0 + 4.0 + 8.0);
  CHECK(sum_of_every(9) == 9.0);
  CHECK(sum_of_every(100) == 0.0);
}

TEST_CASE("blocks that take their time in any order do not change one bit of a sum") {
  const Numbers numbers = wild_numbers();
  const double one = sum_over_blocks(numbers, test::with_threads(1), 0.0, plain_sum);
  std::atomic<int> calls = 0;
  const auto slow = [&](const std::vector<double>& block) {
    if (++calls % 3 == 0) std::this_thread::sleep_for(std::chrono::microseconds(300));
    return plain_sum(block);
  };
  CHECK(sum_over_blocks(numbers, test::with_threads(7), 0.0, slow) == one);
}

TEST_CASE("a sum starts from zero, and without blocks stays there") {
  CHECK(sum_over_blocks(counting(5), test::with_threads(2), 100.0, plain_sum) == 110.0);
  CHECK(sum_over_blocks(counting(0), test::with_threads(2), 100.0, plain_sum) == 100.0);
}

TEST_CASE("a kernel may use its block as scratch memory") {
  const auto doubling = [](std::vector<double>& block) {
    for (double& number : block) number *= 2.0;
    return plain_sum(block);
  };
  const Numbers numbers = counting(50);
  CHECK(sum_over_blocks(numbers, test::with_threads(3), 0.0, doubling) == 2450.0);
  CHECK(sum_over_blocks(numbers, test::with_threads(3), 0.0, doubling) == 2450.0);
}

double fail_from_30(const std::vector<double>& block) {
  if (block[0] >= 30.0) {
    throw Error(ErrorKind::data,
                {.what = std::to_string(block[0]), .where = {}, .hint = "", .excerpt = ""});
  }
  return 0.0;
}

/// The same numbers, whose blocks are kept.
class SparingNumbers {
 public:
  using Block = std::vector<double>;

  explicit SparingNumbers(const Numbers& numbers) : numbers_(numbers) {}

  Index block_count() const { return numbers_.block_count(); }
  void read(Index index, Block& block) const {
    if (block.capacity() == 0) ++fresh_;
    numbers_.read(index, block);
  }
  SpareBlocks<Block>& spare_blocks() const { return spare_; }

  int fresh() const { return fresh_; }

 private:
  const Numbers& numbers_;
  mutable SpareBlocks<Block> spare_;
  mutable std::atomic<int> fresh_ = 0;
};

TEST_CASE("a sequence that keeps its blocks gets them back in the next pass") {
  const Numbers numbers = wild_numbers();
  const double sum = sum_over_blocks(numbers, test::with_threads(1), 0.0, plain_sum);
  const SparingNumbers sparing(numbers);
  for (int pass = 0; pass < 4; ++pass) {
    CHECK(sum_over_blocks(sparing, test::with_threads(3), 0.0, plain_sum) == sum);
    CHECK(sum_over_blocks(EveryNth(sparing, 1), test::with_threads(3), 0.0, plain_sum) == sum);
  }
  CHECK(sparing.fresh() >= 1);
  CHECK(sparing.fresh() <= 3);
}

TEST_CASE("of many failing blocks the first is reported, with its own exception") {
  for (const int threads : {1, 2, 3, 7}) {
    for (int repeat = 0; repeat < 20; ++repeat) {
      CAPTURE(threads);
      CHECK_THROWS_WITH_AS(
          sum_over_blocks(counting(100), test::with_threads(threads), 0.0, fail_from_30),
          "30.000000", Error);
    }
  }
}

TEST_CASE("an observer that throws ends the pass") {
  Execution execution = test::with_threads(2);
  execution.progress = [](const Progress&) {
    throw Error(ErrorKind::system, {.what = "stop", .where = {}, .hint = "", .excerpt = ""});
  };
  const auto slow = [](const std::vector<double>&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    return 0.0;
  };
  CHECK_THROWS_WITH_AS(sum_over_blocks(counting(1000), execution, 0.0, slow), "stop", Error);
}

TEST_CASE("no block is worked on more than the window ahead of an unfinished one") {
  std::atomic<bool> first_done = false;
  std::atomic<double> furthest = 0.0;
  const auto slow_start = [&](const std::vector<double>& block) {
    if (block[0] == 0.0) {
      std::this_thread::sleep_for(std::chrono::milliseconds(30));
      first_done = true;
    } else if (!first_done) {
      double before = furthest;
      while (block[0] > before && !furthest.compare_exchange_weak(before, block[0])) continue;
    }
    return 0.0;
  };
  sum_over_blocks(counting(1000), test::with_threads(3), 0.0, slow_start);
  CHECK(furthest < 12.0);  // 4 x threads
}

std::string as_text(const std::vector<double>& block) {
  return std::to_string(static_cast<int>(block[0])) + " ";
}

TEST_CASE("output comes in the order of the blocks for any number of threads") {
  std::string expected;
  for (int i = 0; i < 500; ++i) expected += std::to_string(i) + " ";
  for (const int threads : {1, 2, 3, 7}) {
    CAPTURE(threads);
    std::string written;
    write_blocks_in_order(counting(500), test::with_threads(threads), as_text,
                          [&](const std::string& text) { written += text; });
    CHECK(written == expected);
  }
}

TEST_CASE("output before a failing block is complete, and none comes after it") {
  for (const int threads : {1, 2, 3, 7}) {
    CAPTURE(threads);
    std::string written;
    const auto kernel = [](const std::vector<double>& block) {
      fail_from_30(block);
      return as_text(block);
    };
    CHECK_THROWS_WITH_AS(write_blocks_in_order(counting(100), test::with_threads(threads), kernel,
                                               [&](const std::string& text) { written += text; }),
                         "30.000000", Error);
    CHECK(written.ends_with(" 28 29 "));
  }
}

TEST_CASE("a sink that fails is not called again") {
  for (const int threads : {1, 2, 3, 7}) {
    CAPTURE(threads);
    int calls = 0;
    const auto sink = [&](const std::string&) {
      if (++calls == 20)
        throw Error(ErrorKind::system,
                    {.what = "disk full", .where = {}, .hint = "", .excerpt = ""});
    };
    CHECK_THROWS_WITH_AS(
        write_blocks_in_order(counting(100), test::with_threads(threads), as_text, sink),
        "disk full", Error);
    CHECK(calls == 20);
  }
}

TEST_CASE("threads go on with further blocks while one is at the sink") {
  std::atomic<int> worked_on = 0;
  int at_sink = 0;
  write_blocks_in_order(
      counting(20), test::with_threads(2),
      [&](const std::vector<double>& block) {
        ++worked_on;
        return block[0];
      },
      [&](double number) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (number == 0.0 && worked_on < 5 && std::chrono::steady_clock::now() < deadline) {
          std::this_thread::yield();
        }
        if (number == 0.0) at_sink = worked_on;
      });
  CHECK(at_sink >= 5);
}

// Several processes.

Execution with_processes(Communicator& processes, int threads = 2) {
  return {.threads = threads, .progress = {}, .processes = &processes};
}

/// Numbers of which every process can read a part only: cut at given blocks.
class SpreadNumbers {
 public:
  using Block = std::vector<double>;

  SpreadNumbers(const Numbers& numbers, BlockRange own) : numbers_(numbers), own_(own) {}

  Index block_count() const { return numbers_.block_count(); }
  std::optional<BlockRange> own_blocks() const { return own_; }
  void read(Index index, Block& block) const {
    if (index < own_.begin || index >= own_.end) throw std::logic_error("not a block of this rank");
    numbers_.read(index, block);
  }

 private:
  const Numbers& numbers_;
  BlockRange own_;
};

/// Uneven parts, one of them empty; the last takes the rest.
BlockRange uneven_part(Index blocks, int rank, int size) {
  const auto border = [&](int r) {
    return r == size ? blocks : blocks * r * r / (size * size + 1);
  };
  return {border(rank), border(rank + 1)};
}

constexpr auto kSizes = {1, 2, 3, 5, 8};

TEST_CASE("shares are runs that make up the whole, of nearly equal length") {
  for (const Index blocks : {0, 1, 2, 7, 64, 1000, 12'345}) {
    for (int size = 1; size < 20; ++size) {
      CAPTURE(blocks);
      CAPTURE(size);
      Index end = 100;
      for (int rank = 0; rank < size; ++rank) {
        const BlockRange share = share_of({100, 100 + blocks}, rank, size);
        REQUIRE(share.begin == end);
        REQUIRE(share.end >= share.begin);
        end = share.end;
        const double fair = static_cast<double>(blocks) / size;
        REQUIRE(static_cast<double>(share.end - share.begin) <= fair + fair / 8.0 + 1.0);
      }
      REQUIRE(end == 100 + blocks);
    }
  }
}

TEST_CASE("however many blocks there are, a share has few subtrees") {
  for (int rank = 0; rank < 7; ++rank) {
    MergeForest<double> forest;
    const BlockRange share = share_of({0, 100'003}, rank, 7);
    for (Index leaf = share.begin; leaf < share.end; ++leaf) forest.add_leaf(leaf, 1.0);
    CHECK(forest.size() <= (rank == 6 ? 16 : 8));
  }
}

TEST_CASE("the number of processes does not change one bit of a sum, in any of them") {
  const Numbers numbers = wild_numbers();
  const double one = sum_over_blocks(numbers, test::with_threads(1), 0.5, plain_sum);
  for (const int size : kSizes) {
    CAPTURE(size);
    for (const double sum : test::results_of_ranks(size, [&](Communicator& processes) {
           return sum_over_blocks(numbers, with_processes(processes), 0.5, plain_sum);
         })) {
      CHECK(sum == one);
    }
  }
}

TEST_CASE("nor does it where every process has its own blocks, or a sample of them") {
  const Numbers numbers = wild_numbers();
  for (const Index stride : {1, 2, 7, 1000}) {
    const double one =
        sum_over_blocks(EveryNth(numbers, stride), test::with_threads(1), 0.0, plain_sum);
    for (const int size : kSizes) {
      CAPTURE(size);
      CAPTURE(stride);
      for (const double sum : test::results_of_ranks(size, [&](Communicator& processes) {
             const SpreadNumbers own(numbers,
                                     uneven_part(numbers.block_count(), processes.rank(), size));
             return sum_over_blocks(EveryNth(own, stride), with_processes(processes), 0.0,
                                    plain_sum);
           })) {
        CHECK(sum == one);
      }
    }
  }
}

TEST_CASE("processes without blocks take part in the sum") {
  for (const double sum : test::results_of_ranks(5, [&](Communicator& processes) {
         return sum_over_blocks(counting(2), with_processes(processes), 100.0, plain_sum);
       })) {
    CHECK(sum == 101.0);
  }
}

TEST_CASE("blocks that no process has are missed in every process") {
  const Numbers numbers = counting(100);
  for (const int size : kSizes) {
    const auto part = [&](const Communicator& processes) {
      const BlockRange own = uneven_part(100, processes.rank(), size);
      return SpreadNumbers(numbers, {own.begin, processes.rank() == size - 1 ? 99 : own.end});
    };
    CAPTURE(size);
    for (const auto& failure : test::run_ranks(size, [&](Communicator& processes) {
           sum_over_blocks(part(processes), with_processes(processes), 0.0, plain_sum);
         })) {
      CHECK(test::text_of(failure) == "blocks of rows that no process has, or more than one");
    }
    for (const auto& failure : test::run_ranks(size, [&](Communicator& processes) {
           write_blocks_in_order(part(processes), with_processes(processes), as_text,
                                 [](const std::string&) {});
         })) {
      const bool written_here = size == 1;  // all blocks from `read`, which refuses the last
      CHECK(test::text_of(failure).starts_with(
          written_here ? "not a block" : "blocks of rows that no process has"));
    }
  }
}

TEST_CASE("of many failing blocks the first is thrown in every process") {
  for (const int size : kSizes) {
    for (const auto& failure : test::run_ranks(size, [](Communicator& processes) {
           sum_over_blocks(counting(100), with_processes(processes), 0.0, fail_from_30);
         })) {
      CAPTURE(size);
      CHECK(test::text_of(failure) == "30.000000");
    }
  }
}

TEST_CASE("rank 0 writes the output of all processes in the order of the blocks") {
  std::string expected;
  for (int i = 0; i < 500; ++i) expected += std::to_string(i) + " ";
  const Numbers numbers = counting(500);
  for (const int size : kSizes) {
    for (const bool spread : {false, true}) {
      CAPTURE(size);
      CAPTURE(spread);
      const auto written = test::results_of_ranks(size, [&](Communicator& processes) {
        std::string text;
        const auto sink = [&](const std::string& part) { text += part; };
        if (spread) {
          const SpreadNumbers own(numbers, uneven_part(500, processes.rank(), size));
          write_blocks_in_order(own, with_processes(processes), as_text, sink);
        } else {
          write_blocks_in_order(numbers, with_processes(processes), as_text, sink);
        }
        return text;
      });
      CHECK(written[0] == expected);
      for (std::size_t rank = 1; rank < written.size(); ++rank) CHECK(written[rank].empty());
    }
  }
}

TEST_CASE("output of all processes before a failing block is complete, and none comes after it") {
  for (const int size : {2, 3, 5}) {
    for (const double bad : {0.0, 30.0, 170.0, 499.0}) {
      CAPTURE(size);
      CAPTURE(bad);
      Index calls = 0;
      const auto failures = test::run_ranks(size, [&](Communicator& processes) {
        const auto kernel = [&](const std::vector<double>& block) {
          if (block[0] >= bad) throw std::runtime_error(as_text(block));
          return block[0];
        };
        write_blocks_in_order(counting(500), with_processes(processes), kernel, [&](double number) {
          if (number == static_cast<double>(calls)) ++calls;
        });
      });
      for (const auto& failure : failures) {
        CHECK(test::text_of(failure) == std::to_string(static_cast<int>(bad)) + " ");
      }
      CHECK(calls == static_cast<Index>(bad));
    }
  }
}

TEST_CASE("a sink that fails in rank 0 ends all processes and is not called again") {
  for (const int size : {2, 5}) {
    int calls = 0;
    const auto failures = test::run_ranks(size, [&](Communicator& processes) {
      write_blocks_in_order(counting(500), with_processes(processes), as_text,
                            [&](const std::string&) {
                              if (++calls == 200) throw std::runtime_error("disk full");
                            });
    });
    CHECK(calls == 200);
    CHECK(test::text_of(failures[0]) == "disk full");
    for (const auto& failure : failures) CHECK(test::text_of(failure).starts_with("disk full"));
  }
}

TEST_CASE("what rank 0 finds out all processes know") {
  for (const int size : kSizes) {
    for (const int found : test::results_of_ranks(size, [](Communicator& processes) {
           return on_first_rank(with_processes(processes), [&] { return 7 + processes.rank(); });
         })) {
      CHECK(found == 7);
    }
    for (const auto& failure : test::run_ranks(size, [](Communicator& processes) {
           on_first_rank(with_processes(processes),
                         []() -> int { throw std::runtime_error("nothing found"); });
         })) {
      CHECK(test::text_of(failure).starts_with("nothing found"));
    }
  }
}

}  // namespace
}  // namespace odds
