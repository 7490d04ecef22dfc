// Text that Markdown shows as it is.
#pragma once

#include <string>
#include <string_view>

namespace odds {

/// Printable `text` with the characters that Markdown would read as markup made harmless.
std::string markdown_text(std::string_view text, bool ascii);

}  // namespace odds
