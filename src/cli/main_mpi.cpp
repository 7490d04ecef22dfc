// The command odds-mpi: the same, in the processes that mpirun starts.
#include "cli/process.hpp"
#include "cli/run.hpp"

#include <odds/mpi.hpp>

int main(int argc, char** argv) {
  odds::cli::prepare_process();
  odds::MpiProcess mpi(argc, argv);
  return odds::cli::run(argc, argv, mpi.communicator());
}
