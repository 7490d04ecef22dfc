// Text as a terminal shows it: how wide it is, and how to make it fit.
#pragma once

#include <odds/report.hpp>
#include <odds/types.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace odds {

/// Columns that printable `text` takes: combining marks none, East Asian wide characters two
/// (approximately: by block, Unicode Standard Annex 11).
Index display_width(std::string_view text);

/// The width of the widest text.
Index widest(const std::vector<std::string>& texts);

/// Printable `text` cut in the middle to at most `width` >= 8 columns, with an ellipsis.
std::string shortened(const std::string& text, Index width, bool ascii);

/// As `printable_sentence`, for a name: 120 columns.
std::string printable_name(std::string_view text, bool ascii);

/// Blanks that fill `text` up to `width` columns.
std::string left_aligned(const std::string& text, Index width);
std::string right_aligned(const std::string& text, Index width);

/// `wrapped`, with words that are wider than a line broken, too. For names; whoever copies a path
/// or a command needs whole ones.
std::string folded(const std::string& text, Index width, Index indent);

}  // namespace odds
