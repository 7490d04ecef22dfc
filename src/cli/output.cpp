#include "cli/output.hpp"

#include "cli/output_path.hpp"

#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace odds::cli {
namespace {

/// Whether `descriptor` was open for writing when the program began. Those that it opened itself
/// are closed on exec.
bool is_inherited_for_writing(int descriptor) {
  const int flags = ::fcntl(descriptor, F_GETFD);
  if (flags < 0 || (flags & FD_CLOEXEC) != 0) return false;
  return (::fcntl(descriptor, F_GETFL) & O_ACCMODE) != O_RDONLY;
}

/// Waits until `descriptor`, which does not block by itself, can be written.
void wait_until_writable(int descriptor) {
  struct pollfd waiting {
    .fd = descriptor, .events = POLLOUT, .revents = 0
  };
  ::poll(&waiting, 1, -1);
}

/// Gives the files their names: all, or none as far as they can be restored.
void replace_all(const std::vector<NewFile*>& files) {
  const SignalsHeld held;
  auto file = files.begin();
  try {
    for (NewFile* each : files) each->get_ready(files.size() > 1);
    for (; file != files.end(); ++file) (*file)->replace();
  } catch (...) {
    while (file != files.begin()) (*--file)->restore();
    for (NewFile* each : files) each->remove_other_names();
    throw;
  }
  for (NewFile* each : files) each->remove_other_names();
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
    if (errno == EAGAIN) {
      wait_until_writable(descriptor_);
      continue;
    }
    const int reason = errno;
    setp(buffer_.data(), buffer_.data() + buffer_.size());  // what failed is not tried again
    closed_ = reason == EPIPE;
    if (closed_) throw ClosedPipe{};
    throw_unwritable(name_, reason);
  }
  setp(buffer_.data(), buffer_.data() + buffer_.size());
}

Output::Output(const std::string& path) : name_(is_standard_output(path) ? kStandardOutput : path) {
  const OutputPath place = output_path(path);
  const std::optional<struct stat> status = output_status(path);
  if (place.descriptor >= 0) {
    duplicate(place.descriptor);
  } else if (status && S_ISDIR(status->st_mode)) {
    throw_unwritable(name_, EISDIR);
  } else if (place.of_process) {
    open_directly(place.file, O_APPEND);
  } else if (status && !S_ISREG(status->st_mode)) {
    open_directly(place.file, 0);
  } else {
    if (status && ::access(place.file.c_str(), W_OK) != 0) throw_unwritable(name_, errno);
    file_.emplace(place.file, name_);
  }
  buffer_.emplace(file_ ? file_->descriptor() : descriptor_, name_);
  stream_.emplace(&*buffer_);
  stream_->exceptions(std::ios::badbit);  // rethrows what the buffer threw
}

Output::~Output() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void Output::duplicate(int descriptor) {
  if (!is_inherited_for_writing(descriptor)) throw_unwritable(name_, EBADF);
  descriptor_ = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  if (descriptor_ < 0) throw_unwritable(name_, errno);
}

void Output::open_directly(const std::string& file, int flags) {
  descriptor_ = ::open(file.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY | flags);
  if (descriptor_ < 0) throw_unwritable(name_, errno);
}

/// Writes what is left. What is written directly is done then.
void Output::finish() {
  if (buffer_->is_closed()) throw ClosedPipe{};
  stream_->flush();
  if (file_) return file_->finish();
  if (::close(std::exchange(descriptor_, -1)) != 0 && errno != EINTR) {
    throw_unwritable(name_, errno);
  }
}

std::vector<std::string> complete(const std::vector<Output*>& outputs) {
  std::vector<NewFile*> files;
  std::vector<std::string> told;
  bool closed_pipe = false;
  for (Output* output : outputs) {
    if (output == nullptr) continue;
    try {
      output->finish();
    } catch (const ClosedPipe&) {
      closed_pipe = true;
    }
    if (!output->file_) continue;
    files.push_back(&*output->file_);
    if (std::string text = output->file_->difference(); !text.empty()) told.push_back(text);
  }
  replace_all(files);
  if (closed_pipe) throw ClosedPipe{};
  return told;
}

}  // namespace odds::cli
