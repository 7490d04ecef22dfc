#include "report/json_text.hpp"
#include "report/number_format.hpp"
#include "report/renderers.hpp"

#include <fmt/format.h>

#include <cmath>
#include <ostream>

namespace odds {
namespace {

constexpr Index kNullsNamed = 8;

/// One report as one JSON object: a line for each key at the top and for each row of a table.
class JsonDocument {
 public:
  JsonDocument(std::ostream& out, bool ascii) : out_(out), ascii_(ascii) {}

  void write(const Report& report) {
    out_ << "{\"schema\":" << string(report.schema);
    for (const Section& section : report.sections) {
      std::visit([&](const auto& content) { write_section(content); }, section);
    }
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
        write_value(fact, fact.key);
      }
      return;
    }
    write_key(section.id);
    write_object(section.facts, section.id);
  }

  void write_section(const Grid& grid) {
    if (grid.audience == Audience::people) return;
    write_key(grid.id);
    write_rows(grid, grid.id, "\n  ");
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
        write_number(matrix.values(row, column), matrix.id + ".matrix");
      }
      out_ << ']';
    }
    out_ << "]}";
  }

  // Notes are written last, since what is not finite anywhere is one of them.
  void write_section(const Notes& section) {
    has_notes_ = true;
    notes_.insert(notes_.end(), section.notes.begin(), section.notes.end());
  }

  void write_notes() {
    if (!nulls_.empty()) notes_.push_back(null_note());
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

  Note null_note() const {
    const auto named = std::min<std::size_t>(nulls_.size(), kNullsNamed);
    std::string text = "not finite, written as null: ";
    for (std::size_t i = 0; i < named; ++i) text += (i == 0 ? "" : ", ") + nulls_[i];
    if (nulls_.size() > named) text += fmt::format(" and {} more", nulls_.size() - named);
    return {.code = "N090", .text = text};
  }

  void write_key(const std::string& key) { out_ << ",\n " << string(key) << ':'; }

  void write_value(const Fact& fact, const std::string& path) {
    std::visit([&](const auto& content) { write_content(content, path); }, fact.value);
  }

  void write_content(const Cell& cell, const std::string& path) { write_cell(cell, path); }
  void write_content(const std::vector<std::string>& list, const std::string&) { write_list(list); }
  void write_content(const std::vector<Fact>& facts, const std::string& path) {
    write_object(facts, path);
  }
  void write_content(const Grid& grid, const std::string& path) { write_rows(grid, path, ""); }

  void write_object(const std::vector<Fact>& facts, const std::string& path) {
    out_ << '{';
    for (std::size_t i = 0; i < facts.size(); ++i) {
      out_ << (i == 0 ? "" : ",") << string(facts[i].key) << ':';
      write_value(facts[i], path + '.' + facts[i].key);
    }
    out_ << '}';
  }

  void write_rows(const Grid& grid, const std::string& path, const char* line_break) {
    out_ << '[';
    for (std::size_t row = 0; row < grid.rows.size(); ++row) {
      out_ << (row == 0 ? "" : ",") << line_break << '{';
      for (std::size_t column = 0; column < grid.columns.size(); ++column) {
        const std::string& key = grid.columns[column].id;
        out_ << (column == 0 ? "" : ",") << string(key) << ':';
        write_cell(grid.rows[row][column], fmt::format("{}[{}].{}", path, row, key));
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

  void write_cell(const Cell& cell, const std::string& path) {
    if (const auto number = number_in(cell)) return write_number(*number, path);
    if (const auto* text = std::get_if<std::string>(&cell)) {
      out_ << string(*text);
    } else if (const auto* label = std::get_if<Label>(&cell)) {
      out_ << (label->id.empty() ? "null" : string(label->id));
    } else {
      out_ << "null";
    }
  }

  void write_number(double value, const std::string& path) {
    if (!std::isfinite(value) && (nulls_.empty() || nulls_.back() != path)) nulls_.push_back(path);
    out_ << json_number(value);
  }

  std::string string(const std::string& text) const { return json_string(text, ascii_); }

  std::ostream& out_;
  bool ascii_;
  bool has_notes_ = false;
  std::vector<Note> notes_;
  std::vector<std::string> nulls_;  ///< where a number is not finite
};

}  // namespace

void render_json(const Report& report, const RenderOptions& options, std::ostream& out) {
  JsonDocument(out, options.ascii).write(report);
}

}  // namespace odds
