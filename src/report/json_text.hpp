// The words of JSON: strings and numbers as they stand in a document.
#pragma once

#include <string>
#include <string_view>

namespace odds {

/// `text` in quotes; what JSON demands and what a terminal obeys is escaped; bytes that are no
/// UTF-8 become U+FFFD. With `ascii` every character beyond ASCII is escaped.
std::string json_string(std::string_view text, bool ascii);

/// The shortest text that reads back as `value`; `null` for what is not finite.
std::string json_number(double value);

}  // namespace odds
