// Names and texts as formulas write them.
#pragma once

#include <string>
#include <string_view>

namespace odds {

/// `name`, between backquotes if it would not be read as a column without them.
std::string quote_name(std::string_view name);

/// `text` between single quotes, those inside doubled.
std::string quote_text(std::string_view text);

}  // namespace odds
