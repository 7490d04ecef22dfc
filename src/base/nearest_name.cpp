#include "base/nearest_name.hpp"

#include <algorithm>

namespace odds {
namespace {

constexpr std::size_t kLargestDistance = 2;

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

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

}  // namespace

const std::string* nearest_name(std::string_view name, const std::vector<std::string>& known) {
  const std::string* nearest = nullptr;
  std::size_t least = kLargestDistance + 1;
  for (const std::string& candidate : known) {
    if (differ_too_much_in_length(name, candidate)) continue;
    const std::size_t distance = edit_distance(name, candidate);
    // Replacing every letter of a short name gets anywhere, and suggests nothing.
    if (distance >= least || distance >= std::max(name.size(), candidate.size())) continue;
    nearest = &candidate;
    least = distance;
  }
  return nearest;
}

}  // namespace odds
