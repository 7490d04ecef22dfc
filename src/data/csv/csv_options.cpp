#include "base/failure.hpp"

#include <odds/csv.hpp>

#include <fmt/format.h>

#include <string_view>

namespace odds {

void CsvOptions::validate() const {
  constexpr std::string_view kDelimiters = ",;\t| ";
  if (delimiter != '\0' && kDelimiters.find(delimiter) == std::string_view::npos) {
    throw_usage(
        {},
        fmt::format("delimiter = \"{}\" is out of range: it must be one of , ; tab | or a space",
                    shown({&delimiter, 1})));
  }
  if (decimal != '\0' && decimal != '.' && decimal != ',') {
    throw_usage({}, fmt::format("decimal = \"{}\" is out of range: it must be . or ,",
                                shown({&decimal, 1})));
  }
  check_option("skip", static_cast<double>(skip), ">= 0", skip >= 0);
  constexpr std::string_view kNoComment = "\"\n\r \t,;.-+";
  const bool begins_cells =
      kNoComment.find(comment) != std::string_view::npos || (comment >= '0' && comment <= '9');
  if (comment != '\0' && (begins_cells || comment == delimiter)) {
    throw_usage(
        {},
        fmt::format("comment = \"{}\" is out of range: lines of the table may begin with it",
                    shown({&comment, 1})),
        "for example: #");
  }
}

}  // namespace odds
