// The files that a word of the command line stands for.
#pragma once

#include <string>
#include <vector>

namespace odds::cli {

/// `-` or the name of a file that exists, whatever characters it has; else, if there is a `*`, `?`
/// or `[` in it, all files that match the pattern, in the order of their bytes; else `data` itself.
/// Throws Error(system) if no file matches.
std::vector<std::string> data_files(const std::string& data);

}  // namespace odds::cli
