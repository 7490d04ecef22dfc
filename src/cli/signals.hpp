// What a signal from outside does to the command: it ends quietly and leaves no temporary files.
#pragma once

#include <string>

namespace odds::cli {

/// From now on SIGINT, SIGTERM and SIGHUP remove the temporary files and end the process with
/// status 128 + signal; SIGPIPE and SIGXFSZ are ignored, so that a write into a closed pipe
/// (`ClosedPipe`) or beyond a limit for files fails instead.
void handle_signals();

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

}  // namespace odds::cli
