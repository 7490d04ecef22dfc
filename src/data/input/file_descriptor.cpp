#include "data/input/file_descriptor.hpp"

#include "base/failure.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <poll.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace odds {

namespace {

struct Transfer {
  Index done = 0;  // bytes
  int reason = 0;  // why no more: an errno; 0: that was all, or the end of the file
};

/// Waits until there is something to read from a descriptor that does not block by itself.
void wait_until_readable(const FileDescriptor& file) {
  struct pollfd waiting {
    .fd = file.number(), .events = POLLIN, .revents = 0
  };
  ::poll(&waiting, 1, -1);
}

// A transfer may be of less than was asked for, and may be interrupted by a signal, long before
// the end of the file.
template <class TransferSome>
Transfer transfer_fully(const FileDescriptor& file, TransferSome transfer_some, Index count) {
  Transfer result;
  while (result.done < count) {
    const ssize_t moved = transfer_some(result.done, static_cast<std::size_t>(count - result.done));
    if (moved == 0) break;
    if (moved > 0) {
      result.done += moved;
    } else if (errno == EAGAIN) {
      wait_until_readable(file);
    } else if (errno != EINTR) {
      result.reason = errno;
      break;
    }
  }
  return result;
}

Index done_reading(const Transfer& transfer, Index offset, const std::string& name) {
  if (transfer.reason == 0) return transfer.done;
  throw_refused(name, fmt::format("cannot be read at byte {}", offset + transfer.done),
                transfer.reason);
}

}  // namespace

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept
    : number_(std::exchange(other.number_, -1)) {}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

FileDescriptor::~FileDescriptor() {
  if (number_ >= 0) ::close(number_);
}

void throw_refused(const std::string& name, const std::string& what, int reason,
                   const std::string& hint) {
  throw_system(name, fmt::format("{}: {}", what, std::generic_category().message(reason)), hint);
}

struct stat status_of(const FileDescriptor& file, const std::string& name) {
  struct stat status {};
  if (fstat(file.number(), &status) != 0) throw_refused(name, "cannot be examined", errno);
  return status;
}

Index read_at(const FileDescriptor& file, Index offset, char* to, Index count,
              const std::string& name) {
  const auto read_some = [&](Index done, std::size_t rest) {
    return ::pread(file.number(), to + done, rest, offset + done);
  };
  return done_reading(transfer_fully(file, read_some, count), offset, name);
}

Index read_next(const FileDescriptor& file, Index offset, char* to, Index count,
                const std::string& name) {
  const auto read_some = [&](Index done, std::size_t rest) {
    return ::read(file.number(), to + done, rest);
  };
  return done_reading(transfer_fully(file, read_some, count), offset, name);
}

int write_at(const FileDescriptor& file, Index offset, const char* from, Index count) {
  const auto write_some = [&](Index done, std::size_t rest) {
    return ::pwrite(file.number(), from + done, rest, offset + done);
  };
  return transfer_fully(file, write_some, count).reason;
}

}  // namespace odds
