#include "parallel/free_memory.hpp"

#include <odds/communicator.hpp>
#include <odds/error.hpp>
#include <odds/execution.hpp>

#include <algorithm>
#include <thread>

#ifdef __linux__
#include <sched.h>
#endif

namespace odds {
namespace {

/// More threads than this for each core only wait for one another.
constexpr int kThreadsPerCore = 4;

/// Cores that this process may run on, which in a container or under taskset are not all there are.
int usable_cores() {
#ifdef __linux__
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) return std::max(1, CPU_COUNT(&allowed));
#endif
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace

void Execution::validate() const {
  check_option("threads", threads, ">= 0", threads >= 0);
  check_option("memory", static_cast<double>(memory), ">= 0", memory >= 0);
}

int Execution::thread_count() const {
  validate();
  const int cores = usable_cores();
  return threads == 0 ? cores : std::min(threads, kThreadsPerCore * cores);
}

Index Execution::memory_bytes() const {
  return memory > 0 ? memory : std::max<Index>(1, recent_free_memory() / 2);
}

Communicator& Execution::communicator() const {
  return processes != nullptr ? *processes : single_process();
}

}  // namespace odds
