#include "fit/reading.hpp"

#include "data/types/flag_text.hpp"
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

std::string skip_text(const CsvOptions& reading) { return fmt::format("--skip {}", reading.skip); }

std::string comment_text(const CsvOptions& reading) {
  if (reading.comment == '\0') return "no lines of comments";
  return "--comment " + shell_word({&reading.comment, 1});
}

std::string decimal_text(const CsvOptions& reading) {
  if (reading.decimal == '\0') return "the decimal mark that is found";
  return "--decimal " + shell_word({&reading.decimal, 1});
}

std::string header_text(const CsvOptions& reading) {
  return reading.header ? "a header" : "--no-header";
}

std::string ragged_text(const CsvOptions& reading) {
  return reading.pad_ragged ? "--ragged na" : "--ragged error";
}

std::string levels_text(const CsvOptions& reading) {
  return reading.fold_levels ? "--fold-levels" : "levels as they are written";
}

/// What says which values the cells have; the separator alone changes none that is found.
constexpr std::string (*kSettings[])(const CsvOptions&) = {codes_text,   types_text,   skip_text,
                                                           comment_text, decimal_text, header_text,
                                                           ragged_text,  levels_text};

/// N104.
std::vector<Note> other_reading_notes(const Model& model, const Table& table) {
  const CsvOptions* fitted = model.reading.get();
  const CsvOptions* here = table.reading();
  std::vector<Note> notes;
  if (fitted == nullptr || here == nullptr) return notes;
  for (const auto& text : kSettings) {
    const std::string now = text(*here);
    const std::string then = text(*fitted);
    if (now == then) continue;
    notes.push_back(make_note(NoteCode::reading_differs,
                              fmt::format("read with {}, the data of the fit with {}", now, then)));
  }
  return notes;
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

std::vector<Note> reading_notes(const Model& model, const Table& table,
                                const ColumnSource& source) {
  std::vector<Note> notes = other_reading_notes(model, table);
  for (Note& note : reading_notes(table, source)) notes.push_back(std::move(note));
  return notes;
}

}  // namespace odds
