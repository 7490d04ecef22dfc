// Lists as people write them in one word: names between commas.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace odds {

/// A part of a list without its back-ticks, and where in it its first bare `=` was.
struct ListPart {
  std::string text;
  std::optional<std::size_t> equals;
};

/// The parts of `text` between commas; none if it is empty. As in a formula, back-ticks may stand
/// around a name that holds a comma, and a back-tick that is part of it is doubled between them.
/// Throws Error(usage) for a back-tick that is not closed.
std::vector<ListPart> parts_of_list(const std::string& text);

}  // namespace odds
