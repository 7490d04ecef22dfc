// Recognises files that are no delimited text.
#pragma once

#include <string_view>

namespace odds {

/// The format of a file that begins with `head`, and how to turn it into text.
struct ForeignFormat {
  std::string_view name;  ///< for "this is ..."; empty: nothing known, perhaps a text
  std::string_view hint;
};

/// Looks at the first bytes. A text that merely begins with the letters of a format's mark
/// (a column called PAR1) is not taken for it.
ForeignFormat foreign_format(std::string_view head);

}  // namespace odds
