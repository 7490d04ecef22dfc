// How several processes find out that one of them has failed, before they wait for its results.
#pragma once

#include "parallel/failure.hpp"

#include <odds/communicator.hpp>
#include <odds/types.hpp>

#include <string_view>

namespace odds {

/// The task whose results a process is about to exchange. It must be the same in all of them.
struct Occasion {
  std::string_view task;
  Index blocks = 0;
};

/// Collective, and the beginning of every exchange: the first failure of all processes, that with
/// the lowest block and, of those, the lowest rank. In the process that failed it is the exception
/// itself; in the others one of the same kind with the same text (Error, bad_alloc, else
/// runtime_error). One outside of the blocks, which may be a matter of that machine alone, is told
/// with rank and host. Processes at different occasions have failed all (Error(system)): they do
/// not read the same data.
///
/// A process in `end_together` takes part in the meetings of the others, as one that has failed.
[[nodiscard]] Failure meet(Communicator& processes, Occasion occasion, const Failure& own);

/// The same; throws the failure.
void agree(Communicator& processes, Occasion occasion, const Failure& own);

}  // namespace odds
