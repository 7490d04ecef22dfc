#include "report/not_finite.hpp"

#include "report/number_format.hpp"

#include <odds/notes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <span>
#include <utility>

namespace odds {
namespace {

constexpr std::size_t kNamed = 8;

using Test = bool (*)(double);

bool is_nan(double value) { return std::isnan(value); }
bool is_infinite(double value) { return std::isinf(value); }

/// `age, dP/dx`: the texts with which a row begins; `row 3` if there are none.
std::string row_name(const std::vector<Cell>& row, std::size_t number) {
  std::string name;
  for (const Cell& cell : row) {
    const auto* text = std::get_if<std::string>(&cell);
    const auto* label = std::get_if<Label>(&cell);
    if (text == nullptr && label == nullptr) break;
    const std::string& part = text != nullptr ? *text : label->id();
    if (!part.empty()) name += (name.empty() ? "" : ", ") + part;
  }
  return name.empty() ? fmt::format("row {}", number + 1) : name;
}

/// Collects the names of the numbers of a report that pass a test.
class Finder {
 public:
  explicit Finder(Test test) : test_(test) {}

  std::vector<std::string> find(const Report& report) && {
    for (const Section& section : report.sections) {
      std::visit([&](const auto& content) { look(content); }, section);
    }
    return std::move(found_);
  }

 private:
  // Numbers in lines and plots, and in tables for people, stand elsewhere, too.
  void look(const Lines&) {}
  void look(const Plot&) {}
  void look(const Notes&) {}

  void look(const Grid& grid) {
    if (grid.audience != Audience::people) look_at_table(grid);
  }

  void look(const Facts& section) { look(section.facts, section.id); }

  void look(const NamedMatrix& matrix) {
    const std::span<const double> values = matrix.values.values();
    if (std::any_of(values.begin(), values.end(), test_)) add(matrix.id);
  }

  void look_at_table(const Grid& grid) {
    for (std::size_t row = 0; row < grid.rows.size(); ++row) {
      for (std::size_t column = 0; column < grid.columns.size(); ++column) {
        const Cell& cell = grid.rows[row][column];
        if (passes(cell)) add(grid.columns[column].id + " of " + row_name(grid.rows[row], row));
      }
    }
  }

  void look(const std::vector<Fact>& facts, const std::string& path) {
    for (const Fact& fact : facts) {
      const std::string name = path.empty() ? fact.key : path + '.' + fact.key;
      if (const auto* cell = std::get_if<Cell>(&fact.value)) {
        if (passes(*cell)) add(name);
      } else if (const auto* parts = std::get_if<std::vector<Fact>>(&fact.value)) {
        look(*parts, name);
      } else if (const auto* grid = std::get_if<Grid>(&fact.value)) {
        look_at_table(*grid);
      }
    }
  }

  bool passes(const Cell& cell) const {
    const std::optional<double> number = number_in(cell);
    return number && test_(*number);
  }

  // One number may stand in several tables.
  void add(const std::string& name) {
    if (known_.insert(name).second) found_.push_back(name);
  }

  Test test_;
  std::set<std::string> known_;
  std::vector<std::string> found_;
};

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kNamed); ++i) {
    text += (i == 0 ? "" : "; ") + names[i];
  }
  if (names.size() > kNamed) text += fmt::format("; and {} more", names.size() - kNamed);
  return text;
}

}  // namespace

std::optional<Note> nan_note(const Report& report) {
  const std::vector<std::string> names = Finder(&is_nan).find(report);
  if (names.empty()) return std::nullopt;
  return make_note(NoteCode::not_a_number,
                   "could not be computed (NaN; null in JSON, empty in CSV): " + listed(names));
}

std::optional<Note> infinity_note(const Report& report) {
  const std::vector<std::string> names = Finder(&is_infinite).find(report);
  if (names.empty()) return std::nullopt;
  return make_note(NoteCode::infinite, "infinite, written as null: " + listed(names));
}

Report with_note(Report report, Note note) {
  const auto notes =
      std::find_if(report.sections.rbegin(), report.sections.rend(),
                   [](const Section& section) { return std::holds_alternative<Notes>(section); });
  if (notes == report.sections.rend()) {
    report.sections.emplace_back(Notes{{std::move(note)}});
  } else {
    std::get<Notes>(*notes).notes.push_back(std::move(note));
  }
  return report;
}

}  // namespace odds
