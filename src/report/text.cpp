#include "report/grid_text.hpp"
#include "report/plot_text.hpp"
#include "report/renderers.hpp"
#include "report/terminal_text.hpp"

#include <algorithm>
#include <ostream>

namespace odds {
namespace {

constexpr Index kGap = 2;              // blanks between columns
constexpr Index kLeastTextWidth = 12;  // names are not shortened below it
constexpr const char* kNoteHead = "note: ";

Index widest(const std::vector<std::string>& texts) {
  Index width = 0;
  for (const std::string& text : texts) width = std::max(width, display_width(text));
  return width;
}

/// Names under their groups: `race  black : white`, then `      other : white`.
void indent_groups(TextColumn& column) {
  if (column.groups.empty()) return;
  Index width = 0;
  for (std::size_t row = 0; row < column.cells.size(); ++row) {
    if (!column.cells[row].empty()) width = std::max(width, display_width(column.groups[row]));
  }
  std::string above;
  for (std::size_t row = 0; row < column.cells.size(); ++row) {
    const std::string& group = column.groups[row];
    std::string& cell = column.cells[row];
    if (!group.empty()) {
      const std::string shown = group == above ? std::string() : group;
      cell = cell.empty() ? shown : left_aligned(shown, width + kGap) + cell;
    }
    above = group;
  }
}

bool is_number(const std::string& text) { return text.find_first_of("0123456789") != text.npos; }

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

class TextDocument {
 public:
  TextDocument(std::ostream& out, const RenderOptions& options) : out_(out), options_(options) {}

  void write(const Report& report) {
    if (!report.title.empty()) write_title(report.title);
    bool follows_title = !report.title.empty();
    for (const Section& section : report.sections) {
      // The lines that open a report stand right under its title.
      const bool separate = !(follows_title && std::holds_alternative<Lines>(section));
      if (std::visit([&](const auto& content) { return write_section(content, separate); },
                     section)) {
        follows_title = false;
      }
    }
  }

 private:
  void write_title(const std::string& title) {
    out_ << bold(wrapped(printable_sentence(title, options_.ascii), options_.width, 2)) << '\n';
    started_ = true;
  }

  // Each of these says whether it had something to show to people.
  bool write_section(const Facts&, bool) { return false; }
  bool write_section(const NamedMatrix&, bool) { return false; }

  bool write_section(const Lines& section, bool separate) {
    if (section.lines.empty()) return false;
    if (separate) write_gap();
    std::vector<std::string> heads;
    for (const Line& line : section.lines) heads.push_back(printable(line.head, options_.ascii));
    const Index width = widest(heads);
    const Index indent = width > 0 ? width + kGap : 0;
    for (std::size_t i = 0; i < heads.size(); ++i) {
      const std::string text =
          left_aligned(heads[i], indent) + line_text(section.lines[i], options_);
      out_ << wrapped(text, options_.width, indent) << '\n';
    }
    return true;
  }

  bool write_section(const Grid& grid, bool) {
    if (grid.audience == Audience::programs || grid.rows.empty()) return false;
    write_gap();
    if (!grid.title.empty()) {
      out_ << wrapped(printable_sentence(grid.title, options_.ascii), options_.width, 2) << '\n';
    }
    write_table(text_columns(grid, options_));
    return true;
  }

  bool write_section(const Notes& section, bool) {
    for (const Note& note : section.notes) {
      const std::string text = kNoteHead + printable_sentence(note.text, options_.ascii);
      out_ << wrapped(text, options_.width, display_width(kNoteHead)) << '\n';
    }
    return !section.notes.empty();
  }

  bool write_section(const Plot& plot, bool) {
    PlotLook look;
    look.ascii = options_.ascii;
    if (options_.width > 0) look.width = options_.width;
    const std::vector<std::string> lines = plot_lines(plot, look);
    if (lines.empty()) return false;
    write_gap();
    out_ << wrapped(printable_sentence(plot.title, options_.ascii), options_.width, 2) << '\n';
    for (const std::string& line : lines) out_ << line << '\n';
    return true;
  }

  void write_table(std::vector<TextColumn> columns) {
    std::vector<Index> widths;
    for (TextColumn& column : columns) {
      column.numeric ? align_points(column) : indent_groups(column);
      widths.push_back(std::max(display_width(column.heading), widest(column.cells)));
    }
    narrow(columns, widths);
    out_ << bold(row_text(columns, widths, [&](std::size_t i) -> const std::string& {
      return columns[i].heading;
    })) << '\n';
    for (std::size_t row = 0; row < columns.front().cells.size(); ++row) {
      out_ << row_text(columns, widths, [&](std::size_t i) -> const std::string& {
        return columns[i].cells[row];
      }) << '\n';
    }
  }

  /// Shortens names, never numbers, until the table fits the terminal or they are at their least.
  void narrow(std::vector<TextColumn>& columns, std::vector<Index>& widths) const {
    if (options_.width == 0) return;
    Index total = -kGap;
    for (const Index width : widths) total += width + kGap;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].numeric || total <= options_.width || widths[i] <= kLeastTextWidth) continue;
      const Index width = std::max(kLeastTextWidth, widths[i] - (total - options_.width));
      total -= widths[i] - width;
      widths[i] = width;
      for (std::string& cell : columns[i].cells) cell = shortened(cell, width, options_.ascii);
    }
  }

  /// `cell_of(i)` is the text of column i.
  template <class CellOf>
  static std::string row_text(const std::vector<TextColumn>& columns,
                              const std::vector<Index>& widths, const CellOf& cell_of) {
    std::string text;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) text += std::string(static_cast<std::size_t>(kGap), ' ');
      text += columns[i].numeric ? right_aligned(cell_of(i), widths[i])
                                 : left_aligned(cell_of(i), widths[i]);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
  }

  void write_gap() {
    if (started_) out_ << '\n';
    started_ = true;
  }

  std::string bold(const std::string& text) const {
    return options_.color ? "\033[1m" + text + "\033[0m" : text;
  }

  std::ostream& out_;
  const RenderOptions& options_;
  bool started_ = false;
};

}  // namespace

void render_text(const Report& report, const RenderOptions& options, std::ostream& out) {
  TextDocument(out, options).write(report);
}

}  // namespace odds
