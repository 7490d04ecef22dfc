#include "report/grid_text.hpp"
#include "report/markdown_text.hpp"
#include "report/renderers.hpp"
#include "report/terminal_text.hpp"

#include <ostream>

namespace odds {
namespace {

class MarkdownDocument {
 public:
  MarkdownDocument(std::ostream& out, const RenderOptions& options)
      : out_(out), options_(options) {}

  void write(const Report& report) {
    if (!report.title.empty()) out_ << "## " << shown(report.title) << '\n';
    for (const Section& section : report.sections) {
      std::visit([&](const auto& content) { write_section(content); }, section);
    }
  }

 private:
  void write_section(const Facts&) {}
  void write_section(const NamedMatrix&) {}
  void write_section(const Plot&) {}  // drawn from numbers that stand in a grid

  void write_section(const Lines& section) {
    if (section.lines.empty()) return;
    out_ << '\n';
    for (const Line& line : section.lines) {
      out_ << "- ";
      if (!line.head.empty()) out_ << "**" << shown(line.head) << "** ";
      out_ << shown(line_text(line, options_)) << '\n';
    }
  }

  void write_section(const Grid& grid) {
    if (grid.audience == Audience::programs || grid.rows.empty()) return;
    if (!grid.title.empty()) out_ << "\n**" << shown(grid.title) << "**\n";
    const std::vector<TextColumn> columns = text_columns(grid, options_);
    out_ << "\n|";
    for (const TextColumn& column : columns) out_ << ' ' << shown(column.heading) << " |";
    out_ << "\n|";
    for (const TextColumn& column : columns) out_ << (column.numeric ? "---:|" : "---|");
    out_ << '\n';
    for (std::size_t row = 0; row < grid.rows.size(); ++row) write_row(columns, row);
  }

  // A group is named on each of its rows: tables get sorted and cut.
  void write_row(const std::vector<TextColumn>& columns, std::size_t row) {
    out_ << '|';
    for (const TextColumn& column : columns) {
      out_ << ' ' << shown(cell_text(column, row)) << " |";
    }
    out_ << '\n';
  }

  /// `race[black] (base White)`
  static std::string cell_text(const TextColumn& column, std::size_t row) {
    const std::string& cell = column.cells[row];
    if (column.groups.empty() || column.groups[row].empty()) return cell;
    if (cell.empty()) return column.groups[row];
    const std::string& base = column.bases[row];
    return column.groups[row] + '[' + cell + ']' + (base.empty() ? "" : " (base " + base + ")");
  }

  void write_section(const Notes& section) {
    if (!section.notes.empty()) out_ << '\n';
    for (const Note& note : section.notes) out_ << "- *Note:* " << shown(note.text) << '\n';
  }

  // Once more over what is printable already: that changes nothing.
  std::string shown(const std::string& text) const {
    return markdown_text(printable_sentence(text, options_.ascii), options_.ascii);
  }

  std::ostream& out_;
  const RenderOptions& options_;
};

}  // namespace

void render_markdown(const Report& report, const RenderOptions& options, std::ostream& out) {
  MarkdownDocument(out, options).write(report);
}

}  // namespace odds
