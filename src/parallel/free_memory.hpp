// How much memory this process may still take.
#pragma once

#include <odds/types.hpp>

namespace odds {

/// Bytes: the least of what the system has available, what the control group of the process leaves
/// (a container's limit), and what its address space may grow by (`ulimit -v`). What cannot be
/// found out does not count.
Index free_memory();

}  // namespace odds
