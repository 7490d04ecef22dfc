// Numbers with something around their digits or between them.
#pragma once

#include "data/types/number.hpp"

#include <odds/cell_form.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace odds {

/// The form of the texts of one column, found from one after the other.
///
/// Marks decide themselves where they can: the one that stands twice is between thousands
/// (`1.234.567`), and so is the first of two kinds (`1.234,5`); one that stands at another place
/// than before three last digits is the decimal mark (`30,8`). `1,234` alone says nothing; beside
/// `999` or `2.5` it has thousands, beside `1234` it is left open. Where one mark is between
/// thousands, the other is the decimal mark, and the other way round, whatever that of the file is.
class FormFinder {
 public:
  /// `decimal` is the mark of the file; `told`: not found but given by somebody who knows.
  explicit FormFinder(char decimal, bool told = false) : decimal_(decimal), told_(told) {}

  /// `text` has no blanks around it. Once it is no number in any form, nothing helps any more.
  void add(std::string_view text);

  /// Whether all texts so far may be numbers of one form.
  bool fits() const { return fits_; }

  /// The form that all texts have, one that is not plain; nullopt: there is none, or the texts
  /// leave open what a mark means.
  std::optional<CellForm> form() const;

  /// Whether marks are all that is left open: `1,234`.
  bool is_open() const;

 private:
  struct Mark {
    bool decimal = false;  // certainly
    bool group = false;
    bool open = false;  // one or the other
  };

  Mark& mark(char byte) { return byte == '.' ? point_ : comma_; }
  const Mark& mark(char byte) const { return byte == '.' ? point_ : comma_; }
  void add_body(std::string_view body);
  void add_marks(std::string_view body);
  bool means_group(char byte) const;
  bool means_decimal(char byte) const;

  char decimal_;
  bool told_;
  bool fits_ = true;
  std::optional<std::string> unit_;
  char group_ = '\0';  // a blank or an apostrophe
  Mark point_;
  Mark comma_;
  bool short_whole_ = false;  // one to three digits without a mark
  bool long_whole_ = false;
};

/// Reads a number that may have what `form`, which is not one of dates, has; a plain number, too,
/// if it has no unit. `decimal` is the mark of the file.
Number parse_decorated(std::string_view text, const CellForm& form, char decimal);

/// Whether the text, which is no plain number, is a number with a unit, or with marks between
/// thousands.
bool looks_decorated(std::string_view text, char decimal);

}  // namespace odds
