#include "cli/standard_error.hpp"

#include "cli/output.hpp"

#include <cerrno>
#include <unistd.h>

namespace odds::cli {

bool write_to_standard_error(std::string_view text) noexcept {
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      return errno != EPIPE;
    }
  }
  return true;
}

void tell(std::string_view text) {
  if (!write_to_standard_error(text)) throw ClosedPipe{};
}

}  // namespace odds::cli
