#include "cli/output.hpp"

#include <fmt/format.h>

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
  if (path.empty() || path == "-") {
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

void refuse_same_file(const std::string& output, const std::string& input, const char* flag) {
  if (output.empty() || output == "-" || input == "-") return;
  std::error_code failure;
  const bool same = std::filesystem::equivalent(output, input, failure);
  const bool regular = std::filesystem::is_regular_file(output, failure);
  if (!same || !regular) return;
  throw Error(ErrorKind::usage,
              {.what = fmt::format("{} {} would overwrite the input", flag, output),
               .where = {},
               .hint = "choose another name",
               .excerpt = {}});
}

}  // namespace odds::cli
