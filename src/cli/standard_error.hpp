// Messages for people, beside the result: losing one is no reason to fail.
#pragma once

#include <string_view>

namespace odds::cli {

/// The message where there is no memory for any other.
inline constexpr std::string_view kNotEnoughMemory = "odds: not enough memory\n";

/// Writes `text`; false if that was not possible.
bool write_all(int descriptor, std::string_view text) noexcept;

/// Writes `text` to standard error. What cannot be written, since that is closed or its disk is
/// full, is lost. False if a pipe has no reader any more, where others die by SIGPIPE.
bool write_to_standard_error(std::string_view text) noexcept;

/// The same, but a pipe without a reader is a ClosedPipe.
void tell(std::string_view text);

}  // namespace odds::cli
