// The command odds: one process.
#include "cli/process.hpp"
#include "cli/run.hpp"

int main(int argc, char** argv) {
  odds::cli::prepare_process();
  return odds::cli::run(argc, argv, odds::single_process());
}
