// The command odds: one process.
#include "cli/descriptors.hpp"
#include "cli/run.hpp"
#include "cli/signals.hpp"

int main(int argc, char** argv) {
  odds::cli::occupy_standard_descriptors();
  odds::cli::handle_signals();
  return odds::cli::run(argc, argv, odds::single_process());
}
