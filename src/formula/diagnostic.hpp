// Errors that point at a place in the text of a formula.
#pragma once

#include <odds/types.hpp>

#include <string>
#include <string_view>

namespace odds {

/// Throws Error(usage) whose excerpt is `text` on one line and a caret under byte `offset` on the
/// next. Of a long text a window of 70 characters is shown; control and format characters show as
/// blanks.
[[noreturn]] void fail_at(std::string_view text, Index offset, std::string what,
                          std::string hint = {});

}  // namespace odds
