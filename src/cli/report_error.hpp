// How failures reach the user: a line on standard error, an object for programs, an exit status.
#pragma once

#include "cli/session.hpp"

#include <exception>

namespace odds::cli {

/// Says what went wrong and returns the exit status for it. The failure is the exception that is
/// being handled; `session` is null if it came before there was one. Where memory does not even
/// suffice for the message, a line that needs none is written instead.
int report_error(Session* session) noexcept;

}  // namespace odds::cli
