// Rows of a long table, written one after the other while they are made.
#pragma once

#include <odds/export.hpp>
#include <odds/report.hpp>

#include <iosfwd>
#include <string>
#include <vector>

namespace odds {

/// Writes a table of named columns row by row, cell by cell.
///
/// Text and CSV: the same CSV, doubles as the shortest text that reads back the same. Markdown: a
/// table with `options.digits` decimals. JSON: one object with the schema, the version, the command
/// and the rows in `rows`, a line for each. What is not finite is empty, null in JSON.
class ODDS_EXPORT RowWriter {
 public:
  struct Head {
    std::string schema;                ///< `odds.predict/1`
    std::vector<std::string> columns;  ///< their names
    std::vector<std::string> command;  ///< the words of the command line
  };

  /// Writes what stands before the first row.
  RowWriter(const Head& head, Format format, const RenderOptions& options, std::ostream& out);

  /// A row is begun, as many cells as there are columns are put, and it is ended.
  void begin_row();
  void put_text(const std::string& text);
  void put_number(double value);
  void put_whole(Index value);
  void put_nothing();
  void end_row();

  /// Writes what stands behind the last row.
  void finish();

 private:
  void begin_csv(const Head& head);
  void begin_markdown(const Head& head);
  void begin_json(const Head& head);
  void put(const std::string& cell);

  Format format_;
  RenderOptions options_;
  std::ostream& out_;
  std::vector<std::string> leads_;  ///< what stands before the cell of each column
  std::string row_break_;           ///< between rows
  std::string row_end_;
  bool any_row_ = false;
  std::string line_;      ///< the row being written
  std::size_t next_ = 0;  ///< its next column
};

}  // namespace odds
