// Short ways to read CSV texts in tests.
#pragma once

#include "data/csv/csv_table.hpp"
#include "support/error_of.hpp"

#include <odds/error.hpp>
#include <odds/table.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace odds::test {

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

inline bool any_contains(const std::vector<std::string>& texts, const std::string& part) {
  for (const std::string& text : texts) {
    if (contains(text, part)) return true;
  }
  return false;
}

/// What the notes of a reading say.
inline std::vector<std::string> texts_of(const std::vector<Note>& notes) {
  std::vector<std::string> texts;
  for (const Note& note : notes) texts.push_back(note.text);
  return texts;
}

inline std::vector<ColumnRequest> request_all(const Table& table, Expect expect) {
  std::vector<ColumnRequest> requests;
  for (const std::string& name : table.header()) requests.push_back({name, expect});
  return requests;
}

/// The cells of one column as texts; nullopt: missing. Numbers as std::to_string writes them.
inline std::vector<std::optional<std::string>> cells_of(const ColumnSource& source, Index column) {
  ColumnBlock block;
  source.read(0, source.rows(), block);
  const auto& cells = block.cells[static_cast<std::size_t>(column)];
  const Column& about = source.columns()[static_cast<std::size_t>(column)];
  std::vector<std::optional<std::string>> texts;
  for (Index row = 0; row < block.rows; ++row) {
    const auto r = static_cast<std::size_t>(row);
    if (cells.is_missing(row)) {
      texts.push_back(std::nullopt);
    } else if (about.type == ColumnType::number) {
      texts.push_back(std::to_string(cells.numbers[r]));
    } else {
      texts.push_back(about.levels[static_cast<std::size_t>(cells.codes[r])]);
    }
  }
  return texts;
}

/// A source together with the table that it came from.
struct CsvText {
  std::unique_ptr<const Table> table;
  std::shared_ptr<const ColumnSource> source;

  explicit CsvText(const std::string& text, Expect expect = Expect::automatic,
                   const CsvOptions& options = {}, Index piece = ReadPlan{}.piece)
      : table(open_csv_bytes("t.csv", text, options, piece)),
        source(table->scan(request_all(*table, expect))) {}

  std::vector<double> numbers(Index column) const {
    ColumnBlock block;
    source->read(0, source->rows(), block);
    const auto values = block.cells[static_cast<std::size_t>(column)].numbers;
    return {values.begin(), values.end()};
  }

  std::vector<std::optional<std::string>> cells(Index column) const {
    return cells_of(*source, column);
  }

  const Column& column(Index index) const {
    return source->columns()[static_cast<std::size_t>(index)];
  }
};

/// The error with which `text` is refused.
inline Error refusal(const std::string& text, Expect expect = Expect::automatic,
                     const CsvOptions& options = {}) {
  return error_of([&] { CsvText(text, expect, options); });
}

}  // namespace odds::test
