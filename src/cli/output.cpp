#include "cli/output.hpp"

#include "cli/data_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace odds::cli {
namespace {

constexpr const char* kStandardOutput = "standard output";

[[noreturn]] void throw_unwritable(const std::string& name, int reason) {
  throw Error(ErrorKind::system, {.what = fmt::format("cannot write: {}", std::strerror(reason)),
                                  .where = {.file = name, .line = 0, .column = {}},
                                  .hint = {},
                                  .excerpt = {}});
}

/// The file that a chain of links leads to, or `path` itself.
std::string resolved(const std::string& path) {
  std::error_code failure;
  const auto target = std::filesystem::canonical(path, failure);
  return failure ? path : target.string();
}

bool is_standard_output(const std::string& path) { return path.empty() || path == "-"; }

std::optional<struct stat> status_of(const std::string& path) {
  struct stat status {};
  const int failed =
      is_standard_output(path) ? ::fstat(STDOUT_FILENO, &status) : ::stat(path.c_str(), &status);
  if (failed != 0) return std::nullopt;
  return status;
}

std::filesystem::path full_path(const std::string& path) {
  std::error_code failure;
  return std::filesystem::weakly_canonical(std::filesystem::absolute(path, failure), failure);
}

bool same_place(const std::string& first, const std::string& second) {
  if (is_standard_output(first) && is_standard_output(second)) return true;
  const auto one = status_of(first);
  const auto other = status_of(second);
  if (one && other) {
    const bool device = S_ISCHR(one->st_mode);
    return !device && one->st_dev == other->st_dev && one->st_ino == other->st_ino;
  }
  return !one && !other && full_path(first) == full_path(second);
}

}  // namespace

DescriptorBuffer::DescriptorBuffer(int descriptor, std::string name)
    : descriptor_(descriptor), name_(std::move(name)) {
  setp(buffer_.data(), buffer_.data() + buffer_.size());
}

DescriptorBuffer::int_type DescriptorBuffer::overflow(int_type c) {
  write_out();
  if (!traits_type::eq_int_type(c, traits_type::eof())) sputc(traits_type::to_char_type(c));
  return traits_type::not_eof(c);
}

int DescriptorBuffer::sync() {
  write_out();
  return 0;
}

void DescriptorBuffer::write_out() {
  const char* from = pbase();
  while (from < pptr()) {
    const ssize_t written = ::write(descriptor_, from, static_cast<std::size_t>(pptr() - from));
    if (written > 0) from += written;
    if (written >= 0 || errno == EINTR) continue;
    const int reason = errno;
    setp(buffer_.data(), buffer_.data() + buffer_.size());  // what failed is not tried again
    if (reason == EPIPE) throw ClosedPipe{};
    throw_unwritable(name_, reason);
  }
  setp(buffer_.data(), buffer_.data() + buffer_.size());
}

Output::Output(const std::string& path) {
  if (is_standard_output(path)) {
    descriptor_ = STDOUT_FILENO;
  } else {
    path_ = resolved(path);
    struct stat status {};
    const bool exists = ::stat(path_.c_str(), &status) == 0;
    if (exists && S_ISDIR(status.st_mode)) throw_unwritable(path, EISDIR);
    if (exists && ::access(path_.c_str(), W_OK) != 0) throw_unwritable(path, errno);
    if (exists && !S_ISREG(status.st_mode)) {
      descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    } else {
      open_temporary();
    }
    if (descriptor_ < 0) throw_unwritable(path, errno);
  }
  buffer_.emplace(descriptor_, path_.empty() ? kStandardOutput : path);
  stream_.emplace(&*buffer_);
  stream_->exceptions(std::ios::badbit);  // rethrows what the buffer threw
}

void Output::open_temporary() {
  temporary_ = fmt::format("{}.{}.tmp", path_, ::getpid());
  removed_on_signal_.emplace(temporary_);
  constexpr mode_t kModeBeforeUmask = 0666;
  descriptor_ =
      ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kModeBeforeUmask);
  if (descriptor_ < 0) {
    removed_on_signal_.reset();
    temporary_.clear();
  }
}

Output::~Output() {
  close();
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void Output::close() {
  if (descriptor_ >= 0 && !path_.empty()) ::close(descriptor_);
  descriptor_ = -1;
}

void Output::commit() {
  stream_->flush();
  if (path_.empty()) return;
  if (!temporary_.empty() && ::fsync(descriptor_) != 0) throw_unwritable(path_, errno);
  if (::close(std::exchange(descriptor_, -1)) != 0) throw_unwritable(path_, errno);
  if (temporary_.empty()) return;
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) throw_unwritable(path_, errno);
  temporary_.clear();
  removed_on_signal_.reset();
}

void refuse_shared_place(const std::vector<Destination>& destinations) {
  for (auto second = destinations.begin(); second != destinations.end(); ++second) {
    const auto first = std::find_if(destinations.begin(), second, [&](const Destination& other) {
      return same_place(other.path, second->path);
    });
    if (first == second) continue;
    const std::string& path = second->path;
    throw Error(ErrorKind::usage,
                {.what = fmt::format("{} and {} would both write to {}", first->name, second->name,
                                     is_standard_output(path) ? kStandardOutput : path),
                 .where = {},
                 .hint = "name another file for one of them",
                 .excerpt = {}});
  }
}

void refuse_same_file(const std::string& output, const std::string& input, const char* flag) {
  if (is_standard_output(output)) return;
  const std::vector<std::string> files = data_files(input);
  std::error_code failure;
  const bool same = std::ranges::any_of(files, [&](const std::string& file) {
    return file != "-" && std::filesystem::equivalent(output, file, failure);
  });
  const bool regular = std::filesystem::is_regular_file(output, failure);
  if (!same || !regular) return;
  throw Error(ErrorKind::usage,
              {.what = fmt::format("{} {} would overwrite the input", flag, output),
               .where = {},
               .hint = "choose another name",
               .excerpt = {}});
}

}  // namespace odds::cli
