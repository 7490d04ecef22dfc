#include "base/nearest_name.hpp"
#include "data/types/number.hpp"

#include <odds/table.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace odds {

namespace {

constexpr std::size_t kNamesShown = 12;

bool is_number(const std::string& name) {
  return is_usable(parse_number(trim_blanks(name), '.').kind);
}

// As `note_numbers_in_header` of the CSV reader, which warns where the fit goes well.
bool look_like_data(const std::vector<std::string>& names) {
  const auto numbers = std::ranges::count_if(names, is_number);
  return numbers > 0 && 2 * static_cast<std::size_t>(numbers) >= names.size();
}

}  // namespace

std::string suggest_name(const std::string& name, const std::vector<std::string>& known,
                         std::string_view things) {
  if (things == "columns" && look_like_data(known)) {
    return fmt::format(
        "the first line was taken as the names of the columns, but holds numbers "
        "such as {}; pass --no-header if it is data",
        *std::ranges::find_if(known, is_number));
  }
  if (const std::string* meant = nearest_name(name, known)) {
    return fmt::format("did you mean \"{}\"?", *meant);
  }
  const auto shown = static_cast<std::ptrdiff_t>(std::min(known.size(), kNamesShown));
  std::string hint =
      fmt::format("the {} are {}", things, fmt::join(known.begin(), known.begin() + shown, ", "));
  if (known.size() > kNamesShown) hint += fmt::format(", and {} more", known.size() - kNamesShown);
  return hint;
}

}  // namespace odds
