#include "parallel/free_memory.hpp"

#include <odds/execution.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <unistd.h>
#include <vector>

namespace odds {
namespace {

TEST_CASE("some memory is free, and no more than there is") {
  const Index all = sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGE_SIZE);
  CHECK(free_memory() > Index{1} << 20);
  CHECK(free_memory() <= all);
}

TEST_CASE("what was found out a moment ago is not asked again") {
  const Index first = recent_free_memory();
  CHECK(first > Index{1} << 20);
  const std::vector<char> more(std::size_t{1} << 26, 'x');
  CHECK(recent_free_memory() == first);
}

TEST_CASE("data take as much as they are told, or half of what is free") {
  CHECK(Execution{.threads = 0, .memory = 12345, .progress = {}}.memory_bytes() == 12345);
  const Index half = Execution{}.memory_bytes();
  CHECK(half > 0);
  CHECK(half <= sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGE_SIZE) / 2);
}

}  // namespace
}  // namespace odds
