// The command odds-mpi: the same, in the processes that mpirun starts.
#include "cli/process.hpp"
#include "cli/report_error.hpp"
#include "cli/run.hpp"

#include <odds/mpi.hpp>

int main(int argc, char** argv) {
  odds::cli::prepare_process();
  try {
    odds::MpiProcess mpi(argc, argv);
    return odds::cli::run(argc, argv, mpi.communicator());
  } catch (...) {  // MPI could not begin
    return odds::cli::report_error(nullptr);
  }
}
