// How tests are run.
#pragma once

#include <odds/execution.hpp>

namespace odds::test {

/// For objects that refer to an execution.
inline const Execution kExecution;

inline Execution with_threads(int threads) { return {.threads = threads, .progress = {}}; }

}  // namespace odds::test
