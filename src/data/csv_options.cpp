#include "data/failure.hpp"

#include <odds/csv.hpp>

#include <fmt/format.h>

#include <string_view>

namespace odds {

void CsvOptions::validate() const {
  constexpr std::string_view kDelimiters = ",;\t|";
  if (delimiter != '\0' && kDelimiters.find(delimiter) == std::string_view::npos) {
    throw_usage({}, fmt::format("delimiter = \"{}\" is out of range: it must be one of , ; tab |",
                                shown({&delimiter, 1})));
  }
  if (decimal != '.' && decimal != ',') {
    throw_usage({}, fmt::format("decimal = \"{}\" is out of range: it must be . or ,",
                                shown({&decimal, 1})));
  }
  if (delimiter == decimal) {
    throw_usage({}, fmt::format("delimiter and decimal are both \"{}\": they must differ", decimal),
                "files with decimal commas separate their fields by ; or tab");
  }
}

}  // namespace odds
