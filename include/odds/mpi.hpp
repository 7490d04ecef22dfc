// Work on several machines, with MPI: the library odds::mpi.
#pragma once

#include <odds/communicator.hpp>
#include <odds/export.hpp>

#include <memory>

namespace odds {

/// MPI for as long as this object lives, and the processes that `mpirun` started.
///
///     odds::MpiProcess mpi(argc, argv);
///     const odds::Execution execution{.processes = &mpi.communicator()};
///     const odds::Fit fit = odds::fit(*table, formula, {}, execution);  // the same on every rank
///
/// Each process opens the same data. What one of them throws between calls of odds the others do
/// not know: `end_together` (odds/communicator.hpp) tells them. A process that runs out of memory
/// in the middle of an exchange says so and ends all of them.
class ODDS_EXPORT MpiProcess {
 public:
  /// Starts MPI, unless the program has done that itself. Throws Error(system) if MPI cannot be
  /// used in a program with threads.
  MpiProcess(int& argc, char**& argv);

  /// Ends MPI if the constructor has started it; waits for the other processes.
  ~MpiProcess();
  MpiProcess(const MpiProcess&) = delete;
  MpiProcess& operator=(const MpiProcess&) = delete;

  /// All processes of MPI_COMM_WORLD. Their messages do not mix with those of the program.
  Communicator& communicator();

 private:
  class World;
  bool started_ = false;
  std::unique_ptr<World> world_;
};

}  // namespace odds
