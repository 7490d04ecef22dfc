// From the rows of a table to the lines of its file.
#pragma once

#include <odds/types.hpp>

#include <vector>

namespace odds {

/// The line in which each row begins, stored only where a row does not follow its predecessor on
/// the next line (blank lines, line breaks inside quotes).
class LineMap {
 public:
  /// Adds the next row.
  void add(Index line) {
    const Index shift = line - rows_;
    if (shifts_.empty() || shifts_.back().shift != shift) shifts_.push_back({rows_, shift});
    ++rows_;
  }

  /// Adds the next `rows` rows, the first in `line`, each other one in the line after the last.
  void add_run(Index line, Index rows) {
    if (rows == 0) return;
    add(line);
    rows_ += rows - 1;
  }

  /// Adds all rows of `later`, whose lines are counted from one that is `lines` further down.
  void append(const LineMap& later, Index lines);

  void clear() {
    shifts_.clear();
    rows_ = 0;
  }

  Index rows() const { return rows_; }

  /// The line of `row`, 0 <= row < rows().
  Index line(Index row) const;

 private:
  struct Shift {
    Index row;    // from this row on
    Index shift;  // line - row
  };
  std::vector<Shift> shifts_;
  Index rows_ = 0;
};

}  // namespace odds
