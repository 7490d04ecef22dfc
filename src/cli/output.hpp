// A place for results that is known to be writable before the work begins, and never half written.
#pragma once

#include "cli/signals.hpp"

#include <odds/error.hpp>

#include <array>
#include <optional>
#include <ostream>
#include <streambuf>
#include <string>
#include <vector>

namespace odds::cli {

/// Thrown when the reader of standard output has gone: the command ends quietly.
struct ClosedPipe {};

/// A stream buffer over a file descriptor, which it does not own. A write that fails throws
/// Error(system) with the name and the reason, or ClosedPipe.
class DescriptorBuffer final : public std::streambuf {
 public:
  DescriptorBuffer(int descriptor, std::string name);

 protected:
  int_type overflow(int_type c) override;
  int sync() override;

 private:
  void write_out();

  int descriptor_;
  std::string name_;
  std::array<char, 1 << 16> buffer_;
};

/// Standard output, or a file that appears under its name only when it is complete: it is written
/// to a temporary file beside it, which `commit` renames and the destructor removes.
class Output {
 public:
  /// Opens `path`; empty or `-`: standard output. What is no regular file (a device, a pipe) is
  /// written directly. Throws Error(system) if it cannot be written.
  explicit Output(const std::string& path);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  std::ostream& stream() { return *stream_; }

  /// Writes what is left and gives the file its name. Throws Error(system) if that fails.
  void commit();

 private:
  void open_temporary();
  void close();

  std::string path_;       ///< links resolved; empty: standard output
  std::string temporary_;  ///< empty: written directly
  int descriptor_ = -1;
  std::optional<RemovedOnSignal> removed_on_signal_;
  std::optional<DescriptorBuffer> buffer_;
  std::optional<std::ostream> stream_;
};

/// What a command writes besides: the flag that asks for it, and where it is to go; empty or `-`:
/// standard output.
struct Destination {
  std::string name;
  std::string path;
};

/// Throws Error(usage) if two of them are one place, under whatever name. A device such as
/// /dev/null can take several.
void refuse_shared_place(const std::vector<Destination>& destinations);

/// Throws Error(usage) if `output`, given by `flag`, is one of the files that `input` stands for
/// (data_files), and what that throws.
void refuse_same_file(const std::string& output, const std::string& input, const char* flag);

}  // namespace odds::cli
