// A place for results that is known to be writable before the work begins, and never half written.
#pragma once

#include "cli/new_file.hpp"

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

  /// Whether the reader of the pipe has gone.
  bool is_closed() const { return closed_; }

 protected:
  int_type overflow(int_type c) override;
  int sync() override;

 private:
  void write_out();

  int descriptor_;
  bool closed_ = false;
  std::string name_;
  std::array<char, 1 << 16> buffer_;
};

/// A result that is being written.
///
/// A regular file named by its path is written out of sight and appears when it is complete
/// (NewFile). What is open already (standard output, /dev/stdout, /dev/fd/3), a device or a pipe is
/// written directly, behind what it holds.
class Output {
 public:
  /// Opens `path`; empty or `-`: standard output. Throws Error(system) if it cannot be written.
  explicit Output(const std::string& path);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  std::ostream& stream() { return *stream_; }

 private:
  friend std::vector<std::string> complete(const std::vector<Output*>& outputs);

  void open_directly(const std::string& file, int flags);
  void duplicate(int descriptor);
  void finish();

  std::string name_;             ///< for messages
  int descriptor_ = -1;          ///< written directly; -1: `file_` is written
  std::optional<NewFile> file_;  ///< appears when it is complete
  std::optional<DescriptorBuffer> buffer_;
  std::optional<std::ostream> stream_;
};

/// Completes `outputs`, null ones aside: first all of them are written to the end, then the files
/// among them appear, all or none. Returns sentences about replaced files (NewFile::difference).
///
/// Throws Error(system) if one of them cannot be written; no file has changed then, as long as the
/// file systems have hard links. A reader of standard output that has gone spoils no file: they
/// appear before ClosedPipe is thrown.
std::vector<std::string> complete(const std::vector<Output*>& outputs);

}  // namespace odds::cli
