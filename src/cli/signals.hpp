// Signals from outside: the command ends quietly and leaves no temporary files.
#pragma once

#include <csignal>
#include <string>

namespace odds::cli {

/// From now on every signal that would end the program removes the temporary files first. Requests
/// to end (SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXCPU, ...) then give the status 128 + signal, and
/// after a crash (SIGSEGV, SIGABRT, ...) the system does what it does by itself. SIGPIPE and
/// SIGXFSZ are ignored, so that a write into a closed pipe (`ClosedPipe`) or beyond a limit for
/// files fails instead. What a parent such as nohup has asked to be ignored stays ignored.
void handle_signals();

/// Removes all files that a signal would remove.
void remove_temporary_files() noexcept;

/// A path that a signal removes, as long as this object lives.
class RemovedOnSignal {
 public:
  explicit RemovedOnSignal(const std::string& path);
  ~RemovedOnSignal();
  RemovedOnSignal(const RemovedOnSignal&) = delete;
  RemovedOnSignal& operator=(const RemovedOnSignal&) = delete;

 private:
  int slot_;
};

/// As long as this object lives, signals to the thread wait: steps that belong together are done
/// all or none.
class SignalsHeld {
 public:
  SignalsHeld();
  ~SignalsHeld();
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  sigset_t before_;
};

}  // namespace odds::cli
