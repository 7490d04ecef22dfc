// The terminal behind a descriptor, or behind those of mpirun.
#pragma once

namespace odds::cli {

inline constexpr int kNoTerminal = -1;

/// The columns of the terminal `descriptor`; 0 if it is none, or does not know.
int terminal_width(int descriptor);

/// The terminal that progress is drawn on: standard error, if that is one, or kNoTerminal.
///
/// What a process that mpirun has `launched` writes there goes through a pipe, and arrives when it
/// likes; the terminal is then that of mpirun itself, if it runs on this machine. It is opened, to
/// stay open for as long as this process lives.
int progress_terminal(bool launched);

}  // namespace odds::cli
