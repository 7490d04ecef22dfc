#include "diagnose/top_rows.hpp"

#include "base/special_values.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace odds {
namespace {

/// Of a row that alone determines a coefficient the distance is not a number.
double ordered(double cooks) { return std::isnan(cooks) ? kInfinity : cooks; }

bool comes_first(const TopRow& a, const TopRow& b) {
  return std::tuple(-ordered(a.row.cooks), a.row.row) <
         std::tuple(-ordered(b.row.cooks), b.row.row);
}

/// The rows of a block, of each pattern the first one alone.
std::vector<Index> first_rows(Index count, const std::vector<PatternKey>& keys) {
  std::vector<Index> rows(static_cast<std::size_t>(count));
  std::iota(rows.begin(), rows.end(), Index{0});
  if (keys.empty()) return rows;
  const auto key_of = [&](Index i) { return keys[static_cast<std::size_t>(i)]; };
  std::ranges::stable_sort(rows, {}, key_of);
  const auto same = [&](Index a, Index b) { return key_of(a) == key_of(b); };
  rows.erase(std::unique(rows.begin(), rows.end(), same), rows.end());
  return rows;
}

}  // namespace

void TopRows::cut() {
  if (patterns_) {
    std::ranges::sort(rows_, [](const TopRow& a, const TopRow& b) {
      return std::tuple(a.pattern, a.row.row) < std::tuple(b.pattern, b.row.row);
    });
    const auto same = [](const TopRow& a, const TopRow& b) { return a.pattern == b.pattern; };
    rows_.erase(std::unique(rows_.begin(), rows_.end(), same), rows_.end());
  }
  std::ranges::sort(rows_, comes_first);
  if (static_cast<Index>(rows_.size()) > most_) rows_.resize(static_cast<std::size_t>(most_));
}

TopRows& TopRows::operator+=(const TopRows& other) {
  rows_.insert(rows_.end(), other.rows_.begin(), other.rows_.end());
  cut();
  return *this;
}

TopRows TopRowFinder::operator()(const DesignRows& rows, const BlockInfluence& block,
                                 const BlockObservations& observed,
                                 const std::vector<PatternKey>& keys) const {
  TopRows result = none_;
  std::vector<Index> candidates = first_rows(rows.rows(), keys);
  std::vector<double> cooks(static_cast<std::size_t>(rows.rows()));
  for (const Index i : candidates) {
    cooks[static_cast<std::size_t>(i)] = ordered(kernel_.cooks(block, observed, i));
  }
  const auto before = [&](Index a, Index b) {
    const double first = cooks[static_cast<std::size_t>(a)];
    const double second = cooks[static_cast<std::size_t>(b)];
    return first != second ? first > second : a < b;
  };
  const auto count = std::min(result.most(), static_cast<Index>(candidates.size()));
  std::ranges::partial_sort(candidates, candidates.begin() + count, before);
  candidates.resize(static_cast<std::size_t>(count));
  for (const Index i : candidates) {
    TopRow top;
    static_cast<RowInfluence&>(top.row) = kernel_.row(rows, block, observed, i, true);
    top.row.place = reader_.rows().place(rows.data, i);
    if (!keys.empty()) top.pattern = keys[static_cast<std::size_t>(i)];
    result.add(std::move(top));
  }
  return result;
}

}  // namespace odds
