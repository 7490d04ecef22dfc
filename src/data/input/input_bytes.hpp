// The bytes of one input, readable at any offset as often as needed.
#pragma once

#include "data/input/file_descriptor.hpp"
#include "data/input/text_snapshot.hpp"

#include <odds/types.hpp>

#include <cstdint>
#include <limits>
#include <string>

namespace odds {

/// The bytes of a file or of a string.
///
/// A regular file stays open and is read with pread(2), so that a file which is replaced keeps
/// its old content here. It is never mapped: a file that shrinks must be an error, not a signal.
/// What cannot be read twice (standard input, a pipe, a terminal) is read to its end, or to a NUL,
/// when it is opened and kept. So is the text of an input that is compressed (unpack.hpp).
class InputBytes {
 public:
  /// Opens `path`; `-` is standard input. Of what has to be kept, up to `memory` bytes are kept in
  /// memory, more in a temporary file.
  /// Throws Error(system) if it cannot be opened or read, or is a directory, and what `unpack`
  /// throws.
  static InputBytes open(const std::string& path, Index memory = std::numeric_limits<Index>::max());

  InputBytes(std::string name, std::string bytes);

  const std::string& name() const { return name_; }

  Index size() const { return size_; }

  /// Copies bytes [offset, offset + count) to `to`; fewer only at the end of the input.
  /// Throws Error(system), with the byte offset, when reading fails.
  Index read(Index offset, char* to, Index count) const;

  /// Where `byte` occurs first in [begin, end); -1: nowhere. For places that are near: it reads a
  /// little at a time.
  Index find(char byte, Index begin, Index end) const;

  /// How often `byte` occurs before `end`. For messages: it reads the input again.
  Index count(char byte, Index end) const;

  /// Throws Error(system) if the size or the time of the last change are no longer those at
  /// opening. The time of the last modification alone can be set back.
  void check_unchanged() const;

 private:
  InputBytes(std::string name, TextSnapshot text);
  InputBytes(std::string name, FileDescriptor file);

  static InputBytes unpacked(InputBytes input, Index memory);

  std::string name_;
  TextSnapshot text_;    // of an input without a file
  FileDescriptor file_;  // -1: the input is `text_`
  Index size_ = 0;
  std::int64_t modified_seconds_ = 0;
  std::int64_t modified_nanoseconds_ = 0;
  std::int64_t changed_seconds_ = 0;
  std::int64_t changed_nanoseconds_ = 0;
};

}  // namespace odds
