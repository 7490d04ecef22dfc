#include "cli/output_conflicts.hpp"

#include "cli/data_files.hpp"
#include "cli/output_path.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace odds::cli {
namespace {

bool is_one_file(const struct stat& one, const struct stat& other) {
  return one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

bool same_place(const std::string& first, const std::string& second) {
  if (is_standard_output(first) && is_standard_output(second)) return true;
  const auto one = output_status(first);
  const auto other = output_status(second);
  if (one && other) return !S_ISCHR(one->st_mode) && is_one_file(*one, *other);
  return !one && !other && output_path(first).file == output_path(second).file;
}

std::optional<struct stat> input_status(const std::string& file) {
  struct stat status {};
  const int failed = file == "-" ? ::fstat(STDIN_FILENO, &status) : ::stat(file.c_str(), &status);
  if (failed != 0) return std::nullopt;
  return status;
}

std::string shown_place(const std::string& path) {
  return is_standard_output(path) ? kStandardOutput : path;
}

Error conflict(std::string what, std::string hint) {
  return {ErrorKind::usage,
          {.what = std::move(what), .where = {}, .hint = std::move(hint), .excerpt = {}}};
}

}  // namespace

void refuse_shared_place(const std::vector<Destination>& destinations) {
  for (auto second = destinations.begin(); second != destinations.end(); ++second) {
    const auto first = std::find_if(destinations.begin(), second, [&](const Destination& other) {
      return same_place(other.path, second->path);
    });
    if (first == second) continue;
    throw conflict(fmt::format("{} and {} would both write to {}", first->name, second->name,
                               shown_place(second->path)),
                   "name another file for one of them");
  }
}

void refuse_input(const Destination& output, const std::string& input) {
  const std::vector<std::string> files = data_files(input);
  const auto place = output_status(output.path);
  // A terminal, a device or a socket is read and written without harm.
  if (!place || !(S_ISREG(place->st_mode) || S_ISFIFO(place->st_mode))) return;
  const bool same = std::ranges::any_of(files, [&](const std::string& file) {
    const auto status = input_status(file);
    return status && is_one_file(*status, *place);
  });
  if (!same) return;
  if (is_standard_output(output.path)) {
    throw conflict("standard output is one of the inputs", "send the result to another file");
  }
  throw conflict(fmt::format("{} {} would overwrite the input", output.name, output.path),
                 "choose another name");
}

}  // namespace odds::cli
