#include "cli/output_path.hpp"

#include "base/number_text.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <system_error>
#include <unistd.h>

namespace odds::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kMostLinks = 40;  // as many as Linux follows

bool lists_own_descriptors(const fs::path& folder) {
  return std::ranges::any_of(
      std::initializer_list<const char*>{"/proc/self/fd", "/proc/thread-self/fd"},
      [&](const char* list) {
        std::error_code failure;
        return folder == fs::canonical(list, failure) && !failure;
      });
}

bool is_of_proc(const fs::path& folder) {
  struct statfs system {};
  return ::statfs(folder.c_str(), &system) == 0 && system.f_type == PROC_SUPER_MAGIC;
}

/// The number that `name` is; -1 if it is none.
int descriptor_called(const std::string& name) { return parse_number<int>(name).value_or(-1); }

}  // namespace

bool is_standard_output(const std::string& path) { return path.empty() || path == "-"; }

OutputPath output_path(const std::string& path) {
  if (is_standard_output(path)) return {.file = {}, .descriptor = STDOUT_FILENO};
  fs::path at = path;
  for (int links = 0; links < kMostLinks; ++links) {
    std::error_code failure;
    const fs::path folder = fs::canonical(at.has_parent_path() ? at.parent_path() : ".", failure);
    if (failure) return {.file = at.string()};  // opening it tells the reason
    const fs::path name = at.filename();
    if (lists_own_descriptors(folder)) {
      return {.file = path, .descriptor = descriptor_called(name.string())};
    }
    at = folder / name;
    const fs::path target = fs::read_symlink(at, failure);
    if (failure) return {.file = at.string()};
    if (is_of_proc(folder)) return {.file = at.string(), .descriptor = -1, .of_process = true};
    at = folder / target;
  }
  throw_unwritable(path, ELOOP);
}

std::optional<struct stat> output_status(const std::string& path) {
  struct stat status {};
  const int failed =
      is_standard_output(path) ? ::fstat(STDOUT_FILENO, &status) : ::stat(path.c_str(), &status);
  if (failed != 0) return std::nullopt;
  return status;
}

void throw_unwritable(const std::string& name, int reason) {
  throw Error(ErrorKind::system,
              {.what = fmt::format("cannot write: {}", std::generic_category().message(reason)),
               .where = {.file = name, .line = 0, .column = {}},
               .hint = {},
               .excerpt = {}});
}

}  // namespace odds::cli
