#include "data/input_bytes.hpp"

#include "data/failure.hpp"
#include "data/unpack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace odds {

namespace {

constexpr Index kFirstGulp = Index{1} << 16;
constexpr Index kFindPiece = Index{1} << 12;
constexpr Index kCountPiece = Index{1} << 18;

[[noreturn]] void fail(const std::string& name, const std::string& what, int code) {
  throw_system(name, fmt::format("{}: {}", what, std::generic_category().message(code)));
}

struct stat status_of(const FileDescriptor& file, const std::string& name) {
  struct stat status {};
  if (fstat(file.number(), &status) != 0) fail(name, "cannot be examined", errno);
  return status;
}

// Both read(2) and pread(2) may return less than asked for, and may be interrupted by a signal,
// long before the end of the input.
template <class ReadSome>
Index read_fully(ReadSome read_some, Index offset, char* to, Index count, const std::string& name) {
  Index done = 0;
  while (done < count) {
    const ssize_t got = read_some(to + done, static_cast<std::size_t>(count - done), offset + done);
    if (got == 0) break;
    if (got > 0) {
      done += got;
    } else if (errno != EINTR) {
      fail(name, fmt::format("cannot be read at byte {}", offset + done), errno);
    }
  }
  return done;
}

std::string read_to_end(const FileDescriptor& file, const std::string& name) {
  const auto read_some = [&](char* to, std::size_t count, Index) {
    return ::read(file.number(), to, count);
  };
  std::string bytes;
  Index size = 0;
  for (Index room = kFirstGulp;; room *= 2) {
    bytes.resize(static_cast<std::size_t>(room));
    size += read_fully(read_some, size, bytes.data() + size, room - size, name);
    if (size < room) break;
  }
  bytes.resize(static_cast<std::size_t>(size));
  return bytes;
}

}  // namespace

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept
    : number_(std::exchange(other.number_, -1)) {}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

FileDescriptor::~FileDescriptor() {
  if (number_ >= 0) ::close(number_);
}

InputBytes InputBytes::open(const std::string& path) {
  const bool standard_input = path == "-";
  const std::string name = standard_input ? "standard input" : path;
  // A copy of the descriptor, so that closing it leaves the program's standard input open.
  FileDescriptor file(standard_input ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                                     : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) fail(name, "cannot be opened", errno);
  const struct stat status = status_of(file, name);
  if (S_ISDIR(status.st_mode)) fail(name, "cannot be read", EISDIR);
  // Files of /proc claim to be regular and empty; standard input may be at any position.
  const bool seekable = S_ISREG(status.st_mode) && status.st_size > 0 && !standard_input;
  if (!seekable) return unpacked({name, read_to_end(file, name)});
  return unpacked({name, std::move(file)});
}

InputBytes InputBytes::unpacked(InputBytes input) {
  std::string head(4, '\0');
  head.resize(static_cast<std::size_t>(input.read(0, head.data(), 4)));
  const Packing packing = packing_of(head);
  if (packing == Packing::none) return input;
  std::string packed(static_cast<std::size_t>(input.size()), '\0');
  input.read(0, packed.data(), input.size());
  input.check_unchanged();
  return {input.name_, unpack(packing, packed, input.name_)};
}

InputBytes::InputBytes(std::string name, std::string bytes)
    : name_(std::move(name)), bytes_(std::move(bytes)), size_(static_cast<Index>(bytes_.size())) {}

InputBytes::InputBytes(std::string name, FileDescriptor file)
    : name_(std::move(name)), file_(std::move(file)) {
  const struct stat status = status_of(file_, name_);
  size_ = status.st_size;
  modified_seconds_ = status.st_mtim.tv_sec;
  modified_nanoseconds_ = status.st_mtim.tv_nsec;
}

Index InputBytes::read(Index offset, char* to, Index count) const {
  if (file_.number() < 0) {
    const Index available = std::clamp<Index>(size_ - offset, 0, count);
    std::memcpy(to, bytes_.data() + std::min(offset, size_), static_cast<std::size_t>(available));
    return available;
  }
  const auto read_some = [&](char* target, std::size_t bytes, Index position) {
    return ::pread(file_.number(), target, bytes, position);
  };
  return read_fully(read_some, offset, to, count, name_);
}

Index InputBytes::find(char byte, Index begin, Index end) const {
  char piece[kFindPiece];
  while (begin < end) {
    const Index got = read(begin, piece, std::min(kFindPiece, end - begin));
    if (got == 0) break;
    if (const void* const found = std::memchr(piece, byte, static_cast<std::size_t>(got))) {
      return begin + (static_cast<const char*>(found) - piece);
    }
    begin += got;
  }
  return -1;
}

Index InputBytes::count(char byte, Index end) const {
  std::vector<char> piece(static_cast<std::size_t>(kCountPiece));
  Index found = 0;
  for (Index offset = 0; offset < end;) {
    const Index got = read(offset, piece.data(), std::min(kCountPiece, end - offset));
    if (got == 0) break;
    found += std::count(piece.begin(), piece.begin() + got, byte);
    offset += got;
  }
  return found;
}

void InputBytes::check_unchanged() const {
  if (file_.number() < 0) return;
  const struct stat status = status_of(file_, name_);
  if (status.st_size == size_ && status.st_mtim.tv_sec == modified_seconds_ &&
      status.st_mtim.tv_nsec == modified_nanoseconds_) {
    return;
  }
  throw_system(name_, "the file changed while reading",
               "run again when nothing writes to it any more");
}

}  // namespace odds
