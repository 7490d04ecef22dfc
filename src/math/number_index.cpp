#include "math/number_index.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace odds {
namespace {

constexpr std::int32_t kNone = -1;
constexpr double kMostPlacesOfNumber = 64.0;  ///< in the table, on average

bool ascend(const std::vector<double>& numbers) {
  return std::ranges::adjacent_find(numbers, std::greater_equal<>()) == numbers.end();
}

/// Whole numbers of a size at which their distances are exact.
bool all_whole(const std::vector<double>& numbers) {
  return std::ranges::all_of(numbers,
                             [](double x) { return x == std::floor(x) && std::abs(x) < 0x1p52; });
}

}  // namespace

NumberIndex::NumberIndex(std::vector<double> ascending) : ascending_(std::move(ascending)) {
  if (ascending_.empty()) return;
  const double places = ascending_.back() - ascending_.front() + 1.0;
  const double most = kMostPlacesOfNumber * static_cast<double>(ascending_.size());
  if (!(places <= most) || !all_whole(ascending_) || !ascend(ascending_)) return;
  table_.assign(static_cast<std::size_t>(places), kNone);
  for (std::size_t i = 0; i < ascending_.size(); ++i) {
    const double distance = ascending_[i] - ascending_.front();
    table_[static_cast<std::size_t>(distance)] = static_cast<std::int32_t>(i);
  }
}

std::int32_t NumberIndex::find(double number) const {
  if (!table_.empty()) {
    const double distance = number - ascending_.front();
    if (!(distance >= 0.0) || !(distance < static_cast<double>(table_.size()))) return kNone;
    const auto whole = static_cast<std::size_t>(distance);
    return static_cast<double>(whole) + ascending_.front() == number ? table_[whole] : kNone;
  }
  const auto found = std::ranges::lower_bound(ascending_, number);
  if (found == ascending_.end() || *found != number) return kNone;
  return static_cast<std::int32_t>(found - ascending_.begin());
}

}  // namespace odds
