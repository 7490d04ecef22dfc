#include "cli/terminal.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <string>
#include <sys/ioctl.h>
#include <unistd.h>

namespace odds::cli {

int terminal_width(int descriptor) {
  struct winsize size {};
  return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

int progress_terminal(bool launched) {
  if (::isatty(STDERR_FILENO) == 1) return STDERR_FILENO;
  if (!launched) return kNoTerminal;
  const std::string of_parent = fmt::format("/proc/{}/fd/{}", ::getppid(), STDERR_FILENO);
  // Not to wait for the reader of what may be a pipe.
  const int descriptor = ::open(of_parent.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor != -1 && ::isatty(descriptor) == 1) return descriptor;
  if (descriptor != -1) ::close(descriptor);
  return kNoTerminal;
}

}  // namespace odds::cli
