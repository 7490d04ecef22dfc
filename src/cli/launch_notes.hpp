// Notes on how this process was started.
#pragma once

#include <odds/account.hpp>

#include <vector>

namespace odds::cli {

/// N060, a remark of the first one: mpirun has started several processes of a command that knows
/// nothing of the others, so that each does all of the work. Read from the environment, where Open
/// MPI and MPICH leave the number of processes and each one's rank.
std::vector<Note> launch_notes();

}  // namespace odds::cli
