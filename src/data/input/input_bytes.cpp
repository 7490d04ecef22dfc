#include "data/input/input_bytes.hpp"

#include "base/failure.hpp"
#include "data/input/unpack.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace odds {

namespace {

constexpr std::size_t kMark = 4;  // bytes that tell a packing
constexpr Index kFindPiece = Index{1} << 12;
constexpr Index kCountPiece = Index{1} << 18;

/// The text of what can be read once only.
TextSnapshot text_of_stream(const FileDescriptor& file, const std::string& name, Index memory) {
  std::string head(kMark, '\0');
  head.resize(static_cast<std::size_t>(read_next(file, 0, head.data(), std::ssize(head), name)));
  bool ended = head.size() < kMark;  // a terminal would go on
  const auto read = [&](Index offset, char* to, Index count) -> Index {
    const auto place = std::min(head.size(), static_cast<std::size_t>(offset));
    const auto taken = static_cast<Index>(head.copy(to, static_cast<std::size_t>(count), place));
    if (taken > 0 || ended) return taken;
    const Index got = read_next(file, offset, to, count, name);
    ended = got < count;
    return got;
  };
  TextSnapshot text(memory);
  unpack(packing_of(head), read, name, text);
  return text;
}

}  // namespace

InputBytes InputBytes::open(const std::string& path, Index memory) {
  const bool standard_input = path == "-";
  const std::string name = standard_input ? "standard input" : path;
  // A copy of the descriptor, so that closing it leaves the program's standard input open.
  FileDescriptor file(standard_input ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                                     : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) throw_refused(name, "cannot be opened", errno);
  const struct stat status = status_of(file, name);
  if (S_ISDIR(status.st_mode)) throw_refused(name, "cannot be read", EISDIR);
  // Files of /proc claim to be regular and empty; standard input may be at any position.
  const bool seekable = S_ISREG(status.st_mode) && status.st_size > 0 && !standard_input;
  if (!seekable) return {name, text_of_stream(file, name, memory)};
  return unpacked({name, std::move(file)}, memory);
}

InputBytes InputBytes::unpacked(InputBytes input, Index memory) {
  std::string head(kMark, '\0');
  head.resize(static_cast<std::size_t>(input.read(0, head.data(), std::ssize(head))));
  const Packing packing = packing_of(head);
  if (packing == Packing::none) return input;
  const auto read = [&](Index offset, char* to, Index count) {
    return input.read(offset, to, count);
  };
  TextSnapshot text(memory);
  unpack(packing, read, input.name_, text);
  input.check_unchanged();
  return {input.name_, std::move(text)};
}

InputBytes::InputBytes(std::string name, std::string bytes)
    : InputBytes(std::move(name), TextSnapshot(std::move(bytes))) {}

InputBytes::InputBytes(std::string name, TextSnapshot text)
    : name_(std::move(name)), text_(std::move(text)), size_(text_.size()) {}

InputBytes::InputBytes(std::string name, FileDescriptor file)
    : name_(std::move(name)), text_(0), file_(std::move(file)) {
  const struct stat status = status_of(file_, name_);
  size_ = status.st_size;
  modified_seconds_ = status.st_mtim.tv_sec;
  modified_nanoseconds_ = status.st_mtim.tv_nsec;
  changed_seconds_ = status.st_ctim.tv_sec;
  changed_nanoseconds_ = status.st_ctim.tv_nsec;
}

Index InputBytes::read(Index offset, char* to, Index count) const {
  return file_.number() < 0 ? text_.read(offset, to, count)
                            : read_at(file_, offset, to, count, name_);
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
  const bool modified = status.st_size != size_ || status.st_mtim.tv_sec != modified_seconds_ ||
                        status.st_mtim.tv_nsec != modified_nanoseconds_;
  const bool changed =
      status.st_ctim.tv_sec != changed_seconds_ || status.st_ctim.tv_nsec != changed_nanoseconds_;
  // That it has lost its last name, as another file has taken its place, is a change of no byte.
  const bool replaced = status.st_nlink == 0;
  if (!modified && (!changed || replaced)) return;
  throw_system(name_, "the file changed while reading",
               "run again when nothing writes to it any more");
}

}  // namespace odds
