// Open files of the system, and transfers that are complete.
#pragma once

#include <odds/types.hpp>

#include <string>
#include <sys/stat.h>

namespace odds {

/// An open file descriptor, closed on destruction.
class FileDescriptor {
 public:
  explicit FileDescriptor(int number = -1) : number_(number) {}
  FileDescriptor(FileDescriptor&& other) noexcept;
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  ~FileDescriptor();

  int number() const { return number_; }

 private:
  int number_;
};

// `name` stands for the file in messages; those that take it throw Error(system) when the system
// refuses.

struct stat status_of(const FileDescriptor& file, const std::string& name);

/// Reads `count` bytes from `offset` on; returns how many there were before the end of the file.
Index read_at(const FileDescriptor& file, Index offset, char* to, Index count,
              const std::string& name);

/// The same for what can only be read from where it stands, a pipe; `offset` is for messages.
Index read_next(const FileDescriptor& file, Index offset, char* to, Index count,
                const std::string& name);

/// Writes `count` bytes at `offset`; returns 0, or why that failed, an errno.
int write_at(const FileDescriptor& file, Index offset, const char* from, Index count);

/// Throws Error(system): what could not be done with the file, and the system's reason, an errno.
[[noreturn]] void throw_refused(const std::string& name, const std::string& what, int reason,
                                const std::string& hint = {});

}  // namespace odds
