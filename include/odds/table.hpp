// A data set with named columns, as a program that embeds odds hands it over.
#pragma once

#include <odds/cell_form.hpp>
#include <odds/error.hpp>
#include <odds/execution.hpp>
#include <odds/export.hpp>
#include <odds/note.hpp>
#include <odds/types.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace odds {

enum class ColumnType { number, factor };

/// A column after its cells have been read once.
struct Column {
  std::string name;
  ColumnType type = ColumnType::number;
  std::vector<std::string> levels;  ///< of a factor, in natural order; codes index it
  Index missing = 0;                ///< cells without a value
  CellForm form = {};               ///< of a number column: how its cells are written
  bool folded = false;              ///< of a factor: levels that look alike are one
  Index strays = 0;                 ///< of those: texts among numbers (Expect::lenient)
};

/// The type that a reader of cells wants of a column.
///
/// Levels are the texts of cells: `01`, `1` and `1.0` are three of them, whether all other cells
/// are numbers or not. Of numbers and texts in one column the texts are strays if they are rare,
/// levels if they are not: if there are more of them than numbers; if they are a tenth of the cells
/// or more, and the numbers recur, too, or 20 different texts stand among them; or if there are at
/// most five texts that recur among at most 20 numbers that recur.
enum class Expect {
  automatic,  ///< numbers if every cell is one, else a factor; numbers with stray text: an error
  lenient,    ///< the same, but strays are missing and counted
  category,   ///< as automatic, with texts a factor however rare they are; numbers of which one has
              ///< several texts, or that are codes, are a factor
  number,     ///< numbers; text is an error
  numbers_as_levels,  ///< as `number`; a note if one of them has several texts, which are one level
  text,               ///< a factor with the cells' text as levels, even if all are numbers
};

struct ColumnRequest {
  std::string name;
  Expect expect = Expect::automatic;

  /// The form of the cells of a table that was read before, which are meant here, too.
  std::optional<CellForm> form = {};

  auto operator<=>(const ColumnRequest&) const = default;
};

/// The cells of one column in one run of rows. Missing is a bit (number) or code -1 (factor).
struct ODDS_EXPORT Cells {
  std::span<const double> numbers;         ///< of a number column, one per row
  std::span<const std::int32_t> codes;     ///< of a factor, one per row
  std::span<const std::uint64_t> missing;  ///< bit r % 64 of word r / 64; empty: none missing

  bool is_missing(Index row) const {
    const auto r = static_cast<std::size_t>(row);
    if (!codes.empty()) return codes[r] < 0;
    return !missing.empty() && ((missing[r / 64] >> (r % 64)) & 1U) != 0;
  }
};

/// Rows [first, first + rows) of the columns of a source, in the source's order.
struct ColumnBlock {
  Index first = 0;
  Index rows = 0;
  std::vector<Cells> cells;

  /// Room for cells, a column each, that the source does not have in the form of `Cells`.
  struct Copies {
    std::vector<double> numbers;
    std::vector<std::int32_t> codes;
    std::vector<std::uint64_t> missing;
  };
  std::vector<Copies> copies;
};

/// Rows [first, first + rows).
struct RowRange {
  Index first = 0;
  Index rows = 0;
};

/// Typed columns that can be read again and again, from any thread.
///
/// What a program's own source reads is checked before it is used: Error(data) with the row where
/// there are not as many cells as rows, a code has no level, or a number is infinite. NaN in a
/// number column counts as missing, as its bit would.
///
/// Where several processes work together, all but `read` and `place` say the same in each of them.
class ODDS_EXPORT ColumnSource {
 public:
  virtual ~ColumnSource() = default;

  virtual const std::vector<Column>& columns() const = 0;
  virtual Index rows() const = 0;

  /// The rows that can be read in this process, if they are not all of them: those of the processes
  /// in the order of their ranks make up all rows, and each begins at a multiple of 8192.
  virtual std::optional<RowRange> own_rows() const { return std::nullopt; }

  /// Rows [first, first + rows) of every column; `first` is a multiple of 64. The spans stay valid
  /// while the source lives and `out` is not read into again.
  virtual void read(Index first, Index rows, ColumnBlock& out) const = 0;

  /// Where a cell came from, for messages. `column` indexes `columns()`; -1: the whole row.
  virtual Place place(Index row, Index column) const = 0;

  /// Notes for the user on how the data were read.
  virtual std::vector<Note> notes() const { return {}; }

  /// SHA-256 of the bytes read, in hexadecimal; empty where there are none or it was not asked for.
  /// Of files it is computed beside what is done with the rows: this waits for it, and throws
  /// Error(system) if they were changed meanwhile.
  virtual std::string sha256() const { return {}; }
};

struct CsvOptions;  // odds/csv.hpp

/// A data set with named columns whose types nobody has asked for yet.
class ODDS_EXPORT Table {
 public:
  virtual ~Table() = default;

  virtual std::string name() const = 0;  ///< for reports and messages: a file name

  /// The files that the rows come from, in their order.
  virtual std::vector<std::string> files() const { return {name()}; }

  virtual const std::vector<std::string>& header() const = 0;

  /// How the text of the files is understood; null of a table that is no text.
  virtual const CsvOptions* reading() const { return nullptr; }

  /// Whether `scan` takes this name: the header has it, once, and it was not made up for a column
  /// without a name.
  virtual bool has_column(const std::string& name) const;

  /// The columns that a dot in a formula stands for: all that `scan` takes but names of rows.
  virtual std::vector<std::string> dot_columns() const { return header(); }

  /// A hint for a name that the header does not have.
  virtual std::string name_hint(const std::string& name) const;

  /// One sentence for each thing a user should know about how the table was found in its file,
  /// before any cell was read.
  virtual std::vector<std::string> notes() const { return {}; }

  /// Reads the columns asked for, and no others. Cheap when asked again for the same columns.
  /// Throws Error(usage) for a name that the header does not have, Error(data) with its place for
  /// what cannot be read, Error(system) when reading fails.
  virtual std::shared_ptr<const ColumnSource> scan(std::span<const ColumnRequest> requests,
                                                   const Execution& execution = {}) const = 0;
};

/// The hint `did you mean "smoke"?` or `the columns are ...` for a name that is not in `known`, a
/// list of `things`. Columns of which half are called by numbers look like a file without a header:
/// the hint says so.
ODDS_EXPORT std::string suggest_name(const std::string& name, const std::vector<std::string>& known,
                                     std::string_view things = "columns");

}  // namespace odds
