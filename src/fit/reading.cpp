#include "fit/reading.hpp"

#include "data/flag_text.hpp"
#include "fit/notes.hpp"

#include <odds/notes.hpp>

#include <fmt/format.h>

#include <string>
#include <utility>

namespace odds {
namespace {

/// As flags say it: `--na -9,smoke=9`.
std::string codes_text(const CsvOptions& reading) {
  std::vector<std::string> codes;
  for (const std::string& code : reading.missing) codes.push_back(code_in_list(code));
  for (const auto& [column, own] : reading.missing_in) {
    for (const std::string& code : own) codes.push_back(code_in_column(column, code));
  }
  if (codes.empty() && reading.usual_missing) return "the usual codes of missing values";
  return fmt::format("{} {}", reading.usual_missing ? "--na" : "--na-only",
                     shell_word(fmt::format("{}", fmt::join(codes, ","))));
}

std::string types_text(const CsvOptions& reading) {
  std::string types;
  for (const auto& [column, type] : reading.types) {
    types += fmt::format("{}{}={}", types.empty() ? "" : ",", in_list(column),
                         type == ColumnType::number ? "number" : "factor");
  }
  return types.empty() ? "types as they are found" : "--types " + shell_word(types);
}

bool same_codes(const CsvOptions& a, const CsvOptions& b) {
  return a.usual_missing == b.usual_missing && a.missing == b.missing &&
         a.missing_in == b.missing_in;
}

}  // namespace

std::shared_ptr<const CsvOptions> kept_reading(const Table& table) {
  const CsvOptions* options = table.reading();
  if (options == nullptr) return nullptr;
  CsvOptions kept = *options;
  kept.hash = false;
  kept.memory = 0;
  kept.of_other_file = true;
  return std::make_shared<const CsvOptions>(std::move(kept));
}

std::vector<Note> other_reading_notes(const Model& model, const Table& table) {
  const CsvOptions* fitted = model.reading.get();
  const CsvOptions* here = table.reading();
  if (fitted == nullptr || here == nullptr) return {};
  std::vector<Note> notes;
  const auto add = [&](const std::string& now, const std::string& then) {
    notes.push_back(make_note(NoteCode::reading_differs,
                              fmt::format("read with {}, the data of the fit with {}", now, then)));
  };
  if (!same_codes(*fitted, *here)) add(codes_text(*here), codes_text(*fitted));
  if (fitted->types != here->types) add(types_text(*here), types_text(*fitted));
  return notes;
}

std::vector<Note> reading_notes(const Model& model, const Table& table,
                                const ColumnSource& source) {
  std::vector<Note> notes = other_reading_notes(model, table);
  for (Note& note : reading_notes(table, source)) notes.push_back(std::move(note));
  return notes;
}

}  // namespace odds
