#include "parallel/free_memory.hpp"

#include <odds/execution.hpp>

#include <doctest/doctest.h>

#include <unistd.h>

namespace odds {
namespace {

TEST_CASE("some memory is free, and no more than there is") {
  const Index all = sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGE_SIZE);
  CHECK(free_memory() > Index{1} << 20);
  CHECK(free_memory() <= all);
}

TEST_CASE("data take as much as they are told, or half of what is free") {
  CHECK(Execution{.threads = 0, .memory = 12345, .progress = {}}.memory_bytes() == 12345);
  const Index half = Execution{}.memory_bytes();
  CHECK(half > 0);
  CHECK(half <= sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGE_SIZE) / 2);
}

}  // namespace
}  // namespace odds
