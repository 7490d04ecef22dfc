// A library to be preloaded into a program: it counts calls of one kind and lets some of them fail.
//
// Environment:
//   FAIL_CALL    malloc, read, write, fsync, close, rename, open or link; kinds stand for families:
//                read is also pread, open is also openat, malloc is also calloc, realloc, memalign
//   FAIL_AT      number of the first call that fails, from 1 on; 0: none
//   FAIL_TIMES   how many calls fail from there on [default: 1]
//   FAIL_HOW     a number of errno; "short": fewer bytes are moved than was asked for; or a
//   negative
//                number: the call does its work, but before it the program gets this signal
//   FAIL_LOG     file that gets a line "calls N failed M" when the program ends
//   NO_TMPFILE   if set, the file system seems to know no files without a name (O_TMPFILE)
//
// Built by the tests with glibc, whose allocator stays reachable under names of its own.
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
}

namespace {

struct Plan {
  const char* call = "";
  long at = 0;
  long times = 1;
  int reason = EIO;
  bool cut = false;
  const char* log = nullptr;
  bool no_nameless = false;
};

std::atomic<long> calls{0};
std::atomic<long> failed{0};

long number(const char* text, long otherwise) {
  return text == nullptr ? otherwise : std::strtol(text, nullptr, 10);
}

Plan plan_of_environment() {
  Plan plan;
  if (const char* call = std::getenv("FAIL_CALL")) plan.call = call;
  plan.at = number(std::getenv("FAIL_AT"), 0);
  plan.times = number(std::getenv("FAIL_TIMES"), 1);
  const char* how = std::getenv("FAIL_HOW");
  plan.cut = how != nullptr && std::strcmp(how, "short") == 0;
  if (!plan.cut) plan.reason = static_cast<int>(number(how, EIO));
  plan.log = std::getenv("FAIL_LOG");
  plan.no_nameless = std::getenv("NO_TMPFILE") != nullptr;
  return plan;
}

const Plan& plan() {
  static const Plan plan = plan_of_environment();
  return plan;
}

/// Counts a call of this kind; whether it is one of those that fail.
bool is_to_fail(const char* call) {
  if (std::strcmp(plan().call, call) != 0) return false;
  const long number = ++calls;
  if (plan().at == 0 || number < plan().at || number >= plan().at + plan().times) return false;
  ++failed;
  if (plan().reason >= 0) return true;
  ::kill(::getpid(), -plan().reason);
  return false;
}

bool fails(const char* call) {
  if (!is_to_fail(call)) return false;
  errno = plan().reason;
  return true;
}

/// Cuts `count` where the plan says so; false if the call is to fail.
bool may_move(const char* call, std::size_t& count) {
  if (!is_to_fail(call)) return true;
  if (plan().cut) {
    if (count > 1) count = count / 3 + 1;
    return true;
  }
  errno = plan().reason;
  return false;
}

int open_at(int folder, const char* path, int flags, mode_t mode) {
  if (fails("open")) return -1;
  if (plan().no_nameless && (flags & O_TMPFILE) == O_TMPFILE) {
    errno = EOPNOTSUPP;
    return -1;
  }
  return static_cast<int>(::syscall(SYS_openat, folder, path, flags, mode));
}

mode_t mode_of(int flags, std::va_list arguments) {
  const bool creates = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
  return creates ? va_arg(arguments, mode_t) : 0;
}

__attribute__((destructor)) void write_log() {
  if (plan().log == nullptr) return;
  char line[64];
  const int size =
      std::snprintf(line, sizeof line, "calls %ld failed %ld\n", calls.load(), failed.load());
  const long file = ::syscall(SYS_openat, AT_FDCWD, plan().log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::syscall(SYS_write, file, line, size);
  ::syscall(SYS_close, file);
}

}  // namespace

extern "C" {

void* malloc(std::size_t size) { return fails("malloc") ? nullptr : __libc_malloc(size); }

void* calloc(std::size_t count, std::size_t size) {
  return fails("malloc") ? nullptr : __libc_calloc(count, size);
}

void* realloc(void* memory, std::size_t size) {
  return fails("malloc") ? nullptr : __libc_realloc(memory, size);
}

void* memalign(std::size_t alignment, std::size_t size) {
  return fails("malloc") ? nullptr : __libc_memalign(alignment, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) { return memalign(alignment, size); }

int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
  void* found = memalign(alignment, size);
  if (found == nullptr) return ENOMEM;
  *memory = found;
  return 0;
}

ssize_t read(int file, void* to, std::size_t count) {
  return may_move("read", count) ? ::syscall(SYS_read, file, to, count) : -1;
}

ssize_t pread(int file, void* to, std::size_t count, off_t offset) {
  return may_move("read", count) ? ::syscall(SYS_pread64, file, to, count, offset) : -1;
}

ssize_t pread64(int file, void* to, std::size_t count, off64_t offset) {
  return pread(file, to, count, offset);
}

ssize_t write(int file, const void* from, std::size_t count) {
  return may_move("write", count) ? ::syscall(SYS_write, file, from, count) : -1;
}

ssize_t pwrite(int file, const void* from, std::size_t count, off_t offset) {
  return may_move("write", count) ? ::syscall(SYS_pwrite64, file, from, count, offset) : -1;
}

ssize_t pwrite64(int file, const void* from, std::size_t count, off64_t offset) {
  return pwrite(file, from, count, offset);
}

int fsync(int file) { return fails("fsync") ? -1 : static_cast<int>(::syscall(SYS_fsync, file)); }

/// As in Linux, the descriptor is gone also when this fails.
int close(int file) {
  const bool failing = fails("close");
  const int reason = errno;
  const long result = ::syscall(SYS_close, file);
  if (!failing) return static_cast<int>(result);
  errno = reason;
  return -1;
}

int rename(const char* from, const char* to) {
  return fails("rename") ? -1 : static_cast<int>(::syscall(SYS_rename, from, to));
}

int link(const char* from, const char* to) {
  return fails("link") ? -1 : static_cast<int>(::syscall(SYS_link, from, to));
}

int linkat(int from_folder, const char* from, int to_folder, const char* to, int flags) {
  if (fails("link")) return -1;
  return static_cast<int>(::syscall(SYS_linkat, from_folder, from, to_folder, to, flags));
}

int open(const char* path, int flags, ...) {
  std::va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_at(AT_FDCWD, path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  std::va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_at(AT_FDCWD, path, flags, mode);
}

int openat(int folder, const char* path, int flags, ...) {
  std::va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_at(folder, path, flags, mode);
}

int openat64(int folder, const char* path, int flags, ...) {
  std::va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_at(folder, path, flags, mode);
}

}  // extern "C"
