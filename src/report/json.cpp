#include "report/json_text.hpp"
#include "report/not_finite.hpp"
#include "report/number_format.hpp"
#include "report/renderers.hpp"

#include <ostream>
#include <utility>

namespace odds {
namespace {

/// One report as one JSON object: a line for each key at the top and for each row of a table.
class JsonDocument {
 public:
  JsonDocument(std::ostream& out, bool ascii) : out_(out), ascii_(ascii) {}

  void write(const Report& report) {
    out_ << "{\"schema\":" << string(report.schema);
    for (const Section& section : report.sections) {
      std::visit([&](const auto& content) { write_section(content); }, section);
    }
    if (auto note = infinity_note(report)) notes_.push_back(std::move(*note));
    if (has_notes_) write_notes();
    out_ << "}\n";
  }

 private:
  void write_section(const Lines&) {}
  void write_section(const Plot&) {}  // drawn from numbers that stand in a grid

  void write_section(const Facts& section) {
    if (section.id.empty()) {
      for (const Fact& fact : section.facts) {
        write_key(fact.key);
        write_value(fact);
      }
      return;
    }
    write_key(section.id);
    write_object(section.facts);
  }

  void write_section(const Grid& grid) {
    if (grid.audience == Audience::people) return;
    write_key(grid.id);
    write_rows(grid, "\n  ");
  }

  void write_section(const NamedMatrix& matrix) {
    write_key(matrix.id);
    out_ << "{\"kind\":" << string(matrix.kind) << ",\"terms\":";
    write_list(matrix.names);
    out_ << ",\"matrix\":[";
    for (Index row = 0; row < matrix.values.size(); ++row) {
      out_ << (row == 0 ? "\n  [" : ",\n  [");
      for (Index column = 0; column < matrix.values.size(); ++column) {
        if (column > 0) out_ << ',';
        out_ << json_number(matrix.values(row, column));
      }
      out_ << ']';
    }
    out_ << "]}";
  }

  // Notes of all sections are one array, which comes last.
  void write_section(const Notes& section) {
    has_notes_ = true;
    notes_.insert(notes_.end(), section.notes.begin(), section.notes.end());
  }

  void write_notes() {
    write_key("notes");
    out_ << '[';
    for (std::size_t i = 0; i < notes_.size(); ++i) {
      out_ << (i == 0 ? "\n  " : ",\n  ") << "{\"code\":" << string(notes_[i].code)
           << ",\"text\":" << string(notes_[i].text)
           << ",\"kind\":" << string(notes_[i].kind == NoteKind::remark ? "remark" : "warning")
           << '}';
    }
    out_ << ']';
  }

  void write_key(const std::string& key) { out_ << ",\n " << string(key) << ':'; }

  void write_value(const Fact& fact) {
    std::visit([&](const auto& content) { write_content(content); }, fact.value);
  }

  void write_content(const Cell& cell) { write_cell(cell); }
  void write_content(const std::vector<std::string>& list) { write_list(list); }
  void write_content(const std::vector<Fact>& facts) { write_object(facts); }
  void write_content(const Grid& grid) { write_rows(grid, ""); }

  void write_object(const std::vector<Fact>& facts) {
    out_ << '{';
    for (std::size_t i = 0; i < facts.size(); ++i) {
      out_ << (i == 0 ? "" : ",") << string(facts[i].key) << ':';
      write_value(facts[i]);
    }
    out_ << '}';
  }

  void write_rows(const Grid& grid, const char* line_break) {
    std::vector<std::string> leads;  // what stands before the cell of each column
    for (const GridColumn& column : grid.columns) {
      leads.push_back((leads.empty() ? "" : ",") + string(column.id) + ':');
    }
    out_ << '[';
    for (std::size_t row = 0; row < grid.rows.size(); ++row) {
      out_ << (row == 0 ? "" : ",") << line_break << '{';
      for (std::size_t column = 0; column < leads.size(); ++column) {
        out_ << leads[column];
        write_cell(grid.rows[row][column]);
      }
      out_ << '}';
    }
    out_ << ']';
  }

  void write_list(const std::vector<std::string>& texts) {
    out_ << '[';
    for (std::size_t i = 0; i < texts.size(); ++i) out_ << (i == 0 ? "" : ",") << string(texts[i]);
    out_ << ']';
  }

  void write_cell(const Cell& cell) {
    if (const auto number = number_in(cell)) {
      out_ << json_number(*number);
    } else if (const auto* text = std::get_if<std::string>(&cell)) {
      out_ << string(*text);
    } else if (const auto* label = std::get_if<Label>(&cell)) {
      out_ << (label->id().empty() ? "null" : string(label->id()));
    } else {
      out_ << "null";
    }
  }

  std::string string(const std::string& text) const { return json_string(text, ascii_); }

  std::ostream& out_;
  bool ascii_;
  bool has_notes_ = false;
  std::vector<Note> notes_;
};

}  // namespace

void render_json(const Report& report, const RenderOptions& options, std::ostream& out) {
  JsonDocument(out, options.ascii).write(report);
}

}  // namespace odds
