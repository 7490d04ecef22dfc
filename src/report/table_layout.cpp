#include "report/table_layout.hpp"

#include "report/terminal_text.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace odds {
namespace {

constexpr Index kColumnGap = 2;   // blanks
constexpr Index kIndent = 2;      // of rows below the head of their group
constexpr Index kLeastNames = 8;  // columns, to see where a row begins

std::string blanks(Index count) { return std::string(static_cast<std::size_t>(count), ' '); }

std::string without_blanks_behind(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

/// `-0.5`, `1.2e-05`, `<0.001`; no date.
bool is_number(const std::string& text) {
  const std::size_t first = text.find_first_not_of("<-");
  const std::size_t exponent = text.find('e');
  return first != text.npos && text.find_first_not_of("0123456789.", first) == exponent;
}

/// Where the decimal point is, or would be.
std::size_t point_of(const std::string& number) {
  return std::min(number.find_first_of(".e"), number.size());
}

/// Numbers under each other with their decimal points in one column; other texts stay.
void align_points(TextColumn& column) {
  std::size_t before = 0;
  std::size_t after = 0;
  for (const std::string& cell : column.cells) {
    if (!is_number(cell)) continue;
    before = std::max(before, point_of(cell));
    after = std::max(after, cell.size() - point_of(cell));
  }
  for (std::string& cell : column.cells) {
    if (!is_number(cell)) continue;
    const std::size_t left = before - point_of(cell);
    const std::size_t right = after - (cell.size() - point_of(cell));
    cell = std::string(left, ' ') + cell + std::string(right, ' ');
  }
}

/// Leaves a group's name on the first of its rows.
void name_groups_once(std::vector<std::string>& groups) {
  std::string above;
  for (std::string& group : groups) {
    if (group == above) {
      group.clear();
    } else {
      above = group;
    }
  }
}

/// How many numbers stand in a line, and how wide each of them is.
struct Shape {
  std::size_t per_line = 1;
  std::vector<Index> slots;

  Index width() const {
    return std::accumulate(slots.begin(), slots.end(), Index{0},
                           [](Index sum, Index slot) { return sum + kColumnGap + slot; });
  }
};

class TableLayout {
 public:
  TableLayout(std::vector<TextColumn> columns, Index width)
      : columns_(std::move(columns)), limit_(width) {
    for (TextColumn& column : columns_) {
      if (column.numeric) align_points(column);
    }
    place_groups();
    while (names_ < columns_.size() && !columns_[names_].numeric) ++names_;
    choose_shape();
    if (!is_too_wide() || !heads_.empty() || names_ == 1 || columns_.front().groups.empty()) return;
    TableLayout other = *this;
    other.fold_first_column();
    other.choose_shape();
    if (other.lines() < lines()) *this = std::move(other);
  }

  void write(const TableSink& sink) const {
    write_row(
        heading_names(), [](const TextColumn& column) { return column.heading; }, true, sink);
    for (std::size_t row = 0; row < columns_.front().cells.size(); ++row) {
      if (!heads_.empty() && !heads_[row].empty()) write_folded(heads_[row], false, sink);
      write_row(
          names_of(row), [row](const TextColumn& column) { return column.cells[row]; }, false,
          sink);
    }
  }

 private:
  /// Groups whose rows have names of their own get a line; others stand in the column.
  void place_groups() {
    TextColumn& first = columns_.front();
    if (first.groups.empty()) return;
    if (has_members(first)) return groups_to_heads(first);
    std::vector<std::string> shown = first.groups;
    name_groups_once(shown);
    for (std::size_t row = 0; row < shown.size(); ++row) {
      if (!first.groups[row].empty()) first.cells[row] = std::move(shown[row]);
    }
  }

  static bool has_members(const TextColumn& column) {
    for (std::size_t row = 0; row < column.cells.size(); ++row) {
      if (!column.groups[row].empty() && !column.cells[row].empty()) return true;
    }
    return false;
  }

  /// The groups of `column` become lines above the rows, whose names are indented.
  void groups_to_heads(const TextColumn& column) {
    heads_ = column.groups;
    for (std::size_t row = 0; row < heads_.size(); ++row) {
      if (heads_[row].empty()) continue;
      if (!column.bases[row].empty()) heads_[row] += " (base " + column.bases[row] + ")";
      std::string& cell = columns_.front().cells[row];
      cell = blanks(kIndent) + cell;
    }
    name_groups_once(heads_);
  }

  /// The first column gives its names to lines of their own.
  void fold_first_column() {
    const TextColumn first = std::move(columns_.front());
    columns_.erase(columns_.begin());
    --names_;
    columns_.front().heading = first.heading + ", " + columns_.front().heading;
    groups_to_heads(first);
  }

  Index width_of(std::size_t column) const {
    return std::max(display_width(columns_[column].heading), widest(columns_[column].cells));
  }

  /// The one that takes the fewest lines, where numbers that are read together and stand apart
  /// count as one more; of equals, the one with the shorter lines, which leave room to names.
  void choose_shape() {
    measure();
    Index least = std::numeric_limits<Index>::max();
    for (std::size_t per_line = columns_.size() - names_; per_line > 0; --per_line) {
      const Shape shape = shape_of(per_line);
      const bool last_resort = per_line == 1 && shape_.slots.empty();
      if (!has_room(shape) && !last_resort) continue;
      const Index needed = lines_of(shape);
      if (needed > least) continue;
      least = needed;
      shape_ = shape;
    }
    place_names();
  }

  void measure() {
    shape_ = {};
    widths_.clear();
    for (std::size_t i = 0; i < columns_.size(); ++i) widths_.push_back(width_of(i));
    names_widths_ = {display_width(heading_names())};
    for (std::size_t row = 0; row < columns_.front().cells.size(); ++row) {
      names_widths_.push_back(display_width(names_of(row)));
    }
  }

  Shape shape_of(std::size_t per_line) const {
    Shape shape{.per_line = per_line, .slots = std::vector<Index>(per_line, 0)};
    for (std::size_t i = names_; i < columns_.size(); ++i) {
      Index& slot = shape.slots[(i - names_) % per_line];
      slot = std::max(slot, widths_[i]);
    }
    return shape;
  }

  /// Lines that a row takes, and those that begin with what belongs to the end of the one before.
  Index lines_of_numbers(std::size_t per_line) const {
    Index lines = 0;
    for (std::size_t i = names_; i < columns_.size(); i += per_line) {
      lines += i > names_ && columns_[i].follows ? 2 : 1;
    }
    return lines;
  }

  Index room_beside(const Shape& shape) const { return limit_ - shape.width(); }

  bool has_room(const Shape& shape) const {
    const Index least = std::min(kLeastNames, *std::ranges::max_element(names_widths_));
    return limit_ == 0 || room_beside(shape) >= least;
  }

  bool is_apart(Index names_width, const Shape& shape) const {
    return limit_ > 0 && names_width > room_beside(shape);
  }

  /// Of a name, or the head of a group, that has a line of its own.
  Index lines_of_text(Index width) const { return limit_ > 0 ? (width + limit_ - 1) / limit_ : 1; }

  Index lines_of(const Shape& shape) const {
    Index lines = lines_of_numbers(shape.per_line) * static_cast<Index>(names_widths_.size());
    for (const Index width : names_widths_) {
      if (is_apart(width, shape)) lines += lines_of_text(width);
    }
    return lines;
  }

  Index lines() const {
    Index lines = lines_of(shape_);
    for (const std::string& head : heads_) lines += lines_of_text(display_width(head));
    return lines;
  }

  bool is_too_wide() const {
    return shape_.per_line < columns_.size() - names_ ||
           std::ranges::any_of(names_widths_, [&](Index width) { return is_apart(width, shape_); });
  }

  /// As wide as the widest names that find room.
  void place_names() {
    names_width_ = 0;
    for (const Index width : names_widths_) {
      if (!is_apart(width, shape_)) names_width_ = std::max(names_width_, width);
    }
  }

  /// `cell_of(column)` of the columns of names.
  template <class CellOf>
  std::string names(const CellOf& cell_of) const {
    std::string text;
    for (std::size_t i = 0; i < names_; ++i) {
      if (i > 0) text += blanks(kColumnGap);
      text += columns_[i].numeric ? right_aligned(cell_of(columns_[i]), widths_[i])
                                  : left_aligned(cell_of(columns_[i]), widths_[i]);
    }
    return without_blanks_behind(std::move(text));
  }

  std::string heading_names() const {
    return names([](const TextColumn& column) { return column.heading; });
  }

  std::string names_of(std::size_t row) const {
    return names([row](const TextColumn& column) { return column.cells[row]; });
  }

  template <class CellOf>
  void write_row(const std::string& names, const CellOf& cell_of, bool heading,
                 const TableSink& sink) const {
    const bool apart = display_width(names) > names_width_;
    if (apart) write_folded(names, heading, sink);
    std::string line = left_aligned(apart ? std::string() : names, names_width_);
    for (std::size_t i = names_; i < columns_.size(); ++i) {
      const std::size_t slot = (i - names_) % shape_.per_line;
      if (slot == 0 && i > names_) {
        put(line, heading, sink);
        line = blanks(names_width_);
      }
      line += blanks(kColumnGap);
      line += columns_[i].numeric ? right_aligned(cell_of(columns_[i]), shape_.slots[slot])
                                  : left_aligned(cell_of(columns_[i]), shape_.slots[slot]);
    }
    put(line, heading, sink);
  }

  /// A line of numbers that are all empty is left out.
  static void put(const std::string& line, bool heading, const TableSink& sink) {
    const std::string text = without_blanks_behind(line);
    if (!text.empty()) sink(text, heading);
  }

  void write_folded(const std::string& text, bool heading, const TableSink& sink) const {
    sink(folded(text, limit_, 2 * kIndent), heading);
  }

  std::vector<TextColumn> columns_;
  Index limit_;
  std::vector<std::string> heads_;   ///< lines above rows; none at all, or one a row, most empty
  std::size_t names_ = 1;            ///< columns of texts on the left; at least the first
  std::vector<Index> widths_;        ///< of all columns
  std::vector<Index> names_widths_;  ///< of the heading and of each row, side by side
  Shape shape_;
  Index names_width_ = 0;  ///< what names get beside the numbers
};

}  // namespace

void lay_out(std::vector<TextColumn> columns, Index width, const TableSink& sink) {
  TableLayout(std::move(columns), width).write(sink);
}

}  // namespace odds
