#include "validate/folds.hpp"

#include "inference/resampling.hpp"
#include "math/random_bits.hpp"
#include "parallel/block_reduce.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>

namespace odds {
namespace {

/// The used rows in order: their places in the file, and whether the outcome of each is an event;
/// without that where rows hold both outcomes.
struct RowOutcomes {
  std::vector<Index> row;
  std::vector<char> is_event;

  auto fields() { return std::tie(row, is_event); }
};

RowOutcomes outcomes_of_block(const DesignRows& rows, bool by_outcome) {
  RowOutcomes result;
  for (Index i = 0; i < rows.rows(); ++i) {
    result.row.push_back(rows.data.first + rows.data.position[static_cast<std::size_t>(i)]);
    result.is_event.push_back(by_outcome && rows.share[i] > 0.0 ? 1 : 0);
  }
  return result;
}

/// Deals out folds to units of one class, one after the other.
class Dealer {
 public:
  Dealer(Index folds, std::uint64_t seed, std::uint64_t stream)
      : folds_(folds), stream_(seed, stream), order_(static_cast<std::size_t>(folds)) {}

  std::int32_t next() {
    const Index place = dealt_ % folds_;
    if (place == 0) shuffle();
    ++dealt_;
    return order_[static_cast<std::size_t>(place)];
  }

 private:
  void shuffle() {
    const auto first = static_cast<std::uint64_t>(dealt_);
    std::iota(order_.begin(), order_.end(), 0);
    std::ranges::sort(order_, {}, [&](std::int32_t fold) {
      return stream_.bits(first + static_cast<std::uint64_t>(fold));
    });
  }

  Index folds_;
  RandomStream stream_;
  std::vector<std::int32_t> order_;
  Index dealt_ = 0;
};

void require_units(Index units, Index folds, const char* what) {
  if (units >= folds) return;
  throw Error(ErrorKind::model,
              {.what = fmt::format("{} folds need as many {}: there are {}", folds, what, units),
               .where = {},
               .hint = units >= 2 ? fmt::format("at most {} folds", units)
                                  : "a single data set with both outcomes, in enough rows",
               .excerpt = {}});
}

std::vector<std::int32_t> folds_of_rows(const RowOutcomes& all, Index file_rows, Index repeat,
                                        const CrossValidationOptions& options) {
  std::vector<std::int32_t> folds(static_cast<std::size_t>(file_rows), -1);
  const auto stream = 2 * static_cast<std::uint64_t>(repeat);
  std::array dealers{Dealer(options.folds, options.seed, stream),
                     Dealer(options.folds, options.seed, stream + 1)};
  for (std::size_t i = 0; i < all.row.size(); ++i) {
    Dealer& dealer = dealers[all.is_event[i] != 0 ? 1 : 0];
    folds[static_cast<std::size_t>(all.row[i])] = dealer.next();
  }
  return folds;
}

std::vector<std::vector<std::int32_t>> by_rows(const DesignReader& reader, bool by_outcome,
                                               const CrossValidationOptions& options,
                                               const Execution& execution) {
  RowOutcomes all;
  write_blocks_in_order(
      reader, execution, [&](DesignRows& rows) { return outcomes_of_block(rows, by_outcome); },
      [&](RowOutcomes&& part) {
        all.row.insert(all.row.end(), part.row.begin(), part.row.end());
        all.is_event.insert(all.is_event.end(), part.is_event.begin(), part.is_event.end());
      },
      "folds");
  return on_first_rank(
      execution,
      [&] {
        const auto events = static_cast<Index>(std::ranges::count(all.is_event, 1));
        const auto others = std::ssize(all.row) - events;
        if (by_outcome) require_units(events, options.folds, "events");
        require_units(others, options.folds, by_outcome ? "non-events" : "rows");
        std::vector<std::vector<std::int32_t>> folds;
        for (Index r = 0; r < options.repeats; ++r) {
          folds.push_back(folds_of_rows(all, reader.row_count(), r, options));
        }
        return folds;
      },
      "folds");
}

/// A cluster gets its fold in the order in which clusters are observed.
std::vector<std::vector<std::int32_t>> by_clusters(const DesignReader& reader,
                                                   const CrossValidationOptions& options,
                                                   const Execution& execution) {
  const ResamplingUnits units = resampling_units(reader, {options.clusters}, execution);
  require_units(std::ssize(units.copies), options.folds, "clusters");
  std::vector<std::vector<std::int32_t>> folds;
  for (Index r = 0; r < options.repeats; ++r) {
    Dealer dealer(options.folds, options.seed, static_cast<std::uint64_t>(r));
    std::vector<std::int32_t> of_cluster(units.copies.size());
    std::ranges::generate(of_cluster, [&] { return dealer.next(); });
    std::vector<std::int32_t>& of_row = folds.emplace_back(units.of_row);
    for (std::int32_t& unit : of_row) {
      if (unit >= 0) unit = of_cluster[static_cast<std::size_t>(unit)];
    }
  }
  return folds;
}

}  // namespace

std::vector<std::vector<std::int32_t>> divide_into_folds(const DesignReader& reader,
                                                         bool by_outcome,
                                                         const CrossValidationOptions& options,
                                                         const Execution& execution) {
  return options.clusters.empty() ? by_rows(reader, by_outcome, options, execution)
                                  : by_clusters(reader, options, execution);
}

}  // namespace odds
