// The one exception that odds throws, with enough in it to tell a user what to change.
#pragma once

#include <odds/export.hpp>
#include <odds/index.hpp>

#include <stdexcept>
#include <string>

namespace odds {

/// The place where a failure has to be mended. The values are the exit statuses of the command.
enum class ErrorKind {
  usage = 2,   ///< a flag, an option out of range, the text of a formula, an unknown name
  data = 3,    ///< what a file holds: a bad cell, a ragged row, a damaged model file
  model = 4,   ///< what data and formula together do not allow
  system = 5,  ///< a file that cannot be opened, read or written; memory; disk
};

/// Where in the input something is wrong; each part may be absent.
struct ODDS_EXPORT Place {
  std::string file;    ///< empty: not in a file
  Index line = 0;      ///< physical line, the first is 1; 0: no line
  std::string column;  ///< name of a column; empty: no column

  /// `FILE:LINE, column "NAME"`, as far as the parts are there.
  std::string text() const;
};

/// A failure. `what()` is one line for a terminal: `FILE:LINE, column "NAME": "12O" is not a
/// number`.
///
/// Outcomes of an analysis (separation, aliased columns, no convergence) are no failures: they are
/// fields of the results.
class ODDS_EXPORT Error : public std::runtime_error {
 public:
  struct Text {
    std::string what;     ///< one sentence without a full stop
    Place where;          ///< {}: nowhere in particular
    std::string hint;     ///< what to try; may be empty
    std::string excerpt;  ///< lines to show between message and hint (a formula and its caret)
  };

  Error(ErrorKind kind, Text text);

  ErrorKind kind() const { return kind_; }
  const Text& text() const { return text_; }

 private:
  ErrorKind kind_;
  Text text_;
};

/// An option out of range: "NAME = VALUE is out of range: it must be RANGE", with its parts for
/// those who know the option by another name.
class ODDS_EXPORT OptionError : public Error {
 public:
  OptionError(std::string name, double value, std::string range, std::string hint = {});

  const std::string& name() const { return name_; }
  double value() const { return value_; }
  const std::string& range() const { return range_; }

 private:
  std::string name_;
  double value_;
  std::string range_;
};

/// Throws OptionError unless `holds`.
ODDS_EXPORT void check_option(const char* name, double value, const char* range, bool holds);

}  // namespace odds
