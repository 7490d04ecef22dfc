// How much memory this process may still take.
#pragma once

#include <odds/types.hpp>

namespace odds {

/// Bytes: the least of what the system has available, what the control group of the process leaves
/// (a container's limit), and what its address space may grow by (`ulimit -v`). What cannot be
/// found out does not count.
Index free_memory();

/// The same, as it was found at most a second ago: to ask takes several files of the system, longer
/// than to fit 50 rows.
Index recent_free_memory();

}  // namespace odds
