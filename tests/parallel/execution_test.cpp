#include "support/execution.hpp"

#include <odds/error.hpp>
#include <odds/execution.hpp>

#include <doctest/doctest.h>

#ifdef __linux__
#include <sched.h>
#endif

namespace odds {
namespace {

TEST_CASE("a negative number of threads is refused") {
  CHECK_THROWS_WITH_AS(test::with_threads(-1).validate(),
                       "threads = -1 is out of range: it must be >= 0", Error);
  CHECK_THROWS_AS(test::with_threads(-1).thread_count(), Error);
  CHECK_NOTHROW(test::with_threads(0).validate());
}

TEST_CASE("0 threads means one for each core, and more are clamped") {
  const int cores = test::with_threads(0).thread_count();
  CHECK(cores >= 1);
  CHECK(test::with_threads(1).thread_count() == 1);
  CHECK(test::with_threads(4 * cores).thread_count() == 4 * cores);
  CHECK(test::with_threads(1'000'000).thread_count() == 4 * cores);
}

#ifdef __linux__
TEST_CASE("only the cores that the process may use count") {
  cpu_set_t before;
  REQUIRE(sched_getaffinity(0, sizeof before, &before) == 0);
  const int first = sched_getcpu();
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(static_cast<unsigned>(first), &one);
  REQUIRE(sched_setaffinity(0, sizeof one, &one) == 0);
  CHECK(test::with_threads(0).thread_count() == 1);
  REQUIRE(sched_setaffinity(0, sizeof before, &before) == 0);
}
#endif

}  // namespace
}  // namespace odds
