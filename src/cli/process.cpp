#include "cli/process.hpp"

#include "cli/signals.hpp"

#include <fcntl.h>
#include <initializer_list>
#include <sys/resource.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace odds::cli {
namespace {

/// A file opened by us must not become standard input, output or error because that was closed.
void occupy_standard_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) != -1) continue;
    // Opened for the direction that is not used, so that use of it still fails.
    ::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

/// Memory that a pass gives back serves the next block: handed to the system, it would come back
/// page by page, which for 200 columns costs a tenth of a fit.
void keep_freed_memory() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the most that it takes
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
}

/// All files of a table stay open, and the limit that a process begins with is low.
void allow_many_files() {
  struct rlimit limit {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

void prepare_process() {
  occupy_standard_descriptors();
  keep_freed_memory();
  allow_many_files();
  handle_signals();
}

}  // namespace odds::cli
