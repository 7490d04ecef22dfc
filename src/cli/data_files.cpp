#include "cli/data_files.hpp"

#include <odds/error.hpp>

#include <algorithm>
#include <glob.h>
#include <memory>
#include <new>
#include <unistd.h>

namespace odds::cli {

std::vector<std::string> data_files(const std::string& data) {
  const bool pattern = data.find_first_of("*?[") != std::string::npos;
  if (!pattern || ::access(data.c_str(), F_OK) == 0) return {data};
  glob_t found{};
  const std::unique_ptr<glob_t, decltype(&::globfree)> freed(&found, &::globfree);
  const int failure = ::glob(data.c_str(), GLOB_NOSORT, nullptr, &found);
  if (failure == GLOB_NOSPACE) throw std::bad_alloc();
  if (failure != 0) {
    throw Error(ErrorKind::system, {.what = "no file matches this pattern",
                                    .where = {.file = data, .line = 0, .column = {}},
                                    .hint = {},
                                    .excerpt = {}});
  }
  std::vector<std::string> files(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  std::ranges::sort(files);
  return files;
}

}  // namespace odds::cli
