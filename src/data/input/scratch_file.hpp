// A temporary file for what does not fit into memory.
#pragma once

#include "data/input/file_descriptor.hpp"

#include <odds/types.hpp>

#include <string>

namespace odds {

/// A file without a name in the temporary directory: $TMPDIR, or the first of /var/tmp and /tmp
/// that can be written. The system frees its room when it is closed, however the process ends.
///
/// Made when something is first written. Reading is safe from any thread, also while one appends.
class ScratchFile {
 public:
  /// Writes `count` bytes at the end; returns their place. Throws Error(system) if the file cannot
  /// be made or the disk is full.
  Index append(const void* bytes, Index count);

  /// Reads bytes that were appended. Throws Error(system).
  void read(Index place, void* to, Index count) const;

  Index size() const { return size_; }

 private:
  FileDescriptor file_;
  std::string name_;
  Index size_ = 0;
};

}  // namespace odds
