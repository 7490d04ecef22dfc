// Preparations of a process of the command.
#pragma once

namespace odds::cli {

/// The first thing in main: standard descriptors that are not closed, memory that is kept for the
/// next pass, signals that leave no temporary files (`handle_signals`).
void prepare_process();

}  // namespace odds::cli
