#include "data/number.hpp"

#include <odds/table.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace odds {

namespace {

constexpr std::size_t kLargestDistance = 2;
constexpr std::size_t kNamesShown = 12;

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

// Letters to insert, delete or replace to get from `a` to `b`, whatever their case (Levenshtein).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

bool differ_too_much_in_length(std::string_view a, std::string_view b) {
  return std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > kLargestDistance;
}

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
  const std::string* best = nullptr;
  std::size_t best_distance = kLargestDistance + 1;
  for (const std::string& candidate : known) {
    if (differ_too_much_in_length(name, candidate)) continue;
    const std::size_t distance = edit_distance(name, candidate);
    // Replacing every letter of a short name gets anywhere, and suggests nothing.
    if (distance >= best_distance || distance >= std::max(name.size(), candidate.size())) continue;
    best = &candidate;
    best_distance = distance;
  }
  if (best != nullptr) return fmt::format("did you mean \"{}\"?", *best);
  const auto shown = static_cast<std::ptrdiff_t>(std::min(known.size(), kNamesShown));
  std::string hint =
      fmt::format("the {} are {}", things, fmt::join(known.begin(), known.begin() + shown, ", "));
  if (known.size() > kNamesShown) hint += fmt::format(", and {} more", known.size() - kNamesShown);
  return hint;
}

}  // namespace odds
