#include "cli/standard_error.hpp"

#include "cli/output.hpp"

#include <cerrno>
#include <unistd.h>

namespace odds::cli {

bool write_all(int descriptor, std::string_view text) noexcept {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

bool write_to_standard_error(std::string_view text) noexcept {
  return write_all(STDERR_FILENO, text) || errno != EPIPE;
}

void tell(std::string_view text) {
  if (!write_to_standard_error(text)) throw ClosedPipe{};
}

}  // namespace odds::cli
