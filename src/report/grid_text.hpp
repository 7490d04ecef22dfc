// The cells of a grid as texts for people, before any layout.
#pragma once

#include <odds/report.hpp>

#include <string>
#include <vector>

namespace odds {

/// A column of a grid as texts, all printable.
struct TextColumn {
  std::string heading;
  std::vector<std::string> groups;  ///< of labels; no texts at all if none has a group
  std::vector<std::string> bases;   ///< of the groups, likewise
  std::vector<std::string> cells;
  bool numeric = false;  ///< holds numbers, or nothing but empty cells
  bool follows = false;  ///< is read together with the column before it
};

std::vector<TextColumn> text_columns(const Grid& grid, const RenderOptions& options);

/// The parts of a line behind each other.
std::string line_text(const Line& line, const RenderOptions& options);

}  // namespace odds
