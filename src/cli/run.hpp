// One run of the command, from its words to its exit status.
#pragma once

#include <odds/communicator.hpp>

namespace odds::cli {

/// Runs the command in each of `processes`. That of rank 0 writes and says everything, and returns
/// the exit status; the others return 0.
int run(int argc, char** argv, Communicator& processes) noexcept;

}  // namespace odds::cli
