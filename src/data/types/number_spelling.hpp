// How the numbers of a column are written, which matters where they name the levels of a factor.
#pragma once

#include <odds/types.hpp>

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace odds {

/// The traits that the texts of some numbers share; adds up over parts of the rows.
///
/// A text is plain if it has an optional '-', digits without needless zeros before them, and
/// perhaps the decimal mark and decimals; with at most 15 significant digits, which a double keeps
/// apart. Different plain texts are different numbers if all of them have the same style:
///
/// | style    | as in          | written by                 |
/// |----------|----------------|----------------------------|
/// | shortest | `1`, `2.5`     | people, R, spreadsheets    |
/// | marked   | `1.0`, `2.5`   | Python and what follows it |
/// | fixed    | `1.00`, `2.50` | databases                  |
struct NumberSpellings {
  Index codes = 0;     ///< led by a zero or a plus, as codes are: `02134`
  Index odd = 0;       ///< not plain for another reason: `1e3`, `.5`, `-0`, 16 digits
  Index padded = 0;    ///< plain, with zeros that `shortest` leaves out
  Index unmarked = 0;  ///< plain, without the mark, or with zeros that `marked` leaves out
  Index fewest_decimals = std::numeric_limits<Index>::max();
  Index most_decimals = 0;

  auto fields() { return std::tie(codes, odd, padded, unmarked, fewest_decimals, most_decimals); }

  /// Counts the text of a number, which has no blanks around it.
  void add(std::string_view text, char decimal);

  void append(const NumberSpellings& later);

  /// Whether it is certain that no number has two texts here, and that none is a code.
  bool agree() const {
    const bool fixed = fewest_decimals >= most_decimals;
    return codes == 0 && odd == 0 && (padded == 0 || unmarked == 0 || fixed);
  }
};

/// Two texts that are the same number, of those with the lowest number that has such; blanks around
/// a text are no difference. nullopt: there are none. All texts are numbers.
std::optional<std::pair<std::string, std::string>> same_number(
    const std::vector<std::string>& texts, char decimal);

/// Whether the texts, all of them numbers, are levels by their values: no number has two texts, and
/// none says more than its value, as a code does that is led by a zero or a plus, or an integer
/// that a double rounds.
bool are_levels_by_value(const std::vector<std::string>& texts, char decimal);

}  // namespace odds
