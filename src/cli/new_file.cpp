#include "cli/new_file.hpp"

#include "cli/output_path.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace odds::cli {
namespace {

constexpr mode_t kModeBeforeUmask = 0666;
constexpr mode_t kOwnerOnly = 0600;  // until the file has the mode of the one that it replaces

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

/// A name that nobody else has, short enough beside a `path` of any length.
std::string random_name(const std::string& path) {
  std::uint64_t number = 0;
  if (::getentropy(&number, sizeof number) != 0) throw_unwritable(path, errno);
  return fmt::format("{}.odds-{:016x}.tmp", folder_of(path), number);
}

/// A file without a name in the folder of `path`; -1 if it cannot have one later.
int open_nameless(const std::string& path, mode_t mode) {
#ifdef O_TMPFILE
  if (::access("/proc/self/fd", X_OK) != 0) return -1;  // where `link_descriptor` finds it
  const std::string folder = folder_of(path);
  return ::open(folder.empty() ? "." : folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
#else
  return -1;
#endif
}

/// Why the file `old` at `path` could not be replaced though it could be written, an errno; 0: it
/// can.
int obstacle_to_replacing(const std::string& path, const struct stat& old) {
  struct statx place {};
  const bool known = ::statx(AT_FDCWD, path.c_str(), 0, STATX_TYPE, &place) == 0;
  // A file that a container has mounted by itself.
  if (known && (place.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0) return EBUSY;
  struct stat folder {};
  const std::string name = folder_of(path);
  if (::stat(name.empty() ? "." : name.c_str(), &folder) != 0) return errno;
  const uid_t self = ::geteuid();
  const bool owned = self == 0 || self == old.st_uid || self == folder.st_uid;
  return (folder.st_mode & S_ISVTX) != 0 && !owned ? EPERM : 0;
}

bool link_descriptor(int descriptor, const char* path) {
  const std::string open = fmt::format("/proc/self/fd/{}", descriptor);
  return ::linkat(AT_FDCWD, open.c_str(), AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0;
}

/// The permissions of `mode` that may be given when owner or group are not those it was meant for.
mode_t for_other_group(mode_t mode, bool same_group) {
  const mode_t plain = mode & (S_IRWXU | S_IRWXG | S_IRWXO);
  if (same_group) return plain;
  const mode_t of_others = (plain & S_IRWXO) << 3U;
  return (plain & ~static_cast<mode_t>(S_IRWXG)) | (plain & S_IRWXG & of_others);
}

}  // namespace

NewFile::NewFile(std::string path, std::string name)
    : path_(std::move(path)), name_(std::move(name)), old_(output_status(path_)) {
  if (const int reason = old_ ? obstacle_to_replacing(path_, *old_) : 0) {
    throw_unwritable(name_, reason);
  }
  open();
}

NewFile::~NewFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  remove_other_names();
}

/// The name under which `make` has made a file, which fails with EEXIST where there is one.
template <class Make>
std::string NewFile::make_hidden(Make make) const {
  for (;;) {
    std::string hidden = random_name(path_);
    if (make(hidden)) return hidden;
    if (errno != EEXIST && errno != EINTR) throw_unwritable(name_, errno);
  }
}

void NewFile::open() {
  const mode_t mode = old_ ? kOwnerOnly : kModeBeforeUmask;
  descriptor_ = open_nameless(path_, mode);
  if (descriptor_ >= 0) return;
  hidden_ = make_hidden([&](const std::string& hidden) {
    removed_on_signal_.emplace(hidden);  // before the file is there
    descriptor_ = ::open(hidden.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    const int reason = errno;
    if (descriptor_ < 0) removed_on_signal_.reset();
    errno = reason;
    return descriptor_ >= 0;
  });
}

void NewFile::take_over_mode() {
  owner_kept_ = ::fchown(descriptor_, old_->st_uid, old_->st_gid) == 0;
  const bool same_group =
      owner_kept_ || ::fchown(descriptor_, static_cast<uid_t>(-1), old_->st_gid) == 0;
  constexpr mode_t kAll = 07777;
  const mode_t mode =
      owner_kept_ ? old_->st_mode & kAll : for_other_group(old_->st_mode, same_group);
  if (::fchmod(descriptor_, mode) != 0) throw_unwritable(name_, errno);
}

void NewFile::finish() {
  if (old_) take_over_mode();
  while (::fsync(descriptor_) != 0) {
    if (errno != EINTR) throw_unwritable(name_, errno);
  }
}

/// After `finish` an interrupted close has lost nothing, and the descriptor is gone.
void NewFile::close_or_throw() {
  if (::close(std::exchange(descriptor_, -1)) != 0 && errno != EINTR) {
    throw_unwritable(name_, errno);
  }
}

void NewFile::get_ready(bool restorable) {
  if (hidden_.empty()) {
    hidden_ = make_hidden(
        [&](const std::string& hidden) { return link_descriptor(descriptor_, hidden.c_str()); });
  }
  close_or_throw();
  if (!restorable || !old_) return;
  const std::string second = random_name(path_);
  if (::link(path_.c_str(), second.c_str()) == 0) kept_ = second;
}

void NewFile::replace() {
  while (::rename(hidden_.c_str(), path_.c_str()) != 0) {
    if (errno != EINTR) throw_unwritable(name_, errno);
  }
  hidden_.clear();
  removed_on_signal_.reset();
}

void NewFile::restore() noexcept {
  if (!kept_.empty() && ::rename(kept_.c_str(), path_.c_str()) == 0) kept_.clear();
  if (!old_) ::unlink(path_.c_str());
}

void NewFile::remove_other_names() noexcept {
  for (std::string* name : {&hidden_, &kept_}) {
    if (!name->empty()) ::unlink(name->c_str());
    name->clear();
  }
  removed_on_signal_.reset();
}

std::string NewFile::difference() const {
  if (!old_) return {};
  if (old_->st_nlink > 1) {
    return fmt::format(
        "{} is a file of its own now: its other names (hard links) keep what it held.", name_);
  }
  if (!owner_kept_) return fmt::format("{} could not keep its owner or group.", name_);
  return {};
}

}  // namespace odds::cli
