// The command odds-mpi: the same, in the processes that mpirun starts.
#include "cli/descriptors.hpp"
#include "cli/run.hpp"
#include "cli/signals.hpp"

#include <odds/mpi.hpp>

int main(int argc, char** argv) {
  odds::cli::occupy_standard_descriptors();
  odds::cli::handle_signals();
  odds::MpiProcess mpi(argc, argv);
  return odds::cli::run(argc, argv, mpi.communicator());
}
