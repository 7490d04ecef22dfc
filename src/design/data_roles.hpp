// Which columns of a table a model reads, and what each of them is for.
#pragma once

#include <odds/formula.hpp>
#include <odds/table.hpp>

#include <optional>
#include <string>
#include <vector>

namespace odds {

/// Levels of a factor whose rows are left out, since all of them have the same outcome.
struct LeftOutLevels {
  std::string column;
  std::vector<std::string> texts;  ///< of a text column
  std::vector<double> numbers;     ///< of a number column

  /// As the levels of a factor are called.
  std::vector<std::string> names() const;
};

/// What becomes of rows in which a term is infinite, as the logarithm of a dose of 0.
///
/// | rows    | are                                                      |
/// |---------|----------------------------------------------------------|
/// | refused | an error                                                 |
/// | kept    | rows at an asymptote of the curve: see DesignRows::limit |
/// | dropped | left out, and counted                                    |
enum class InfiniteRows { refused, kept, dropped };

/// Columns and expressions by their part in a model; columns are named, expressions parsed.
struct DataRoles {
  Formula formula;                      ///< without a dot; stateful calls may lack constants
  bool use_response = true;             ///< false: prediction, effects on new data
  std::optional<Expression> where;      ///< rows where it is 0 or missing are left out
  std::string frequency_weights;        ///< empty: none
  std::string importance_weights;       ///< empty: none
  std::string probability_weights;      ///< empty: none
  std::string strata;                   ///< column of matched sets; empty: none
  std::vector<Expression> offsets;      ///< those of the formula and the one of the options
  std::vector<LeftOutLevels> left_out;  ///< one for each factor that has such levels
  std::vector<std::string> groups;      ///< columns whose values divide the rows
  std::vector<std::string> clusters;    ///< columns whose values say which rows belong together
  InfiniteRows infinite_rows = InfiniteRows::refused;
  std::optional<Expression> within;  ///< a condition whose columns a row must have, met or not

  /// Adds columns to `clusters`, those that are not there yet.
  void add_clusters(const std::vector<std::string>& columns);

  /// The columns of weights, as many as there are.
  std::vector<std::string> weights() const;
  bool has_weights() const;

  /// The columns of the right-hand side and of the offsets, each once, in order of appearance.
  std::vector<std::string> predictors() const;

  /// The columns whose cells must be there for a row to be used: response, predictors, weights,
  /// matched sets, groups, clusters, and those of `within`.
  std::vector<std::string> complete() const;

  /// What a table is asked for: the complete columns, then those of `where`.
  std::vector<std::string> columns() const;

  /// The same with what is expected of each of them.
  std::vector<ColumnRequest> requests() const;

  /// The number of columns in each of these lists.
  struct Counts {
    Index complete = 0;
    Index requests = 0;
  };
  Counts count_columns() const;
};

/// Throws Error(usage) for `name`, a column that the header of `table` does not have.
[[noreturn]] void refuse_column(const std::string& name, const Table& table);

/// Throws it unless the header has that column.
void require_column(const std::string& name, const Table& table);

}  // namespace odds
