// Descriptions of the columns of a table.
#pragma once

#include <odds/export.hpp>
#include <odds/fit.hpp>
#include <odds/table.hpp>

#include <optional>
#include <string>
#include <vector>

namespace odds {

struct ODDS_EXPORT DescribeOptions {
  /// A response as on the left of a formula (`low`, `grade == "A"`): events are counted per level.
  std::string response;
  std::string event;  ///< as FitOptions::event

  /// Levels listed per column; the rest is counted.
  Index max_levels = 20;

  /// Throws Error(usage).
  void validate() const;
};

struct LevelCount {
  std::string level;
  Index rows = 0;
  double events = 0.0;  ///< 0 without a response
  double trials = 0.0;  ///< 0 without a response
};

/// The range of a column of ISO dates (CellForm::dates), as such dates. The mean is rounded to the
/// day, unless the first or the last of them has a time of the day.
struct DateRange {
  std::string mean;
  std::string min;
  std::string max;
};

struct ColumnDescription {
  std::string name;
  ColumnType type = ColumnType::number;
  Index missing = 0;
  Index distinct = 0;              ///< distinct values; counted up to 1000 for numbers, -1 above
  double mean = 0.0;               ///< number: NaN without values
  double std_dev = 0.0;            ///< number: divisor n - 1
  double min = 0.0;                ///< number
  double max = 0.0;                ///< number
  std::optional<DateRange> dates;  ///< number that counts days: mean, min and max in other words
  std::vector<LevelCount> levels;  ///< of a factor, and of a number with up to 10 integer values
};

struct Description {
  std::string file;
  Index rows = 0;
  std::string event;  ///< "low = 1"; empty without a response
  std::vector<ColumnDescription> columns;
  std::vector<Note> notes;
};

/// Describes every column of `table`, in two passes. Throws as `fit` does for cells and response.
ODDS_EXPORT Description describe(const Table& table, const DescribeOptions& options = {},
                                 const Execution& execution = {});

}  // namespace odds
