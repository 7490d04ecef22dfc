#include "parallel/agreement.hpp"

#include "support/thread_ranks.hpp"

#include <odds/error.hpp>

#include <doctest/doctest.h>

#include <new>

namespace odds {
namespace {

using test::run_ranks;
using test::text_of;

Error data_error(const std::string& what) {
  return {ErrorKind::data,
          {.what = what,
           .where = {.file = "f.csv", .line = 3, .column = "x"},
           .hint = "look",
           .excerpt = "^"}};
}

template <class Exception>
Failure failure_with(Exception exception, Index block = kNoBlock) {
  return {.cause = std::make_exception_ptr(std::move(exception)), .block = block};
}

TEST_CASE("processes without a failure go on") {
  const auto failures = run_ranks(3, [](Communicator& processes) {
    agree(processes, {"fitting", 8}, {});
    end_together(processes, nullptr);
  });
  for (const auto& failure : failures) CHECK_FALSE(failure);
}

TEST_CASE("of the failures of all processes the one of the lowest block is thrown by each") {
  const auto failures = run_ranks(3, [](Communicator& processes) {
    const Index block = processes.rank() == 1 ? 5 : 7;
    agree(processes, {"fitting", 8}, failure_with(data_error(std::to_string(block)), block));
  });
  for (const auto& failure : failures) CHECK(text_of(failure) == "f.csv:3, column \"x\": 5");
}

TEST_CASE("an error keeps its kind and all of its text") {
  const auto failures = run_ranks(2, [](Communicator& processes) {
    agree(processes, {"fitting", 8},
          processes.rank() == 1 ? failure_with(data_error("bad"), 2) : Failure{});
  });
  for (const auto& failure : failures) {
    try {
      std::rethrow_exception(failure);
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::data);
      CHECK(error.text().what == "bad");
      CHECK(error.text().where.file == "f.csv");
      CHECK(error.text().where.line == 3);
      CHECK(error.text().where.column == "x");
      CHECK(error.text().hint == "look");
      CHECK(error.text().excerpt == "^");
    }
  }
}

TEST_CASE("a lack of memory is one in every process; others keep their text") {
  for (const auto& failure : run_ranks(3, [](Communicator& processes) {
         agree(processes, {"", 1},
               processes.rank() == 2 ? failure_with(std::bad_alloc()) : Failure{});
       })) {
    CHECK_THROWS_AS(std::rethrow_exception(failure), std::bad_alloc);
  }
  for (const auto& failure : run_ranks(2, [](Communicator& processes) {
         agree(processes, {"", 1},
               processes.rank() == 1 ? failure_with(std::logic_error("odd"), 0) : Failure{});
       })) {
    CHECK(text_of(failure) == "odd");
  }
}

TEST_CASE(
    "a failure of one machine is told with its rank and host, but as it was where it came from") {
  const auto failures = run_ranks(3, [](Communicator& processes) {
    end_together(processes, processes.rank() == 2
                                ? std::make_exception_ptr(data_error("no such file"))
                                : nullptr);
  });
  const std::string message = "f.csv:3, column \"x\": no such file";
  CHECK(text_of(failures[0]) == message + " (rank 2 on host2)");
  CHECK(text_of(failures[1]) == message + " (rank 2 on host2)");
  CHECK(text_of(failures[2]) == message);
}

TEST_CASE("a process that ends early ends the others wherever they meet, and none hangs") {
  for (int early = 0; early < 3; ++early) {
    CAPTURE(early);
    const auto failures = run_ranks(3, [&](Communicator& processes) {
      std::exception_ptr failure;
      try {
        if (processes.rank() == early) throw data_error("gone");
        for (int pass = 0; pass < 3; ++pass) agree(processes, {"fitting", 8}, {});
      } catch (...) {
        failure = std::current_exception();
      }
      end_together(processes, failure);
    });
    for (const auto& failure : failures) {
      CHECK(text_of(failure).starts_with("f.csv:3, column \"x\": gone"));
    }
  }
}

TEST_CASE("a failure in all processes is that of each") {
  const auto failures = run_ranks(2, [](Communicator& processes) {
    end_together(processes,
                 std::make_exception_ptr(std::runtime_error(std::to_string(processes.rank()))));
  });
  CHECK(text_of(failures[0]) == "0");
  CHECK(text_of(failures[1]) == "1");
}

TEST_CASE("processes that are not at the same work are told so") {
  const auto failures = run_ranks(2, [](Communicator& processes) {
    agree(processes, {"fitting", processes.rank() == 0 ? 8 : 9}, {});
  });
  for (const auto& failure : failures) {
    CHECK(text_of(failure) ==
          "the processes do not do the same: rank 0 on host0 is at \"fitting\" of 8 blocks, rank 1 "
          "on host1 is at \"fitting\" of 9 blocks");
  }
}

TEST_CASE("a process that has ended is missed by one that goes on") {
  const auto failures = run_ranks(2, [](Communicator& processes) {
    std::exception_ptr failure;
    if (processes.rank() == 1)
      failure = attempt([&] { agree(processes, {"fitting", 8}, {}); }).cause;
    end_together(processes, failure);
  });
  for (const auto& failure : failures) {
    CHECK(text_of(failure).starts_with(
        "the processes do not do the same: rank 0 on host0 has ended, rank 1"));
  }
}

TEST_CASE("a process that is alone throws its own failure") {
  CHECK_NOTHROW(agree(single_process(), {"", 1}, {}));
  CHECK_NOTHROW(end_together(single_process(), nullptr));
  CHECK_THROWS_WITH(end_together(single_process(), failure_with(std::runtime_error("mine")).cause),
                    "mine");
}

}  // namespace
}  // namespace odds
