#include "cli/descriptors.hpp"

#include <fcntl.h>
#include <initializer_list>
#include <unistd.h>

namespace odds::cli {

void occupy_standard_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) != -1) continue;
    // Opened for the direction that is not used, so that use of it still fails.
    ::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

}  // namespace odds::cli
