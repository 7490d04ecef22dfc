#include "data/file_descriptor.hpp"

#include "data/failure.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace odds {

namespace {

// A transfer may be of less than was asked for, and may be interrupted by a signal, long before
// the end of the file.
template <class TransferSome>
Index transfer_fully(TransferSome transfer_some, Index count, Index offset, const char* what,
                     const std::string& name, const std::string& hint) {
  Index done = 0;
  while (done < count) {
    const ssize_t moved = transfer_some(done, static_cast<std::size_t>(count - done));
    if (moved == 0) break;
    if (moved > 0) {
      done += moved;
    } else if (errno != EINTR) {
      throw_refused(name, fmt::format("{} at byte {}", what, offset + done), errno, hint);
    }
  }
  return done;
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
  return transfer_fully(
      [&](Index done, std::size_t rest) {
        return ::pread(file.number(), to + done, rest, offset + done);
      },
      count, offset, "cannot be read", name, {});
}

Index read_next(const FileDescriptor& file, Index offset, char* to, Index count,
                const std::string& name) {
  return transfer_fully(
      [&](Index done, std::size_t rest) { return ::read(file.number(), to + done, rest); }, count,
      offset, "cannot be read", name, {});
}

void write_at(const FileDescriptor& file, Index offset, const char* from, Index count,
              const std::string& name, const std::string& hint) {
  transfer_fully(
      [&](Index done, std::size_t rest) {
        return ::pwrite(file.number(), from + done, rest, offset + done);
      },
      count, offset, "cannot be written", name, hint);
}

}  // namespace odds
