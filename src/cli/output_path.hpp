// Where a path of the command line leads when it is written.
#pragma once

#include <optional>
#include <string>
#include <sys/stat.h>

namespace odds::cli {

/// How messages call the standard output of the program.
inline constexpr const char* kStandardOutput = "standard output";

/// Whether `path` stands for standard output: empty or `-`.
bool is_standard_output(const std::string& path);

/// The end of all symbolic links of a path.
struct OutputPath {
  std::string file;         ///< no symbolic link, whether it exists or not
  int descriptor = -1;      ///< of this program, where that is what the path names; else -1
  bool of_process = false;  ///< an open file of another process, which has no path of its own
};

/// Follows `path`. `/dev/stdout`, `/dev/fd/3`, `/proc/self/fd/3` and links to them name descriptors
/// that are open already. A link that leads to no file names the file to be made. Throws
/// Error(system) for links that go round in a circle.
OutputPath output_path(const std::string& path);

/// The file at `path`, or that of standard output; nothing if there is none.
std::optional<struct stat> output_status(const std::string& path);

/// Throws Error(system): `name` cannot be written, for a reason of the system, an errno.
[[noreturn]] void throw_unwritable(const std::string& name, int reason);

}  // namespace odds::cli
