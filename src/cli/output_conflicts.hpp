// Outputs that would destroy an input or one another.
#pragma once

#include <string>
#include <vector>

namespace odds::cli {

/// A file that a command writes: the flag that asks for it, and its name; empty or `-`: standard
/// output.
struct Destination {
  std::string name;
  std::string path;
};

/// Throws Error(usage) if two of them are one place, under whatever name. A device such as
/// /dev/null can take several.
void refuse_shared_place(const std::vector<Destination>& destinations);

/// Throws Error(usage) if one of the files that `input` stands for (data_files) is the place of
/// `output`, under whatever name: a path, a link, a redirection of standard input or output.
/// Throws what data_files throws.
void refuse_input(const Destination& output, const std::string& input);

}  // namespace odds::cli
