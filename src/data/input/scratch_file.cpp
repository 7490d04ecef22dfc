#include "data/input/scratch_file.hpp"

#include "base/failure.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>
#include <vector>

namespace odds {

namespace {

// The folders to try, in this order.
std::vector<std::string> temporary_folders() {
  const char* const told = std::getenv("TMPDIR");
  if (told != nullptr && *told != '\0') return {told};
  return {"/var/tmp", "/tmp"};
}

// A file in `folder` that has no name, or lost it at once; -1 with errno if there can be none.
int open_nameless(const std::string& folder) {
  constexpr mode_t kOwnerOnly = 0600;
#ifdef O_TMPFILE
  const int file = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, kOwnerOnly);
  if (file >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)) return file;
#endif
  std::string path = folder + "/odds-XXXXXX";
  const int named = ::mkstemp(path.data());
  if (named < 0) return -1;
  ::unlink(path.c_str());
  ::fcntl(named, F_SETFD, FD_CLOEXEC);
  return named;
}

}  // namespace

Index ScratchFile::append(const void* bytes, Index count) {
  if (file_.number() < 0) {
    int reason = 0;
    for (const std::string& folder : temporary_folders()) {
      name_ = "temporary file in " + folder;
      file_ = FileDescriptor(open_nameless(folder));
      if (file_.number() >= 0) break;
      reason = errno;
    }
    if (file_.number() < 0) {
      throw_refused(name_, "cannot be made", reason,
                    "give --memory more, or set TMPDIR to a folder that can be written");
    }
  }
  const Index place = size_;
  const int reason = write_at(file_, place, static_cast<const char*>(bytes), count);
  if (reason != 0) {
    throw_refused(name_, fmt::format("cannot be written at byte {}", place), reason,
                  "give --memory more, or set TMPDIR to a folder with more room");
  }
  size_ += count;
  return place;
}

void ScratchFile::read(Index place, void* to, Index count) const {
  if (read_at(file_, place, static_cast<char*>(to), count, name_) == count) return;
  throw_system(name_, fmt::format("ends before byte {}", place + count));
}

}  // namespace odds
