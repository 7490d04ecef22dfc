#include "report/grid_text.hpp"
#include "report/plot_text.hpp"
#include "report/renderers.hpp"
#include "report/table_layout.hpp"
#include "report/terminal_text.hpp"

#include <algorithm>
#include <ostream>
#include <utility>

namespace odds {
namespace {

constexpr Index kGap = 2;  // blanks behind the heads of lines
constexpr const char* kNoteHead = "note: ";

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
    out_ << bold(folded(printable_sentence(title, options_.ascii), options_.width, 2)) << '\n';
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
      out_ << folded(text, options_.width, indent) << '\n';
    }
    return true;
  }

  bool write_section(const Grid& grid, bool) {
    if (grid.audience == Audience::programs || grid.rows.empty()) return false;
    write_gap();
    if (!grid.title.empty()) {
      out_ << folded(printable_sentence(grid.title, options_.ascii), options_.width, 2) << '\n';
    }
    write_table(text_columns(grid, options_));
    return true;
  }

  bool write_section(const Notes& section, bool) {
    for (const Note& note : section.notes) {
      const std::string text = kNoteHead + printable_sentence(note.text, options_.ascii);
      out_ << folded(text, options_.width, display_width(kNoteHead)) << '\n';
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
    out_ << folded(printable_sentence(plot.title, options_.ascii), options_.width, 2) << '\n';
    for (const std::string& line : lines) out_ << line << '\n';
    return true;
  }

  void write_table(std::vector<TextColumn> columns) {
    lay_out(std::move(columns), options_.width, [this](const std::string& line, bool heading) {
      out_ << (heading ? bold(line) : line) << '\n';
    });
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
